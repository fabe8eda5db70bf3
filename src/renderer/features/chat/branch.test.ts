import { describe, expect, it } from 'vitest';
import type { Message } from '../../../shared/contract/entities.ts';
import type { MessageId } from '../../../shared/ids.ts';
import { isOpen, patchBranch } from './branch.ts';

const id = (name: string): MessageId => name as MessageId;
const message = (name: string, parent: string, depth: number, content = name): Message =>
  ({ id: id(name), parentId: id(parent), depth, content }) as Message;

const shown = [
  message('q1', 'root', 1),
  message('a1', 'q1', 2),
  message('q2', 'a1', 3),
  message('a2', 'q2', 4),
];
const names = (messages: readonly Message[] | null): string[] | null =>
  messages?.map((one) => one.content) ?? null;

describe('a change of the branch that is shown', () => {
  it('replaces messages where they stand', () => {
    const patched = patchBranch(shown, [message('a2', 'q2', 4, 'more')], id('a2'), 'to the end');
    expect(names(patched)).toEqual(['q1', 'a1', 'q2', 'more']);
  });

  it('appends a new exchange', () => {
    const exchange = [message('a3', 'q3', 6), message('q3', 'a2', 5)];
    expect(names(patchBranch(shown, exchange, id('a3'), 'to the end'))).toEqual([
      'q1',
      'a1',
      'q2',
      'a2',
      'q3',
      'a3',
    ]);
  });

  it('puts a new version in the place of the old one and what followed it', () => {
    expect(names(patchBranch(shown, [message('a1b', 'q1', 2)], id('a1b'), 'to the end'))).toEqual([
      'q1',
      'a1b',
    ]);
  });

  it('begins anew when the first message was said differently', () => {
    const exchange = [message('q1b', 'root', 1), message('a1b', 'q1b', 2)];
    expect(names(patchBranch(shown, exchange, id('a1b'), 'to the end'))).toEqual(['q1b', 'a1b']);
  });

  it('leaves the branch alone when an answer ends on another one', () => {
    const elsewhere = [message('x', 'q1', 2)];
    expect(names(patchBranch(shown, elsewhere, id('a2'), 'to the end'))).toEqual(['q1', 'a1', 'q2', 'a2']);
  });

  it('asks to read again when messages that waited changed places', () => {
    const reordered = [message('q2', 'root', 1), message('a2', 'q2', 2), message('q1', 'a2', 3)];
    expect(patchBranch(shown, reordered, id('a1'), 'to the end')).toBeNull();
  });

  it('asks to read again when a message that waited was withdrawn', () => {
    expect(patchBranch(shown, [message('q2', 'root', 1)], id('a2'), 'to the end')).toBeNull();
    expect(patchBranch(shown, [], id('a1'), 'to the end')).toBeNull();
  });

  it('asks to read again when another branch is chosen', () => {
    expect(patchBranch(shown, [], id('elsewhere'), 'to the end')).toBeNull();
    expect(patchBranch(shown, [], id('a1'), 'to the end')).toBeNull();
  });
});

describe('an answer', () => {
  const answer = (kind: Message['state']['kind']): Message => ({ state: { kind } }) as Message;

  it('is on its way from the request to its end, and not while it is queued', () => {
    const kinds = ['queued', 'pending', 'streaming', 'complete', 'stopped', 'interrupted', 'failed'] as const;
    expect(kinds.filter((kind) => isOpen(answer(kind)))).toEqual(['pending', 'streaming']);
  });
});
