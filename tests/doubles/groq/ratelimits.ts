import { formatDuration } from './errors.ts';

const REQUESTS_PER_DAY = 14_400;
const TOKENS_PER_MINUTE = 250_000;

export interface RateLimits {
  /** Counts one request and returns the headers that tell what is left of the day's requests and the minute's tokens. */
  spend(tokens: number, now: number): Readonly<Record<string, string>>;
}

/** Two leaky buckets that are counted and told but never enforced: refusals are for tests to script. */
export function createRateLimits(): RateLimits {
  let usedRequests = 0;
  let usedTokens = 0;
  let countedAt = 0;
  return {
    spend(tokens, now) {
      const elapsedSeconds = countedAt === 0 ? 0 : (now - countedAt) / 1000;
      countedAt = now;
      usedRequests = Math.max(0, usedRequests - (elapsedSeconds * REQUESTS_PER_DAY) / 86_400) + 1;
      usedTokens = Math.max(0, usedTokens - (elapsedSeconds * TOKENS_PER_MINUTE) / 60) + tokens;
      return {
        'x-ratelimit-limit-requests': String(REQUESTS_PER_DAY),
        'x-ratelimit-limit-tokens': String(TOKENS_PER_MINUTE),
        'x-ratelimit-remaining-requests': String(Math.max(0, REQUESTS_PER_DAY - Math.ceil(usedRequests))),
        'x-ratelimit-remaining-tokens': String(Math.max(0, TOKENS_PER_MINUTE - Math.ceil(usedTokens))),
        'x-ratelimit-reset-requests': formatDuration((usedRequests * 86_400) / REQUESTS_PER_DAY),
        'x-ratelimit-reset-tokens': formatDuration((usedTokens * 60) / TOKENS_PER_MINUTE),
      };
    },
  };
}
