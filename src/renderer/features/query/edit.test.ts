import { describe, expect, it } from 'vitest';
import type { SearchFilter } from '../../../shared/contract/search.ts';
import { cutStretch, replaceStretch, withFilter, withoutFilter } from './edit.ts';

const stretchOf = (text: string, part: string) => {
  const start = text.indexOf(part);
  return { start, end: start + part.length };
};
const filterIn = (text: string, part: string, name: SearchFilter['name']): SearchFilter => ({
  ...stretchOf(text, part),
  name,
  value: part.slice(part.indexOf(':') + 1),
  negated: false,
});

describe('editing a query', () => {
  it('cuts a stretch out and leaves one space', () => {
    const text = 'kyoto from:me temples';
    expect(cutStretch(text, stretchOf(text, 'from:me'))).toBe('kyoto temples');
    expect(cutStretch('from:me kyoto', { start: 0, end: 7 })).toBe('kyoto');
    expect(cutStretch('kyoto from:me', { start: 6, end: 13 })).toBe('kyoto');
    expect(cutStretch('from:me', { start: 0, end: 7 })).toBe('');
  });

  it('replaces one word and leaves the rest alone', () => {
    expect(replaceStretch('from:bob tea', { start: 0, end: 8 }, 'from:me')).toBe('from:me tea');
  });

  it('has one filter of a name, however many there were', () => {
    const text = 'during:2023 tea during:2024';
    const filters = [filterIn(text, 'during:2023', 'during'), filterIn(text, 'during:2024', 'during')];
    expect(withFilter(text, filters, 'during', 'during:2024-03..2024-08')).toBe(
      'tea during:2024-03..2024-08',
    );
    expect(withFilter('', [], 'sort', 'sort:oldest')).toBe('sort:oldest');
    expect(withoutFilter(text, filters, 'during')).toBe('tea');
  });
});
