import { describe, expect, it } from 'vitest';
import { readTitle, titleTurns } from '../../src/engine/chat/titles.ts';

describe('a title read from what a model answered', () => {
  it.each([
    ['Four days in Kyoto', 'Four days in Kyoto'],
    ['"Four days in Kyoto."', 'Four days in Kyoto'],
    ['**Título: Tres días en Lisboa**', 'Tres días en Lisboa'],
    ['\n\nTitle: Binary search\nBecause it is about searching.', 'Binary search'],
    ['«Índices»', 'Índices'],
  ])('%j becomes %j', (answer, title) => {
    expect(readTitle(answer)).toBe(title);
  });

  it.each(['', '   \n ', '"".', 'x'.repeat(121)])('%j is no title', (answer) => {
    expect(readTitle(answer)).toBeNull();
  });

  it('is asked for with an excerpt, not with a pasted book', () => {
    const turns = titleTurns('q'.repeat(100_000), 'a'.repeat(100_000));
    expect(turns.reduce((sum, turn) => sum + turn.content.length, 0)).toBeLessThan(5_000);
  });
});
