import Groq from 'groq-sdk';
import { z } from 'zod';
import type { ModelError } from '../../shared/contract/index.ts';
import { successorOf } from './successors.ts';

/** Whether anybody took the connection. */
type Reach = 'reached' | 'not_reached';

/** Ends a model's stream: what went wrong, in the words of the contract. */
export class ModelFailure extends Error {
  readonly error: ModelError;
  readonly reach: Reach;

  constructor(error: ModelError, reach: Reach = 'reached') {
    super(error.code);
    this.name = 'ModelFailure';
    this.error = error;
    this.reach = reach;
  }
}

/** What is known of the request when it fails. */
export interface FailureContext {
  model: string;
  hasKey: boolean;
  /** The provider had begun to answer, if only to think aloud. */
  began: boolean;
  /** Milliseconds UTC. */
  now: number;
}

/** A provider that asks for more patience than this is taken at a day: it may be a date in seconds, or a bug. */
const longestWaitMs = 24 * 60 * 60 * 1000;

const bodySchema = z.object({
  error: z.union([
    z.object({
      message: z.string().optional(),
      code: z.union([z.string(), z.number()]).nullish(),
      type: z.string().nullish(),
    }),
    z.string(),
  ]),
});

interface ProviderError {
  message: string;
  code: string;
}

/** Reads `{error: {message, code}}`, with or without the envelope, which the SDK takes off inside streams. */
const readBody = (body: unknown): ProviderError => {
  const parsed = bodySchema.safeParse(body);
  const inner = parsed.success ? parsed.data.error : bodySchema.shape.error.safeParse(body).data;
  if (inner === undefined) return { message: '', code: '' };
  if (typeof inner === 'string') return { message: inner, code: '' };
  return { message: inner.message ?? '', code: String(inner.code ?? inner.type ?? '') };
};

/** `retry-after` as RFC 9110 has it, in seconds or as a date, made a time in milliseconds UTC. */
export const retryTime = (header: string | null | undefined, now: number): number | null => {
  if (!header) return null;
  const seconds = Number(header);
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - now;
  return Number.isFinite(wait) ? Math.round(now + Math.min(Math.max(wait, 0), longestWaitMs)) : null;
};

const retiredCodes = new Set(['model_decommissioned', 'model_not_found']);
const contextCodes = new Set(['context_length_exceeded', 'request_too_large']);

const fromStatus = (error: InstanceType<typeof Groq.APIError>, context: FailureContext): ModelError => {
  const { message, code } = readBody(error.error);
  const detail = message.slice(0, 1000);
  // An error inside the stream has no status of its own; the provider gave up on an answer it had accepted.
  const status = error.status ?? 500;
  if (retiredCodes.has(code)) {
    return { code: 'model.retired', data: { model: context.model, successor: successorOf(context.model) } };
  }
  if (status === 413 || contextCodes.has(code)) return { code: 'model.context_too_long', data: { detail } };
  if (status === 401 || status === 403) {
    return context.hasKey ? { code: 'model.bad_key', data: {} } : { code: 'model.no_key', data: {} };
  }
  if (status === 429 || code === 'rate_limit_exceeded') {
    const retryAt = retryTime(error.headers?.get('retry-after'), context.now);
    return { code: 'model.rate_limited', data: { retryAt } };
  }
  // 498 is Groq's own "flex tier capacity exceeded": as passing as a 503.
  if (status >= 500 || status === 498) return { code: 'model.server_error', data: { status, detail } };
  return { code: 'model.rejected', data: { status, detail } };
};

/** Every way a request can fail, as one of the contract's errors. What is not known to be a failure is thrown on: a bug. */
export const toModelError = (reason: unknown, context: FailureContext): ModelError => {
  if (reason instanceof ModelFailure) return reason.error;
  if (reason instanceof Groq.APIConnectionError) return { code: 'model.no_network', data: {} };
  if (reason instanceof Groq.APIError) return fromStatus(reason, context);
  if (reason instanceof SyntaxError) return { code: 'model.unreadable', data: { detail: 'JSON' } };
  // undici reports a connection that broke under an open body as TypeError "terminated".
  if (reason instanceof TypeError) {
    return context.began ? { code: 'model.incomplete', data: {} } : { code: 'model.no_network', data: {} };
  }
  throw reason;
};

/** What Node says when there is no name, no route or no listener; the last is undici's own. */
const unreachableCodes = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ENETDOWN',
  'ENETUNREACH',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'EADDRNOTAVAIL',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** The code stands at the end of the chain of causes: the SDK's error, fetch's, the socket's. */
const reachOf = (reason: unknown): Reach => {
  if (!(reason instanceof Error)) return 'reached';
  const isUnreachable = 'code' in reason && unreachableCodes.has(String(reason.code));
  return isUnreachable ? 'not_reached' : reachOf(reason.cause);
};

/** The same as a ModelFailure, which also knows whether the endpoint was reached. */
export const toModelFailure = (reason: unknown, context: FailureContext): ModelFailure =>
  reason instanceof ModelFailure ? reason : new ModelFailure(toModelError(reason, context), reachOf(reason));
