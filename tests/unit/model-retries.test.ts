import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ModelFailure } from '../../src/engine/model/errors.ts';
import { nextTry, verdictOf, type FailedTry } from '../../src/engine/model/retries.ts';
import { usualSettings } from '../../src/engine/model/settings.ts';
import type { ModelError } from '../../src/shared/contract/index.ts';

const now = Date.parse('2026-11-25T12:00:00Z');

const passing: ModelError[] = [
  { code: 'model.no_network', data: {} },
  { code: 'model.server_error', data: { status: 503, detail: '' } },
  { code: 'model.timed_out', data: { seconds: 15 } },
  { code: 'model.incomplete', data: {} },
];
const limited: ModelError = { code: 'model.rate_limited', data: { retryAt: null } };
const lasting: ModelError[] = [
  { code: 'model.no_key', data: {} },
  { code: 'model.bad_key', data: {} },
  { code: 'model.retired', data: { model: 'old', successor: null } },
  { code: 'model.context_too_long', data: { detail: '' } },
  { code: 'model.rejected', data: { status: 400, detail: '' } },
];
const portal: ModelError = { code: 'model.unreadable', data: { detail: 'text/html' } };

const failed = (error: ModelError, more: Partial<FailedTry> = {}): FailedTry => ({
  error,
  attempt: 1,
  retryAfter: null,
  now,
  random: 0.5,
  ...more,
});

describe('a request that failed before its first token', () => {
  it.each([...passing, limited])('is sent again after $code', (error) => {
    expect(nextTry(failed(error), usualSettings)).toBe(now + usualSettings.retryMs / 2);
  });

  it.each([...lasting, portal])('is not sent again after $code', (error) => {
    expect(nextTry(failed(error), usualSettings)).toBeNull();
  });

  it('waits up to twice as long each time, up to a bound, and down to not at all', () => {
    const { retryMs, longestRetryMs } = usualSettings;
    const tries = fc.record({
      attempt: fc.integer({ min: 1, max: 60 }),
      random: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(tries, ({ attempt, random }) => {
        const wait = (nextTry(failed(limited, { attempt, random }), usualSettings) ?? Infinity) - now;
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(Math.min(longestRetryMs, retryMs * 2 ** (attempt - 1)));
      }),
    );
  });

  it('waits as long as the endpoint asks, and not at all when that is too long', () => {
    const { longestWaitMs } = usualSettings;
    expect(nextTry(failed(limited, { retryAfter: now + 7_000 }), usualSettings)).toBe(now + 7_000);
    expect(nextTry(failed(limited, { retryAfter: now + longestWaitMs + 1 }), usualSettings)).toBeNull();
  });
});

describe('what a failure says of its endpoint', () => {
  it.each([...passing, portal])('$code speaks against it', (error) => {
    expect(verdictOf(new ModelFailure(error), 'online')).toBe('failing');
  });

  it.each([...lasting, limited])('$code does not', (error) => {
    expect(verdictOf(new ModelFailure(error), 'online')).toBe('sound');
  });

  it('a stop by the user says nothing', () => {
    expect(verdictOf(new Error('stopped'), 'online')).toBe('unknown');
  });

  it('a connection that nobody took says nothing while there is no network', () => {
    const refused = new ModelFailure({ code: 'model.no_network', data: {} }, 'not_reached');
    expect(verdictOf(refused, 'offline')).toBe('unknown');
    expect(verdictOf(refused, 'online')).toBe('failing');
  });
});
