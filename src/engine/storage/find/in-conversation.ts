import type { Database } from 'better-sqlite3';
import { LRUCache } from 'lru-cache';
import type { Output } from '../../../shared/contract/index.ts';
import { messageIdOf } from '../rows.ts';
import { lastNumber, type Plan } from './plan.ts';
import type { Walk } from './walk.ts';

type Matches = Omit<Output<'search.in_conversation'>, 'understood'>;

/**
 * Where the branch that is shown matches. The index knows the conversation's messages on all branches; which of them
 * are on this one is read once for each leaf, since somebody who types asks again and again.
 */
export const inConversationReads = (database: Database, walk: Walk) => {
  const path = database
    .prepare<[Uint8Array], number>(
      `WITH RECURSIVE path (number, parent_id, depth) AS (
         SELECT number, parent_id, depth FROM messages WHERE id = ?
         UNION ALL
         SELECT m.number, m.parent_id, m.depth FROM path CROSS JOIN messages AS m ON m.id = path.parent_id
       )
       SELECT number FROM path WHERE depth > 0`,
    )
    .pluck();
  const idOf = database.prepare<[number], Buffer>('SELECT id FROM messages WHERE number = ?').pluck();
  const branches = new LRUCache<string, ReadonlyMap<number, number>>({ max: 4 });

  const depthsOf = (leafId: Uint8Array): ReadonlyMap<number, number> => {
    const key = Buffer.from(leafId).toString('hex');
    const known = branches.get(key);
    if (known) return known;
    const numbers = path.all(leafId);
    const depths = new Map(numbers.map((number, step) => [number, numbers.length - step]));
    branches.set(key, depths);
    return depths;
  };

  return {
    matches(plan: Plan | null, leafId: Uint8Array): Matches {
      const depths = depthsOf(leafId);
      const numbers = plan === null ? [] : walk.numbers(plan, 'oldest', null, lastNumber);
      const matches = numbers.flatMap((number) => {
        const depth = depths.get(number);
        const id = depth === undefined ? undefined : idOf.get(number);
        return depth === undefined || !id ? [] : [{ messageId: messageIdOf(id), depth }];
      });
      matches.sort((one, other) => one.depth - other.depth);
      return { matches, branchLength: depths.size };
    },
  };
};
