import { describe, expect, it } from 'vitest';
import type { CacheStatistics } from '../../../shared/contract/delivery.ts';
import { hitShares, isCacheEmpty } from './cache-figures.ts';

const statistics = (
  memory: Partial<CacheStatistics['memory']>,
  disk: Partial<CacheStatistics['disk']>,
  misses: number,
): CacheStatistics => ({
  memory: { hits: 0, entries: 0, bytes: 0, ...memory },
  disk: { hits: 0, entries: 0, bytes: 0, ...disk },
  misses,
  expiredHits: 0,
  savedTokens: 0,
  savedSeconds: 0,
  savedMicrodollars: 0,
  models: [],
});

describe('the hit ratio', () => {
  it('is the part of all lookups that either layer answered', () => {
    expect(hitShares(statistics({ hits: 3 }, { hits: 1 }, 4))).toEqual({
      lookups: 8,
      hits: 0.5,
      memory: 0.375,
      disk: 0.125,
    });
  });

  it('does not exist before the first lookup', () => {
    expect(hitShares(statistics({}, {}, 0))).toBeNull();
  });

  it('is nought when nothing was found', () => {
    expect(hitShares(statistics({}, {}, 7))?.hits).toBe(0);
  });
});

it('the cache is empty when neither layer holds an answer, whatever was counted before', () => {
  expect(isCacheEmpty(statistics({ hits: 9 }, { hits: 2 }, 1))).toBe(true);
  expect(isCacheEmpty(statistics({}, { entries: 1 }, 0))).toBe(false);
});
