import { z } from 'zod';
import { conversationIdSchema, messageIdSchema } from '../ids.ts';
import { endpointStateSchema, queuedMessageSchema } from './delivery.ts';
import { indexStatusSchema, savedSearchSchema } from './search.ts';
import { conversationSummarySchema, endpointSchema, messageSchema } from './entities.ts';

/** What the engine tells every window, after the transaction that made it true. */
export const events = {
  /** Summaries that are new or differ, and conversations that left the list. */
  'conversations.changed': z.object({
    changed: z.array(conversationSummarySchema),
    removed: z.array(conversationIdSchema),
  }),
  /** Messages that are new or differ, as they now stand, and the leaf that is shown. */
  'messages.changed': z.object({
    conversationId: conversationIdSchema,
    activeLeafId: messageIdSchema,
    messages: z.array(messageSchema),
  }),
  /** Text that arrived for an answer. `offset` is where it goes, in UTF-16 units: a gap means an event was missed. */
  'answer.delta': z.object({
    conversationId: conversationIdSchema,
    messageId: messageIdSchema,
    offset: z.int().nonnegative(),
    text: z.string(),
  }),
  'saved_searches.changed': z.object({ searches: z.array(savedSearchSchema) }),
  /** While the full-text index is made anew, and once when that is done. */
  'index.progressed': indexStatusSchema,
  'outbox.changed': z.object({ messages: z.array(queuedMessageSchema) }),
  'endpoint_state.changed': endpointStateSchema,
  'endpoints.changed': z.object({ endpoints: z.array(endpointSchema) }),
} as const;

export type Events = typeof events;
export type EventName = keyof Events;
export type EventPayload<Name extends EventName> = z.output<Events[Name]>;
