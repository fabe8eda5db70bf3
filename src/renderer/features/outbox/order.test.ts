import { describe, expect, it } from 'vitest';
import type { QueuedMessage } from '../../../shared/contract/delivery.ts';
import type { MessageId } from '../../../shared/ids.ts';
import { byConversation, isWorthTrying, moved, movesOf } from './order.ts';

const id = (name: string): MessageId => name as MessageId;
const ids = ['one', 'two', 'three'].map(id);
const waiting = (conversation: string, text: string, queuedAt: number): QueuedMessage =>
  ({
    conversationId: conversation,
    conversationTitle: conversation,
    text,
    queuedAt,
  }) as unknown as QueuedMessage;

describe('a message that waits', () => {
  it('can go to both sides in the middle, and to one side at an end', () => {
    expect(movesOf(ids, id('one'))).toEqual(['later']);
    expect(movesOf(ids, id('two'))).toEqual(['earlier', 'later']);
    expect(movesOf(ids, id('three'))).toEqual(['earlier']);
  });

  it('can go nowhere when it waits alone, or waits no more', () => {
    expect(movesOf([id('one')], id('one'))).toEqual([]);
    expect(movesOf(ids, id('sent'))).toEqual([]);
  });

  it('changes places with its neighbour', () => {
    expect(moved(ids, id('two'), 'earlier')).toEqual(['two', 'one', 'three']);
    expect(moved(ids, id('two'), 'later')).toEqual(['one', 'three', 'two']);
    expect(moved(ids, id('one'), 'later')).toEqual(['two', 'one', 'three']);
  });

  it('stays where it cannot go further', () => {
    expect(moved(ids, id('one'), 'earlier')).toEqual(ids);
    expect(moved(ids, id('three'), 'later')).toEqual(ids);
    expect(moved(ids, id('sent'), 'earlier')).toEqual(ids);
  });

  it('can be tried at once, unless it waits for another', () => {
    expect(isWorthTrying('offline')).toBe(true);
    expect(isWorthTrying('rate_limited')).toBe(true);
    expect(isWorthTrying('earlier')).toBe(false);
  });
});

describe('all that waits', () => {
  it('is listed by conversation, in the order in which it goes out', () => {
    const groups = byConversation([
      waiting('new', 'c', 30),
      waiting('old', 'a', 20),
      waiting('new', 'd', 25),
      waiting('old', 'b', 10),
    ]);
    expect(groups.map(({ title, messages }) => [title, messages.map(({ text }) => text)])).toEqual([
      ['old', ['a', 'b']],
      ['new', ['c', 'd']],
    ]);
  });
});
