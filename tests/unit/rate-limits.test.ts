import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  estimateTokens,
  parseSpan,
  readRateLimits,
  spendLimits,
  waitForLimits,
} from '../../src/engine/model/rate-limits.ts';
import { rateLimitsSchema } from '../../src/shared/contract/health.ts';
import { formatDuration } from '../doubles/groq/errors.ts';

const now = Date.parse('2026-11-25T12:00:00Z');
const headers = (entries: Record<string, string>): Headers => new Headers(entries);

const groqHeaders = headers({
  'x-ratelimit-limit-requests': '14400',
  'x-ratelimit-remaining-requests': '14370',
  'x-ratelimit-reset-requests': '2m59.56s',
  'x-ratelimit-limit-tokens': '18000',
  'x-ratelimit-remaining-tokens': '17997',
  'x-ratelimit-reset-tokens': '7.66s',
});

describe('a span of time as providers write it', () => {
  it.each([
    ['2m59.56s', 179_560],
    ['7.66s', 7_660],
    ['120ms', 120],
    ['1h2m3s', 3_723_000],
    ['0s', 0],
    ['6m0s', 360_000],
    ['250µs', 0.25],
    ['1.5', 1_500],
  ])('%s', (text, milliseconds) => {
    expect(parseSpan(text)).toBeCloseTo(milliseconds, 3);
  });

  it.each(['', 'soon', '-5s', '5 s', '5x', 's', '1e3', 'NaN', 'Infinity', '2026-11-25T12:00:00Z'])(
    'is not what %j says',
    (text) => expect(parseSpan(text)).toBeNull(),
  );

  it('is read as it was written, whatever its length', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 86_400, noNaN: true }), (seconds) => {
        const span = parseSpan(formatDuration(seconds));
        expect(span).not.toBeNull();
        expect(Math.abs((span ?? 0) - seconds * 1000)).toBeLessThanOrEqual(6);
      }),
    );
  });
});

describe('the limits that a response tells', () => {
  it('are those of Groq', () => {
    expect(readRateLimits(groqHeaders, now)).toEqual({
      requests: { limit: 14_400, remaining: 14_370, resetAt: now + 179_560 },
      tokens: { limit: 18_000, remaining: 17_997, resetAt: now + 7_660 },
    });
  });

  it('are none where no header speaks of them', () => {
    expect(readRateLimits(headers({ 'content-type': 'text/event-stream' }), now)).toBeNull();
  });

  it('may be told in part', () => {
    expect(readRateLimits(headers({ 'x-ratelimit-remaining-requests': '3' }), now)).toEqual({
      requests: { limit: null, remaining: 3, resetAt: null },
      tokens: null,
    });
  });

  it('always fit the contract, whatever the headers hold', () => {
    const value = fc.oneof(
      fc.string(),
      fc.integer().map(String),
      fc.double().map(String),
      fc.constantFrom('99999999999999999999', '1h', '9999999h', '-1', '0'),
    );
    const names = ['limit', 'remaining', 'reset'].flatMap((what) =>
      ['requests', 'tokens'].map((which) => `x-ratelimit-${what}-${which}`),
    );
    const some = fc.dictionary(fc.constantFrom(...names), value);
    fc.assert(
      fc.property(some, (entries) => {
        const limits = readRateLimits({ get: (name) => entries[name] ?? null }, now);
        expect(rateLimitsSchema.nullable().parse(limits)).toEqual(limits);
        const wait = waitForLimits(limits, 100, now);
        if (wait) expect(wait.until).toBeGreaterThan(now);
      }),
    );
  });
});

describe('a request under limits', () => {
  const limits = {
    requests: { limit: 10, remaining: 1, resetAt: now + 5_000 },
    tokens: { limit: 1_000, remaining: 200, resetAt: now + 9_000 },
  };

  it('may go while there is enough left', () => {
    expect(waitForLimits(limits, 200, now)).toBeNull();
    expect(waitForLimits(null, 200, now)).toBeNull();
  });

  it('waits for the tokens that it needs', () => {
    expect(waitForLimits(limits, 201, now)).toEqual({ until: now + 9_000, limit: 'tokens' });
  });

  it('waits when another has taken the last request', () => {
    const left = spendLimits(limits, 10, now);
    expect(waitForLimits(left, 10, now)).toEqual({ until: now + 5_000, limit: 'requests' });
  });

  it('waits for the later of two limits', () => {
    const left = spendLimits(limits, 200, now);
    expect(waitForLimits(left, 10, now)).toEqual({ until: now + 9_000, limit: 'tokens' });
  });

  it('goes when the time has come, and counts from the whole again', () => {
    const later = now + 9_000;
    const spent = spendLimits(limits, 200, now);
    expect(waitForLimits(spent, 1_000, later)).toBeNull();
    expect(spendLimits(spent, 300, later)).toEqual({
      requests: { limit: 10, remaining: 9, resetAt: null },
      tokens: { limit: 1_000, remaining: 700, resetAt: null },
    });
  });

  it('does not wait for what can never fit, once the allowance is whole', () => {
    const whole = { requests: null, tokens: { limit: 1_000, remaining: 1_000, resetAt: now + 9_000 } };
    expect(waitForLimits(whole, 5_000, now)).toBeNull();
  });

  it('does not wait where nobody says until when', () => {
    const endless = { requests: { limit: 10, remaining: 0, resetAt: null }, tokens: null };
    expect(waitForLimits(endless, 1, now)).toBeNull();
  });

  it('never leaves less than nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2_000), { maxLength: 20 }), (requests) => {
        const end = requests.reduce<ReturnType<typeof spendLimits>>(
          (left, tokens) => spendLimits(left, tokens, now),
          limits,
        );
        expect(rateLimitsSchema.parse(end)).toEqual(end);
      }),
    );
  });
});

describe('the estimate of a request’s tokens', () => {
  const turn = (content: string) => ({ role: 'user' as const, content });

  it('grows with every word and every turn', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.string(), (contents, more) => {
        const before = estimateTokens(contents.map(turn));
        expect(estimateTokens([...contents, more].map(turn))).toBeGreaterThan(before);
      }),
    );
  });

  it('takes scripts without spaces for more than their characters’ quarter', () => {
    expect(estimateTokens([turn('世界'.repeat(100))])).toBeGreaterThan(
      estimateTokens([turn('ab'.repeat(100))]),
    );
  });
});
