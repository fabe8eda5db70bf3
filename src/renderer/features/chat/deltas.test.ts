import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MessageId } from '../../../shared/ids.ts';
import { AnswerDeltas } from './deltas.ts';

const messageId = 'answer' as MessageId;
const add = (deltas: AnswerDeltas, offset: number, text: string): void =>
  deltas.add({ messageId, offset, text });

describe('the deltas of an answer', () => {
  it('give the whole text wherever it was cut, and however far the stored text lags behind', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 12 }), { maxLength: 20 }), fc.nat(), (pieces, stored) => {
        const text = pieces.join('');
        const deltas = new AnswerDeltas();
        let offset = 0;
        for (const piece of pieces) {
          add(deltas, offset, piece);
          offset += piece.length;
        }
        const known = text.slice(0, stored % (text.length + 1));
        expect(deltas.complete(messageId, known)).toEqual({ content: text, isWhole: true });
      }),
    );
  });

  it('notice what was missed before the first of them', () => {
    const deltas = new AnswerDeltas();
    add(deltas, 6, 'world');
    expect(deltas.complete(messageId, 'Hel')).toEqual({ content: 'Hel', isWhole: false });
    expect(deltas.complete(messageId, 'Hello ')).toEqual({ content: 'Hello world', isWhole: true });
  });

  it('begin anew after a hole in the middle', () => {
    const deltas = new AnswerDeltas();
    add(deltas, 0, 'Hello');
    add(deltas, 9, 'ld');
    expect(deltas.complete(messageId, 'Hello')).toEqual({ content: 'Hello', isWhole: false });
    expect(deltas.complete(messageId, 'Hello wor')).toEqual({ content: 'Hello world', isWhole: true });
  });

  it('say nothing about an answer that has ended', () => {
    const deltas = new AnswerDeltas();
    add(deltas, 0, 'Hello');
    deltas.forget(messageId);
    expect(deltas.complete(messageId, 'Bye')).toEqual({ content: 'Bye', isWhole: true });
  });
});
