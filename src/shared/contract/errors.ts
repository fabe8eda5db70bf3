import { z } from 'zod';
import { ContractFailure } from './failure.ts';

const plain = <Code extends string>(code: Code) => z.object({ code: z.literal(code), data: z.object({}) });

/**
 * Why a model gave no (complete) answer. Stored with the message, so codes are never renamed.
 * `retryAt` is milliseconds UTC; `detail` is the provider's own sentence, shown as a quotation, never as ours.
 */
export const modelErrorSchema = z.discriminatedUnion('code', [
  plain('model.no_key'),
  plain('model.bad_key'),
  plain('model.no_network'),
  z.object({ code: z.literal('model.rate_limited'), data: z.object({ retryAt: z.int().nullable() }) }),
  z.object({
    code: z.literal('model.retired'),
    data: z.object({ model: z.string(), successor: z.string().nullable() }),
  }),
  z.object({ code: z.literal('model.context_too_long'), data: z.object({ detail: z.string() }) }),
  z.object({ code: z.literal('model.rejected'), data: z.object({ status: z.int(), detail: z.string() }) }),
  z.object({
    code: z.literal('model.server_error'),
    data: z.object({ status: z.int(), detail: z.string() }),
  }),
  /** No byte for `seconds`: before the first token or between two. */
  z.object({ code: z.literal('model.timed_out'), data: z.object({ seconds: z.number() }) }),
  /** The stream ended without a finish reason: what arrived is kept, and is not the whole answer. */
  plain('model.incomplete'),
  /** What came is not the protocol: a captive portal's page, broken JSON. */
  z.object({ code: z.literal('model.unreadable'), data: z.object({ detail: z.string() }) }),
  /** It failed too often of late: nothing was sent. `nextProbeAt` (milliseconds UTC) is when it is tried again. */
  z.object({ code: z.literal('model.endpoint_down'), data: z.object({ nextProbeAt: z.int().nullable() }) }),
]);
export type ModelError = z.infer<typeof modelErrorSchema>;

/** Why a database could not be opened; the shell shows it on the page that stands in for the app. */
export const storageErrorSchema = z.discriminatedUnion('code', [
  z.object({
    code: z.literal('storage.newer_version'),
    data: z.object({ path: z.string(), fileVersion: z.int(), supportedVersion: z.int() }),
  }),
  z.object({ code: z.literal('storage.not_ours'), data: z.object({ path: z.string() }) }),
  z.object({ code: z.literal('storage.damaged'), data: z.object({ path: z.string(), detail: z.string() }) }),
  z.object({
    code: z.literal('storage.unavailable'),
    data: z.object({ path: z.string(), detail: z.string() }),
  }),
]);
export type StorageError = z.infer<typeof storageErrorSchema>;

const domainErrorSchema = z.discriminatedUnion('code', [
  plain('conversation.not_found'),
  plain('message.not_found'),
  /** The operation does not fit this message: stopping a finished answer, editing an answer. */
  plain('message.wrong_state'),
  /** One answer at a time in a conversation: stop it or wait. */
  plain('conversation.busy'),
  plain('endpoint.not_found'),
  plain('endpoint.built_in'),
  /** A newer search of the same box has taken its place. */
  plain('search.superseded'),
  plain('saved_search.not_found'),
]);

const engineFaultSchema = z.discriminatedUnion('code', [
  z.object({ code: z.literal('contract.unknown_operation'), data: z.object({ name: z.string() }) }),
  z.object({ code: z.literal('contract.invalid_input'), data: z.object({ issues: z.array(z.string()) }) }),
  /** A bug on our side: the log of the engine has it under `reference`. */
  z.object({ code: z.literal('engine.internal'), data: z.object({ reference: z.string() }) }),
  /** The engine went away before it answered; it is being restarted. */
  plain('engine.disconnected'),
]);

/**
 * Every error that crosses the contract: a stable `code` and the data its message needs.
 * The key of its translation is `errorMessageKey(error)`.
 */
export const contractErrorSchema = z.discriminatedUnion('code', [
  modelErrorSchema,
  storageErrorSchema,
  domainErrorSchema,
  engineFaultSchema,
]);
export type ContractError = z.infer<typeof contractErrorSchema>;
export type ErrorCode = ContractError['code'];

export { ContractFailure };

/** For errors that carry no data. */
export const failure = (code: z.infer<typeof domainErrorSchema>['code']): ContractFailure =>
  new ContractFailure({ code, data: {} });
