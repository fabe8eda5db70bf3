import type { Database, Statement } from 'better-sqlite3';
import { LRUCache } from 'lru-cache';
import type { MatchCount } from '../../../shared/contract/index.ts';
import type { Plan } from './plan.ts';

/** Says whether a newer search of the same box waits; then this one throws, between two rows. */
export type GoOn = () => void;

type Parameter = string | number | Uint8Array;

export interface Ranked {
  number: number;
  rank: number;
}

/** Best first, of equals the newest. FTS5 cannot sort ties without ranking everything. */
export const bestFirst = (one: Ranked, other: Ranked): number =>
  one.rank - other.rank || other.number - one.number;

export interface Walk {
  /** Numbers of matches, newest or oldest first, behind `beyond` (exclusive; `null` from the end). */
  numbers(plan: Plan, order: 'newest' | 'oldest', beyond: number | null, limit: number): number[];
  /** How many match, to at most `limit`, and the last one that was counted, newest first. */
  count(plan: Plan, limit: number): { count: number; last: number };
  /** With their bm25, newest first: the lower the better. */
  ranked(plan: Plan, limit: number): IterableIterator<Ranked>;
  /** When they were written, newest first, in parts. */
  times(plan: Plan, beyond: number, limit: number): { number: number; created_at: number }[];
}

/*
 * The index stands left in each join, read in the order of its rows, so that a limit ends the walk. Where conditions
 * look at rows, `go_on()` is asked for each: the one place in which SQLite can be made to stop in the middle.
 */
export const createWalk = (database: Database, goOn: GoOn): Walk => {
  database.function('go_on', { deterministic: false }, () => {
    goOn();
    return 1;
  });
  // The text of a statement follows the shape of the query, of which people use few.
  const prepared = new LRUCache<string, Statement<Parameter[], unknown>>({ max: 60 });
  const statement = (sql: string): Statement<Parameter[], unknown> => {
    const known = prepared.get(sql);
    if (known) return known;
    const made = database.prepare<Parameter[], unknown>(sql);
    prepared.set(sql, made);
    return made;
  };

  const source = (
    { match, lowest, highest, conditions }: Plan,
    within: { above?: number; below?: number },
    joined: boolean,
  ): { sql: string; parameters: Parameter[] } => ({
    sql: `FROM messages_index AS f ${joined ? 'CROSS JOIN messages AS m ON m.number = f.rowid' : ''}
      WHERE messages_index MATCH ? AND f.rowid BETWEEN ? AND ?
      ${conditions.map(({ sql }) => `AND (${sql})`).join(' ')} ${conditions.length > 0 ? 'AND go_on()' : ''}`,
    parameters: [
      match,
      Math.max(lowest, (within.above ?? 0) + 1),
      Math.min(highest, (within.below ?? Infinity) - 1),
      ...conditions.flatMap(({ parameters }) => parameters),
    ],
  });
  const looksAtRows = ({ conditions }: Plan): boolean => conditions.length > 0;

  return {
    numbers(plan, order, beyond, limit) {
      const place = beyond === null ? {} : order === 'newest' ? { below: beyond } : { above: beyond };
      const { sql, parameters } = source(plan, place, looksAtRows(plan));
      const direction = order === 'newest' ? 'DESC' : 'ASC';
      return statement(`SELECT f.rowid ${sql} ORDER BY f.rowid ${direction} LIMIT ?`)
        .pluck()
        .all(...parameters, limit) as number[];
    },
    count(plan, limit) {
      const { sql, parameters } = source(plan, {}, looksAtRows(plan));
      return statement(
        `SELECT count(*) AS count, coalesce(min(number), 0) AS last
         FROM (SELECT f.rowid AS number ${sql} ORDER BY f.rowid DESC LIMIT ?)`,
      ).get(...parameters, limit) as { count: number; last: number };
    },
    ranked(plan, limit) {
      const { sql, parameters } = source(plan, {}, looksAtRows(plan));
      return statement(
        `SELECT f.rowid AS number, bm25(messages_index) AS rank ${sql} ORDER BY f.rowid DESC LIMIT ?`,
      ).iterate(...parameters, limit) as IterableIterator<Ranked>;
    },
    times(plan, beyond, limit) {
      const { sql, parameters } = source(plan, { below: beyond }, true);
      return statement(`SELECT f.rowid AS number, m.created_at ${sql} ORDER BY f.rowid DESC LIMIT ?`).all(
        ...parameters,
        limit,
      ) as { number: number; created_at: number }[];
    },
  };
};

/** Exact to `limit`; beyond it as densely as among the newest, all the way down. */
export const countOf = (plan: Plan | null, walk: Walk, limit: number): MatchCount => {
  if (plan === null) return { value: 0, precision: 'exact' };
  const { count, last } = walk.count(plan, limit + 1);
  if (count <= limit) return { value: count, precision: 'exact' };
  const newest = walk.numbers(plan, 'newest', null, 1)[0] ?? last;
  const about = (count * (newest - plan.lowest + 1)) / Math.max(1, newest - last + 1);
  return { value: Math.max(count, Math.round(about)), precision: 'about' };
};
