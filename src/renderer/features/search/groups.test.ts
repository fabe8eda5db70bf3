import { expect, it } from 'vitest';
import type { MessageHit } from '../../../shared/contract/search.ts';
import { groupHits } from './groups.ts';

const hit = (conversation: string, message: string) =>
  ({ conversationId: conversation, messageId: message, conversationTitle: conversation }) as MessageHit;

it('hits of one conversation that follow each other are one group, and a new page begins new ones', () => {
  const groups = groupHits([
    [hit('a', '1'), hit('a', '2'), hit('b', '3')],
    [hit('b', '4'), hit('a', '5')],
  ]);
  expect(groups.map(({ title, hits }) => [title, hits.map(({ index }) => index)])).toEqual([
    ['a', [0, 1]],
    ['b', [2]],
    ['b', [3]],
    ['a', [4]],
  ]);
});
