import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Checkpoints } from '../../src/engine/chat/checkpoints.ts';

describe('checkpoints of a growing answer', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('writes once for many touches, within 250 ms', async () => {
    const write = vi.fn(async () => {});
    const checkpoints = new Checkpoints(write);
    for (let touch = 0; touch < 100; touch += 1) checkpoints.touch();
    await vi.advanceTimersByTimeAsync(249);
    expect(write).toHaveBeenCalledTimes(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(write).toHaveBeenCalledTimes(1);
  });

  it('never writes twice at once, however slow the disk', async () => {
    let running = 0;
    let most = 0;
    const checkpoints = new Checkpoints(async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      running -= 1;
    });
    for (let step = 0; step < 30; step += 1) {
      checkpoints.touch();
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(most).toBe(1);
  });

  it('ends only when the write under way is through, and begins none after', async () => {
    let written = 0;
    const checkpoints = new Checkpoints(async () => {
      await new Promise((resolve) => setTimeout(resolve, 500));
      written += 1;
    });
    checkpoints.touch();
    await vi.advanceTimersByTimeAsync(300);
    const ended = checkpoints.end();
    checkpoints.touch();
    await vi.advanceTimersByTimeAsync(2_000);
    await ended;
    expect(written).toBe(1);
  });
});
