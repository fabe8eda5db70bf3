import { describe, expect, it } from 'vitest';
import english from './en/index.ts';
import spanish from './es/index.ts';

interface Tree {
  [key: string]: string | Tree;
}

const flat = (tree: Tree, path = ''): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [[`${path}${key}`, value] as [string, string]]
      : flat(value, `${path}${key}.`),
  );

const placeholders = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();

const files = import.meta.glob<string>('../**/*.{ts,vue}', { query: '?raw', import: 'default', eager: true });
const sources = Object.entries(files)
  .filter(([path]) => !path.endsWith('.test.ts') && !/^\.\/(en|es)\//.test(path))
  .map(([, text]) => text)
  .join('\n');

/** Keys whose last part is data: error codes, periods, reasons, kinds. */
const computed = [...sources.matchAll(/`([a-z]+(?:\.\w+)*\.)\$\{/g)].map(([, prefix]) => prefix ?? '');

describe('the texts', () => {
  const texts = new Map(flat(english));
  const translated = new Map(flat(spanish as unknown as Tree));

  it('are there in both languages', () => {
    expect([...translated.keys()].sort()).toEqual([...texts.keys()].sort());
    for (const [key, text] of translated) expect(text.trim(), key).not.toBe('');
  });

  it('speak of the same things in both languages', () => {
    for (const [key, text] of texts)
      expect(placeholders(translated.get(key) ?? ''), key).toEqual(placeholders(text));
  });

  it('are all used', () => {
    const unused = [...texts.keys()].filter(
      (key) => !sources.includes(`'${key}'`) && !computed.some((prefix) => key.startsWith(prefix)),
    );
    expect(unused).toEqual([]);
  });

  it('hold no characters that the formatter of messages would take for its own', () => {
    for (const [key, text] of [...texts, ...translated])
      expect(text.replace(/\{\w+\}/g, ''), key).not.toMatch(/[@{}$]/);
  });
});
