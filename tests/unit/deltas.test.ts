import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GrowingAnswer } from '../../src/engine/chat/deltas.ts';

const collect = () => {
  const sent: { offset: number; text: string }[] = [];
  const answer = new GrowingAnswer(
    (delta) => sent.push(delta),
    () => Date.now(),
  );
  return { answer, sent };
};

describe('an answer that grows', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('sends its first piece at once', () => {
    const { answer, sent } = collect();
    answer.add('Hel');
    expect(sent).toEqual([{ offset: 0, text: 'Hel' }]);
  });

  it('gathers what follows closely into one piece', () => {
    const { answer, sent } = collect();
    for (const piece of ['a', 'b', 'c', 'd']) answer.add(piece);
    vi.advanceTimersByTime(5);
    expect(sent).toEqual([
      { offset: 0, text: 'a' },
      { offset: 1, text: 'bcd' },
    ]);
  });

  it('leaves nothing behind when flushed, and sends nothing twice', () => {
    const { answer, sent } = collect();
    answer.add('one ');
    answer.add('two');
    answer.flush();
    answer.flush();
    vi.advanceTimersByTime(50);
    expect(sent.map(({ text }) => text).join('')).toBe('one two');
    expect(answer.content).toBe('one two');
  });

  it('numbers its pieces by UTF-16 offset, emoji included', () => {
    const { answer, sent } = collect();
    answer.add('🍵');
    answer.add('!');
    answer.flush();
    expect(sent[1]).toEqual({ offset: 2, text: '!' });
  });
});
