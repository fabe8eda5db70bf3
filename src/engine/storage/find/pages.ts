import { LRUCache } from 'lru-cache';
import type { Input, Output, SearchProblem, Understood } from '../../../shared/contract/index.ts';
import type { ParsedQuery } from '../../search/index.ts';
import type { Hits } from './hits.ts';
import { lastNumber, type Plan } from './plan.ts';
import { bestFirst, type GoOn, type Ranked, type Walk } from './walk.ts';

/** Relevance is weighed among the newest so many: over all, a common word takes a second in a large history. */
export const candidateLimit = 2_000;
/** Of all matches, so many can be paged through: nobody reads further by relevance. */
const rankedKept = 2_000;

export interface PageParts {
  walk: Walk;
  hits: Hits;
  goOn: GoOn;
}

/** By relevance a page follows the page before in a list that is made once; `upTo` is what was there then. */
interface RankedList {
  numbers: readonly number[];
  bounded: boolean;
}

const understood = (
  { sort, filters, phrases, isEmpty, problems: typed }: ParsedQuery,
  problems: readonly SearchProblem[] = [],
): Understood => ({
  sort,
  filters,
  phrases,
  isEmpty,
  problems: [...typed, ...problems].toSorted((one, other) => one.start - other.start),
});

export const pageReads = ({ walk, hits, goOn }: PageParts) => {
  const lists = new LRUCache<string, RankedList>({ max: 8 });

  const rank = (plan: Plan, reach: Input<'search.find'>['reach']): RankedList => {
    const limit = reach === 'all_matches' ? lastNumber : candidateLimit + 1;
    let best: Ranked[] = [];
    let seen = 0;
    const keepBest = (): void => {
      best = best.sort(bestFirst).slice(0, rankedKept);
    };
    for (const match of walk.ranked(plan, limit)) {
      seen += 1;
      if (seen % 256 === 0) goOn();
      if (reach === 'newest_matches' && seen > candidateLimit) break;
      best.push(match);
      if (best.length >= 4 * rankedKept) keepBest();
    }
    keepBest();
    return {
      numbers: best.map(({ number }) => number),
      bounded: reach === 'newest_matches' && seen > candidateLimit,
    };
  };

  /** From a cursor of ours; what is not one begins at the beginning. */
  const readCursor = (cursor: string | null): { order: string; at: number; upTo: number } => {
    const [order = '', at, upTo] = (cursor ?? '').split(':');
    return { order, at: Number(at) || 0, upTo: Number(upTo) || lastNumber };
  };

  type Page = Pick<Output<'search.find'>, 'next' | 'bounded'> & {
    numbers: readonly number[];
  };

  const pageInOrder = (plan: Plan, order: 'newest' | 'oldest', input: Input<'search.find'>): Page => {
    const cursor = readCursor(input.cursor);
    const beyond = cursor.order === order ? cursor.at : null;
    const found = walk.numbers(plan, order, beyond, input.limit + 1);
    const numbers = found.slice(0, input.limit);
    const next = found.length > input.limit ? `${order}:${numbers.at(-1)}` : null;
    return { numbers, next, bounded: false };
  };

  const pageByRank = (plan: Plan, input: Input<'search.find'>): Page => {
    const cursor = readCursor(input.cursor);
    const isNext = cursor.order === 'relevance';
    const upTo = isNext ? cursor.upTo : (walk.numbers(plan, 'newest', null, 1)[0] ?? 0);
    const key = JSON.stringify([plan.match, plan.conditions, plan.lowest, plan.highest, input.reach, upTo]);
    const known = isNext ? lists.get(key) : undefined;
    const list = known ?? rank({ ...plan, highest: Math.min(plan.highest, upTo) }, input.reach);
    lists.set(key, list);
    const from = isNext ? cursor.at : 0;
    const to = from + input.limit;
    return {
      numbers: list.numbers.slice(from, to),
      next: to < list.numbers.length ? `relevance:${to}:${upTo}` : null,
      bounded: list.bounded,
    };
  };

  return {
    page(query: ParsedQuery, plan: Plan | null, input: Input<'search.find'>): Output<'search.find'> {
      if (plan === null)
        return {
          understood: understood(query),
          hits: [],
          next: null,
          bounded: false,
        };
      const { numbers, next, bounded } =
        query.sort === 'relevance' ? pageByRank(plan, input) : pageInOrder(plan, query.sort, input);
      return {
        understood: understood(query, plan.problems),
        hits: hits.messages(numbers, query.phrases),
        next,
        bounded,
      };
    },
    understood,
  };
};
