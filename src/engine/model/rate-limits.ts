import type { EndpointHealth, RateLimit, RateLimits } from '../../shared/contract/index.ts';
import type { Turn } from './client.ts';

/** The part of a web Headers object that is read here. */
export interface HeaderReader {
  get(name: string): string | null;
}

export interface LimitWait {
  /** Milliseconds UTC. */
  until: number;
  limit: Extract<EndpointHealth, { kind: 'limited' }>['limit'];
}

/** No allowance is counted over more than a day: a longer span is a bug, or not a span. */
const longestResetMs = 24 * 60 * 60 * 1000;

const unitMs: Readonly<Record<string, number>> = {
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1_000,
  ms: 1,
  us: 0.001,
  µs: 0.001,
  ns: 0.000001,
};
const spanPattern = /^(?:\d+(?:\.\d+)?(?:d|h|ms|m|s|[uµn]s))+$/;
const spanPart = /(\d+(?:\.\d+)?)(d|h|ms|m|s|[uµn]s)/g;

/** A span as Go prints it (`2m59.56s`, `120ms`) or in bare seconds, in milliseconds; `null` when it is neither. */
export const parseSpan = (text: string): number | null => {
  const trimmed = text.trim();
  if (/^\d+(?:\.\d+)?$/.test(trimmed)) return Number(trimmed) * 1000;
  if (!spanPattern.test(trimmed)) return null;
  return [...trimmed.matchAll(spanPart)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (unitMs[unit ?? ''] ?? 0),
    0,
  );
};

const readCount = (text: string | null): number | null => {
  if (text === null || !/^\s*-?\d+(?:\.\d+)?\s*$/.test(text)) return null;
  const count = Math.floor(Number(text));
  return Number.isSafeInteger(count) ? Math.max(0, count) : null;
};

const readLimit = (headers: HeaderReader, name: 'requests' | 'tokens', now: number): RateLimit | null => {
  const remaining = readCount(headers.get(`x-ratelimit-remaining-${name}`));
  if (remaining === null) return null;
  const span = parseSpan(headers.get(`x-ratelimit-reset-${name}`) ?? '');
  return {
    limit: readCount(headers.get(`x-ratelimit-limit-${name}`)),
    remaining,
    // Rounded up: a millisecond too early would be refused.
    resetAt: span === null ? null : Math.ceil(now + Math.min(span, longestResetMs)),
  };
};

/** What a response tells of the limits; `null` when it tells nothing, as local servers do. Never throws. */
export const readRateLimits = (headers: HeaderReader, now: number): RateLimits | null => {
  const requests = readLimit(headers, 'requests', now);
  const tokens = readLimit(headers, 'tokens', now);
  return requests || tokens ? { requests, tokens } : null;
};

/** About four bytes a token and four tokens a turn; what the provider counts itself comes with its next headers. */
export const estimateTokens = (turns: readonly Turn[]): number =>
  turns.reduce((sum, { content }) => sum + 4 + Math.ceil(Buffer.byteLength(content) / 4), 3);

const waitFor = (
  rateLimit: RateLimit | null,
  needed: number,
  limit: 'requests' | 'tokens',
  now: number,
): LimitWait | null => {
  if (!rateLimit || rateLimit.resetAt === null || rateLimit.resetAt <= now) return null;
  // What never fits is for the endpoint to refuse: no waiting would help.
  const attainable = Math.min(needed, rateLimit.limit ?? needed);
  return rateLimit.remaining >= attainable ? null : { until: rateLimit.resetAt, limit };
};

export const laterWait = (one: LimitWait | null, other: LimitWait | null): LimitWait | null =>
  one && other ? (one.until >= other.until ? one : other) : (one ?? other);

/** How long a request of so many tokens has to wait; `null` when it may go now. */
export const waitForLimits = (limits: RateLimits | null, tokens: number, now: number): LimitWait | null =>
  limits &&
  laterWait(waitFor(limits.requests, 1, 'requests', now), waitFor(limits.tokens, tokens, 'tokens', now));

const spendOf = (rateLimit: RateLimit | null, amount: number, now: number): RateLimit | null => {
  if (!rateLimit) return null;
  const isWhole = rateLimit.resetAt !== null && rateLimit.resetAt <= now;
  // Whole again, but of unknown size: nothing is known until the next headers.
  if (isWhole && rateLimit.limit === null) return null;
  const before = isWhole ? (rateLimit.limit ?? 0) : rateLimit.remaining;
  const remaining = Math.max(0, before - amount);
  return { ...rateLimit, remaining, resetAt: isWhole ? null : rateLimit.resetAt };
};

/** The limits after a request has left, until its answer tells the truth: so that many at once do not all pass. */
export const spendLimits = (limits: RateLimits | null, tokens: number, now: number): RateLimits | null =>
  limits && {
    requests: spendOf(limits.requests, 1, now),
    tokens: spendOf(limits.tokens, tokens, now),
  };
