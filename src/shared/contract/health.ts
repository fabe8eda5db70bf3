import { z } from 'zod';
import { timeSchema } from './entities.ts';
import { modelErrorSchema } from './errors.ts';

/** How an endpoint fares, as far as its last requests and the host tell. All times are milliseconds UTC. */
export const endpointHealthSchema = z.discriminatedUnion('kind', [
  /** Nothing has been asked of it yet. */
  z.object({ kind: z.literal('unknown') }),
  z.object({ kind: z.literal('online') }),
  /** It answers, but the first token takes long, or it fell silent the last time. */
  z.object({ kind: z.literal('slow') }),
  /** Requests to `model` wait until then; `pause` is what the endpoint asked for with `retry-after`. */
  z.object({
    kind: z.literal('limited'),
    until: timeSchema,
    limit: z.enum(['requests', 'tokens', 'pause']),
    model: z.string(),
  }),
  /** It failed so often that nothing is sent until `nextProbeAt`; the first request after that is a probe. */
  z.object({
    kind: z.literal('down'),
    since: timeSchema,
    nextProbeAt: timeSchema,
    error: modelErrorSchema,
  }),
  /** There is no network, or nobody takes the connection. */
  z.object({ kind: z.literal('offline'), since: timeSchema }),
]);
export type EndpointHealth = z.infer<typeof endpointHealthSchema>;

/** What is left of one allowance; `null` where the endpoint does not say. At `resetAt` it is whole again. */
export const rateLimitSchema = z.object({
  limit: z.int().nonnegative().nullable(),
  remaining: z.int().nonnegative(),
  resetAt: timeSchema.nullable(),
});
export type RateLimit = z.infer<typeof rateLimitSchema>;

/** What an endpoint last told of its limits for one model. */
export const rateLimitsSchema = z.object({
  requests: rateLimitSchema.nullable(),
  tokens: rateLimitSchema.nullable(),
});
export type RateLimits = z.infer<typeof rateLimitsSchema>;
