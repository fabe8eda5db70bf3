import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BlockSplitter, tidyOpenBlock } from './blocks.ts';
import { renderMarkdown, type MarkdownLabels } from './parser.ts';

const labels: MarkdownLabels = {
  copyCode: 'Copy',
  plainText: 'Text',
  code: 'Code',
  image: (host) => host,
  imageLocal: 'Image',
  done: 'Done',
  open: 'Open',
};

const whole = (source: string): string => renderMarkdown(source.replace(/\r\n?/g, '\n'), {}, labels);

/** What stands on the page after the text came in these pieces. */
const streamed = (pieces: readonly string[]): string => {
  const splitter = new BlockSplitter();
  let source = '';
  for (const piece of pieces) {
    source += piece;
    const { open, references } = splitter.update(source, 'growing');
    renderMarkdown(tidyOpenBlock(open), references, labels);
  }
  const { closed, references } = splitter.update(source, 'final');
  return closed.map((block) => renderMarkdown(block, references, labels)).join('');
};

/** Lines that begin, end and interrupt blocks in every way that CommonMark knows, whole and in halves. */
const line = fc.oneof(
  fc.constantFrom(
    ...[
      '',
      '',
      ' ',
      '# Title',
      '#',
      '#tag',
      '## Two',
      'Words of a paragraph',
      'foo',
      '===',
      '---',
      '***',
      '-',
      '- item',
    ],
    ...[
      '- [x] done',
      '- [ ] open',
      '* star',
      '1. one',
      '2) two',
      '  nested',
      '    indented',
      '> quote',
      '>',
      'lazy',
    ],
    ...[
      '```',
      '```ts',
      '~~~',
      'const a = 1;',
      '| a | b |',
      '|---|--:|',
      'a | b',
      '--|--',
      '| 1 | 2 |',
      '[ref]: /url',
    ],
    ...[
      '[ref]:',
      '/url',
      '"title',
      'title"',
      '[ref]',
      'see [ref] and [text][ref]',
      '**bold',
      'bold**',
      '`code`',
      '``',
    ],
    ...[
      '![alt](https://example.com/x.png)',
      '<b>html</b>',
      '<!-- x -->',
      '\\',
      '&amp;',
      'https://example.com',
      '- - x',
    ],
  ),
  fc.string({ maxLength: 20 }),
);
const document = fc
  .array(fc.tuple(line, fc.constantFrom('\n', '\n', '\n\n', '\r\n')), { maxLength: 24 })
  .map((lines) => lines.map(([text, end]) => text + end).join(''));

describe('markdown that streams in', () => {
  it('ends up as if it had come at once, wherever it was cut', () => {
    fc.assert(
      fc.property(
        document,
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 9 }),
        (text, steps) => {
          const pieces: string[] = [];
          for (let at = 0, step = 0; at < text.length; step += 1) {
            const size = steps[step % steps.length] ?? 1;
            pieces.push(text.slice(at, at + size));
            at += size;
          }
          expect(streamed(pieces)).toBe(whole(text));
        },
      ),
      { numRuns: 600 },
    );
  });

  it('freezes blocks that are closed', () => {
    const splitter = new BlockSplitter();
    const before = splitter.update('One.\n\nTwo.\n\nThr', 'growing');
    expect(before.closed).toEqual(['One.\n']);
    const after = splitter.update('One.\n\nTwo.\n\nThree.\n', 'growing');
    expect(after.closed[0]).toBe(before.closed[0]);
    expect(after.closed).toEqual(['One.\n', '\nTwo.\n']);
    expect(after.open).toBe('\nThree.\n');
  });

  it('does not take half a line for a block of its own', () => {
    const splitter = new BlockSplitter();
    expect(splitter.update('A paragraph\n#', 'growing').closed).toEqual([]);
    expect(splitter.update('A paragraph\n#tag goes on\n', 'final').closed).toEqual([
      'A paragraph\n#tag goes on\n',
    ]);
  });

  it('shows an unfinished fence as code, and hides the first ticks of one', () => {
    expect(renderMarkdown('```ts\nconst a', {}, labels)).toContain('<code>const a</code>');
    expect(tidyOpenBlock('Like so:\n``')).toBe('Like so:\n');
    expect(tidyOpenBlock('`code`')).toBe('`code`');
  });

  it('finds links that are defined after their use', () => {
    const splitter = new BlockSplitter();
    const { closed, references } = splitter.update(
      'See [docs].\n\nMore.\n\n[docs]: https://example.com\n',
      'final',
    );
    expect(renderMarkdown(closed[0] ?? '', references, labels)).toContain('href="https://example.com"');
  });
});
