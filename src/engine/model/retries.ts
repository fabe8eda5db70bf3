import type { ModelError } from '../../shared/contract/index.ts';
import { ModelFailure } from './errors.ts';
import type { EndpointSettings } from './settings.ts';

/** What a failed request says of its endpoint. */
export type Verdict = 'sound' | 'failing' | 'unknown';

/** Troubles of the endpoint or the way to it, which the same request may escape a moment later. */
const passing: ReadonlySet<ModelError['code']> = new Set([
  'model.no_network',
  'model.server_error',
  'model.timed_out',
  'model.incomplete',
]);

/** Whoever refuses a request for what it asks is well; whoever answers with a sign-in page is not our endpoint. */
export const verdictOf = (reason: unknown, network: 'online' | 'offline'): Verdict => {
  // Stopped by the user, or a bug of ours.
  if (!(reason instanceof ModelFailure)) return 'unknown';
  if (network === 'offline' && reason.reach === 'not_reached') return 'unknown';
  return passing.has(reason.error.code) || reason.error.code === 'model.unreadable' ? 'failing' : 'sound';
};

export interface FailedTry {
  error: ModelError;
  /** Requests sent so far for this answer; 1 after the first. */
  attempt: number;
  /** What the endpoint asked for with `retry-after`, milliseconds UTC. */
  retryAfter: number | null;
  now: number;
  /** From 0 up to 1. */
  random: number;
}

/** When a request that failed before its first token may be sent again, in milliseconds UTC; `null` for never. */
export const nextTry = (
  { error, attempt, retryAfter, now, random }: FailedTry,
  { retryMs, longestRetryMs, longestWaitMs }: EndpointSettings,
): number | null => {
  if (!passing.has(error.code) && error.code !== 'model.rate_limited') return null;
  // Full jitter: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
  const backoff = Math.round(random * Math.min(longestRetryMs, retryMs * 2 ** (attempt - 1)));
  const at = retryAfter ?? now + backoff;
  return at - now > longestWaitMs ? null : at;
};
