import type { FreshFor } from '../../shared/contract/index.ts';

const longestMs: Record<FreshFor, number> = {
  off: 0,
  hour: 60 * 60 * 1000,
  day: 24 * 60 * 60 * 1000,
  always: Number.POSITIVE_INFINITY,
};

/** An answer from the future, as a clock that was set back leaves it, is fresh. Times are milliseconds UTC. */
export const isFresh = (createdAt: number, freshFor: FreshFor, now: number): boolean =>
  now - createdAt < longestMs[freshFor];
