import type { CacheStatistics } from '../../../shared/contract/delivery.ts';

/** Parts of all questions for which an answer was looked up, each between 0 and 1. */
export interface HitShares {
  lookups: number;
  hits: number;
  memory: number;
  disk: number;
}

/** `null` before anything was looked up: no part of nothing is a hit. */
export const hitShares = ({ memory, disk, misses }: CacheStatistics): HitShares | null => {
  const lookups = memory.hits + disk.hits + misses;
  if (lookups === 0) return null;
  return {
    lookups,
    hits: (memory.hits + disk.hits) / lookups,
    memory: memory.hits / lookups,
    disk: disk.hits / lookups,
  };
};

/** The memory holds the latest of what the disk holds, or a little that is still on its way there. */
export const isCacheEmpty = ({ memory, disk }: CacheStatistics): boolean =>
  memory.entries === 0 && disk.entries === 0;
