import { z } from 'zod';
import { storageErrorSchema } from './contract/errors.ts';
import { endpointIdSchema } from './ids.ts';

/**
 * What main and the engine's process say to each other over the process's own channel. Windows never see it: their
 * requests go straight to the engine over a MessagePort of their own.
 */
export const shellToEngineSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('start'),
    dataFolder: z.string(),
    mode: z.enum(['normal', 'safe']),
    /** The endpoints that have a key, so that the engine can say so without asking. */
    endpointsWithKey: z.array(endpointIdSchema),
    /** The app and its version, sent as the User-Agent to model endpoints. */
    userAgent: z.string(),
    /** Where the groq endpoint lies, for tests against a loopback double. */
    groqBaseUrl: z.string().nullable(),
  }),
  /** Comes with one MessagePort: a window's. */
  z.object({ kind: z.literal('connect') }),
  z.object({ kind: z.literal('key'), requestId: z.int(), key: z.string().nullable() }),
  z.object({ kind: z.literal('keys_changed'), endpointsWithKey: z.array(endpointIdSchema) }),
  /** Finish what can be finished at once, close the database, exit with 0. */
  z.object({ kind: z.literal('stop') }),
]);
export type ShellToEngine = z.infer<typeof shellToEngineSchema>;

export const engineToShellSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('refused'), error: storageErrorSchema }),
  z.object({ kind: z.literal('key_wanted'), requestId: z.int(), endpointId: endpointIdSchema }),
  z.object({
    kind: z.literal('log'),
    level: z.enum(['info', 'warning', 'error']),
    event: z.string(),
    /** Numbers, codes and stack traces; never content, never secrets. */
    details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  }),
]);
export type EngineToShell = z.infer<typeof engineToShellSchema>;
export type LogEntry = Omit<Extract<EngineToShell, { kind: 'log' }>, 'kind'>;
