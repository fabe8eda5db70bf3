import { z } from 'zod';
import { conversationIdSchema, endpointIdSchema, messageIdSchema } from '../ids.ts';
import { contextBudgetSchema } from './context.ts';
import { command, query } from './define.ts';
import {
  conversationSchema,
  freshForSchema,
  messageSchema,
  modelReferenceSchema,
  timeSchema,
  waitReasonSchema,
} from './entities.ts';
import { endpointHealthSchema, rateLimitsSchema } from './health.ts';

/*
 * How messages reach a model and answers come back: the outbox, the state of the endpoints, the answer cache, and what
 * is done when the chosen model cannot be had.
 */

const nothing = z.object({});
const questionKey = z.object({ messageId: messageIdSchema });

/** A message that waits, in the order in which its conversation's messages go out. */
export const queuedMessageSchema = z.object({
  questionId: messageIdSchema,
  answerId: messageIdSchema,
  conversationId: conversationIdSchema,
  conversationTitle: z.string(),
  text: z.string(),
  model: modelReferenceSchema.nullable(),
  queuedAt: timeSchema,
  reason: waitReasonSchema,
  notBefore: timeSchema.nullable(),
});
export type QueuedMessage = z.infer<typeof queuedMessageSchema>;

export const endpointStateSchema = z.object({
  endpointId: endpointIdSchema,
  health: endpointHealthSchema,
  /** What the endpoint last told, for the model that was asked last. */
  limits: rateLimitsSchema.nullable(),
});
export type EndpointState = z.infer<typeof endpointStateSchema>;

/** Micro-dollars for a million tokens. */
export const priceSchema = z.object({
  model: z.string().min(1).max(256),
  input: z.int().nonnegative().max(1_000_000_000),
  output: z.int().nonnegative().max(1_000_000_000),
});
export type Price = z.infer<typeof priceSchema>;

export const deliverySettingsSchema = z.object({
  /** Where a conversation says nothing of its own. */
  freshFor: freshForSchema,
  /** Whether an answer that is too old may be given again when no model can be reached. */
  staleAnswers: z.enum(['served', 'not served']),
  /** What is tried in this order when the chosen model cannot answer. */
  fallbacks: z.array(modelReferenceSchema).max(8),
  cacheLimitBytes: z.int().min(1_000_000).max(100_000_000_000),
  prices: z.array(priceSchema).max(200),
});
export type DeliverySettings = z.infer<typeof deliverySettingsSchema>;

const layerSchema = z.object({
  hits: z.int().nonnegative(),
  entries: z.int().nonnegative(),
  bytes: z.int().nonnegative(),
});

export const cacheStatisticsSchema = z.object({
  memory: layerSchema,
  disk: layerSchema,
  misses: z.int().nonnegative(),
  /** Hits that were older than they should be. */
  expiredHits: z.int().nonnegative(),
  savedTokens: z.int().nonnegative(),
  savedSeconds: z.number().nonnegative(),
  savedMicrodollars: z.int().nonnegative(),
  /** What the entries were made with, most entries first. */
  models: z.array(z.object({ model: z.string(), entries: z.int().positive() })),
});
export type CacheStatistics = z.infer<typeof cacheStatisticsSchema>;

/** Which entries of the cache go. */
export const cacheSelectionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('all') }),
  /** The entry that gave this answer. */
  z.object({ kind: z.literal('answer'), messageId: messageIdSchema }),
  z.object({ kind: z.literal('conversation'), conversationId: conversationIdSchema }),
  z.object({ kind: z.literal('model'), model: z.string().min(1).max(256) }),
  /** Milliseconds. */
  z.object({ kind: z.literal('older_than'), age: z.int().nonnegative() }),
  /** Whose question or answer holds this text. */
  z.object({ kind: z.literal('containing'), text: z.string().trim().min(1).max(200) }),
]);
export type CacheSelection = z.infer<typeof cacheSelectionSchema>;

/** What was answered before to something like what is being asked. */
export const earlierAnswerSchema = z.object({
  conversationId: conversationIdSchema,
  conversationTitle: z.string(),
  messageId: messageIdSchema,
  question: z.string(),
  answer: z.string(),
  model: modelReferenceSchema.nullable(),
  answeredAt: timeSchema,
});
export type EarlierAnswer = z.infer<typeof earlierAnswerSchema>;

export const deliveryOperations = {
  'outbox.list': query(nothing, z.object({ messages: z.array(queuedMessageSchema) })),
  /** In its place, since it was never sent. */
  'outbox.edit': command(
    questionKey.extend({
      text: z
        .string()
        .max(4_000_000)
        .refine((text) => text.trim() !== '', 'is empty'),
    }),
    z.object({ message: messageSchema }),
    ['message.not_found', 'message.wrong_state'],
  ),
  /** As if it had never been written; its text comes back, to be written again. */
  'outbox.withdraw': command(questionKey, z.object({ conversation: conversationSchema, text: z.string() }), [
    'message.not_found',
    'message.wrong_state',
  ]),
  /** All that wait in the conversation, in the order in which they are to go out. */
  'outbox.reorder': command(
    z.object({ conversationId: conversationIdSchema, messageIds: z.array(messageIdSchema).min(1).max(1000) }),
    nothing,
    ['conversation.not_found', 'message.wrong_state'],
  ),
  /** Tries everything that waits at once, whatever it waits for. */
  'outbox.send_now': command(nothing, nothing),
  /** What the system says of the network; it can only be wrong in one direction, so `online` is tried out. */
  'network.report': command(z.object({ state: z.enum(['online', 'offline']) }), nothing),

  'endpoints.states': query(nothing, z.object({ states: z.array(endpointStateSchema) })),

  'delivery.get': query(nothing, deliverySettingsSchema),
  /** Absent fields stay as they are. */
  'delivery.save': command(deliverySettingsSchema.partial(), deliverySettingsSchema, ['endpoint.not_found']),

  'cache.statistics': query(nothing, cacheStatisticsSchema),
  'cache.drop': command(cacheSelectionSchema, z.object({ dropped: z.int().nonnegative() }), [
    'message.not_found',
  ]),
  'cache.forget_statistics': command(nothing, cacheStatisticsSchema),

  /** What would go to the model if this text were sent now. */
  'context.budget': query(
    z.object({
      conversationId: conversationIdSchema.nullable(),
      model: modelReferenceSchema.nullable(),
      text: z.string().max(4_000_000),
    }),
    contextBudgetSchema,
    ['conversation.not_found'],
  ),
  /** Answers of the user's own history to questions like this text, closest first. */
  'answers.earlier': query(
    z.object({ text: z.string().max(4_000_000), limit: z.int().min(1).max(20) }),
    z.object({ answers: z.array(earlierAnswerSchema) }),
  ),
} as const;
