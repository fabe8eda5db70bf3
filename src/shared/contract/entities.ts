import { z } from 'zod';
import { conversationIdSchema, endpointIdSchema, messageIdSchema } from '../ids.ts';
import { modelErrorSchema } from './errors.ts';

/** Milliseconds since 1970 UTC. */
export const timeSchema = z.int().nonnegative();

/** Which model at which endpoint: the pair that a request needs. */
export const modelReferenceSchema = z.object({
  endpointId: endpointIdSchema,
  model: z.string().min(1).max(256),
});
export type ModelReference = z.infer<typeof modelReferenceSchema>;

/** What a conversation asks of its model; an absent field leaves the provider's default. */
export const parametersSchema = z.object({
  temperature: z.number().min(0).max(2).optional(),
  topP: z.number().min(0).max(1).optional(),
  maxOutputTokens: z.int().min(1).max(1_000_000).optional(),
  reasoningEffort: z.enum(['low', 'medium', 'high']).optional(),
});
export type Parameters = z.infer<typeof parametersSchema>;

/** Folders nest by a slash: `Work/Clients`. */
export const folderSchema = z.string().trim().min(1).max(200);
export const tagSchema = z
  .string()
  .trim()
  .regex(/^[^\s"#:]{1,64}$/u);

/** How long an answer that was given once is good enough for the same question. */
export const freshForSchema = z.enum(['off', 'hour', 'day', 'always']);
export type FreshFor = z.infer<typeof freshForSchema>;

export const conversationSummarySchema = z.object({
  id: conversationIdSchema,
  title: z.string(),
  /** `opening` is the first words of the first message, until a model or the user names it. */
  titleSource: z.enum(['none', 'opening', 'generated', 'user']),
  createdAt: timeSchema,
  lastActivityAt: timeSchema,
  model: modelReferenceSchema.nullable(),
  /** An answer is on its way. */
  answering: z.boolean(),
  /** A message waits in the outbox. */
  queued: z.boolean(),
  pinned: z.boolean(),
  archived: z.boolean(),
  folder: z.string().nullable(),
  tags: z.array(z.string()),
});
export type ConversationSummary = z.infer<typeof conversationSummarySchema>;

export const conversationSchema = conversationSummarySchema.extend({
  systemPrompt: z.string(),
  parameters: parametersSchema,
  /** How long an answer may be served again; `null` goes by the general setting. */
  freshFor: freshForSchema.nullable(),
  draft: z.string(),
  /** The last message of the branch that is shown; the root when nothing was said yet. */
  activeLeafId: messageIdSchema,
  /** Messages on the branch that is shown. */
  messageCount: z.int().nonnegative(),
});
export type Conversation = z.infer<typeof conversationSchema>;

/** Why a message waits in the outbox. */
export const waitReasonSchema = z.enum([
  /** An earlier message of its conversation goes first. */
  'earlier',
  /** There is no network, or nobody takes the connection. */
  'offline',
  /** The endpoint failed so often that it is left alone for a while. */
  'endpoint_down',
  /** The provider wants to be left in peace until `notBefore`. */
  'rate_limited',
  /** The app ended before anything came; it goes out again. */
  'restarted',
]);
export type WaitReason = z.infer<typeof waitReasonSchema>;

/** What gave an answer, where it was not the chosen model just now. */
export const answerOriginSchema = z.discriminatedUnion('kind', [
  /** The same was asked before. `expired` entries are served only when nothing better can be had. */
  z.object({
    kind: z.literal('cache'),
    answeredAt: timeSchema,
    freshness: z.enum(['fresh', 'expired']),
  }),
  /** The chosen model could not answer; the one that is named with the message stepped in. */
  z.object({ kind: z.literal('fallback'), wanted: modelReferenceSchema, error: modelErrorSchema }),
]);
export type AnswerOrigin = z.infer<typeof answerOriginSchema>;

/**
 * The life of a message. What the user writes is `complete` at once; an answer is `queued` while it waits in the outbox,
 * `pending` until its first token, then `streaming`, and ends in one of the other four. `interrupted` means that the
 * app or engine died meanwhile.
 */
export const messageStateSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('queued'), reason: waitReasonSchema, notBefore: timeSchema.nullable() }),
  z.object({ kind: z.literal('pending') }),
  z.object({ kind: z.literal('streaming') }),
  z.object({
    kind: z.literal('complete'),
    finishReason: z.enum(['stop', 'length', 'other']),
    origin: answerOriginSchema.optional(),
    /** So many of the oldest messages were not sent: they did not fit the model's context. */
    leftOut: z.int().positive().optional(),
  }),
  z.object({ kind: z.literal('stopped') }),
  z.object({ kind: z.literal('interrupted') }),
  z.object({ kind: z.literal('failed'), error: modelErrorSchema }),
]);
export type MessageState = z.infer<typeof messageStateSchema>;

export const usageSchema = z.object({
  inputTokens: z.int().nonnegative(),
  outputTokens: z.int().nonnegative(),
});
export type Usage = z.infer<typeof usageSchema>;

export const messageSchema = z.object({
  id: messageIdSchema,
  conversationId: conversationIdSchema,
  parentId: messageIdSchema,
  /** Steps from the root; the first message of a conversation has depth 1. */
  depth: z.int().positive(),
  role: z.enum(['user', 'assistant']),
  content: z.string(),
  createdAt: timeSchema,
  state: messageStateSchema,
  model: modelReferenceSchema.nullable(),
  usage: usageSchema.nullable(),
  /** Milliseconds from the request's leaving to its first token and to its end. */
  timing: z.object({ firstTokenMs: z.number(), totalMs: z.number() }).nullable(),
  starred: z.boolean(),
  /** The versions of this message: 0-based place among its parent's children, oldest first. */
  siblings: z.object({
    index: z.int().nonnegative(),
    count: z.int().positive(),
    previousId: messageIdSchema.nullable(),
    nextId: messageIdSchema.nullable(),
  }),
});
export type Message = z.infer<typeof messageSchema>;

export const endpointSchema = z.object({
  id: endpointIdSchema,
  kind: z.enum(['groq', 'openai-compatible']),
  name: z.string(),
  /** What stands before `/chat/completions` and `/models`; for Groq `https://api.groq.com/openai/v1`. */
  baseUrl: z.string(),
  hasKey: z.boolean(),
});
export type Endpoint = z.infer<typeof endpointSchema>;

export const modelSchema = z.object({
  id: z.string(),
  ownedBy: z.string(),
  contextWindow: z.int().positive().nullable(),
  maxOutputTokens: z.int().positive().nullable(),
  purpose: z.enum(['chat', 'other']),
});
export type Model = z.infer<typeof modelSchema>;

/** A piece of a snippet; `hit` pieces are what the query matched. */
export const snippetPieceSchema = z.object({ text: z.string(), hit: z.boolean() });
export type SnippetPiece = z.infer<typeof snippetPieceSchema>;

export const searchHitSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('message'),
    conversationId: conversationIdSchema,
    conversationTitle: z.string(),
    messageId: messageIdSchema,
    role: z.enum(['user', 'assistant']),
    createdAt: timeSchema,
    starred: z.boolean(),
    snippet: z.array(snippetPieceSchema),
  }),
  z.object({
    kind: z.literal('conversation'),
    conversationId: conversationIdSchema,
    lastActivityAt: timeSchema,
    title: z.array(snippetPieceSchema),
  }),
]);
