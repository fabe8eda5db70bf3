import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { FoundAnswer } from '../../src/engine/cache/index.ts';
import { UseLog } from '../../src/engine/cache/use-log.ts';
import { answerTo, keyOf } from '../support/answer-cache.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const found = (more: Partial<FoundAnswer> = {}): FoundAnswer => ({
  answer: answerTo('tea'),
  age: 'fresh',
  layer: 'memory',
  ...more,
});

it('asks once to be written for all that is found within a second', () => {
  const write = vi.fn();
  const log = new UseLog(write);
  for (let use = 1; use <= 500; use += 1) log.hit(keyOf('tea'), found(), use);
  log.hit(keyOf('coffee'), found({ layer: 'file', age: 'expired' }), 7);
  expect(write).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1_000);
  expect(write).toHaveBeenCalledTimes(1);
  expect(log.take()).toMatchObject({
    uses: [
      { key: keyOf('tea'), uses: 500, lastUsedAt: 500 },
      { key: keyOf('coffee'), uses: 1, lastUsedAt: 7 },
    ],
    counters: { memory_hits: 500, file_hits: 1, expired_hits: 1, saved_ms: 501 * 400 },
  });
});

it('is empty once it was taken, and asks again only for what comes then', () => {
  const write = vi.fn();
  const log = new UseLog(write);
  expect(log.take()).toBeNull();
  log.miss();
  expect(log.take()).toMatchObject({ uses: [], counters: { misses: 1 } });
  vi.advanceTimersByTime(5_000);
  expect(write).not.toHaveBeenCalled();
  expect(log.take()).toBeNull();
});

it('forgets what it counted, but not what was used', () => {
  const log = new UseLog(() => {});
  log.hit(keyOf('tea'), found(), 1);
  log.miss();
  log.forgetCounters();
  expect(log.take()).toMatchObject({ uses: [{ uses: 1 }], counters: { memory_hits: 0, misses: 0 } });
});
