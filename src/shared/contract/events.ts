import { z } from 'zod';
import { conversationIdSchema, messageIdSchema } from '../ids.ts';
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
  'endpoints.changed': z.object({ endpoints: z.array(endpointSchema) }),
} as const;

export type Events = typeof events;
export type EventName = keyof Events;
export type EventPayload<Name extends EventName> = z.output<Events[Name]>;
