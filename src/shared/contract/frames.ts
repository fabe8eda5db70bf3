import { z } from 'zod';
import { contractErrorSchema } from './errors.ts';

/** What a client sends over the port. The engine checks it before anything else. */
export const requestFrameSchema = z.object({
  kind: z.literal('request'),
  id: z.int().nonnegative(),
  name: z.string().max(100),
  input: z.unknown(),
});
export type RequestFrame = z.infer<typeof requestFrameSchema>;

/** What the engine sends: the answer to one request, or an event to all. */
export const engineFrameSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('answer'), id: z.int().nonnegative(), output: z.unknown() }),
  z.object({ kind: z.literal('failure'), id: z.int(), error: contractErrorSchema }),
  z.object({ kind: z.literal('event'), name: z.string(), payload: z.unknown() }),
]);
export type EngineFrame = z.infer<typeof engineFrameSchema>;

/** What both ends need of a message port; DOM, Node and Electron ports each get a small adapter. */
export interface Port {
  send(frame: unknown): void;
  /** Called once, before any frame is delivered. */
  listen(onFrame: (frame: unknown) => void, onClose: () => void): void;
  close(): void;
}
