import { z } from 'zod';
import { conversationIdSchema, endpointIdSchema, messageIdSchema } from '../ids.ts';
import { command, query } from './define.ts';
import { deliveryOperations } from './delivery.ts';
import {
  conversationSchema,
  conversationSummarySchema,
  endpointSchema,
  freshForSchema,
  messageSchema,
  modelReferenceSchema,
  modelSchema,
  parametersSchema,
  timeSchema,
} from './entities.ts';
import { modelErrorSchema } from './errors.ts';
import { organisingOperations } from './organising.ts';
import { searchOperations } from './search.ts';

const nothing = z.object({});
/** A message may be a pasted book, not a disk image: 4 million UTF-16 units. */
const messageText = z.string().max(4_000_000);
const writtenText = messageText.refine((text) => text.trim().length > 0, 'is empty');

const conversationKey = z.object({ conversationId: conversationIdSchema });
const messageKey = z.object({ messageId: messageIdSchema });

/** The two messages that a send adds: the user's, durable by now, and the answer that is on its way. */
const exchangeSchema = z.object({
  conversation: conversationSchema,
  question: messageSchema,
  answer: messageSchema,
});
const answerSchema = z.object({ conversation: conversationSchema, answer: messageSchema });

const conversationCursorSchema = z.object({ lastActivityAt: timeSchema, id: conversationIdSchema });

/** Where a page of messages lies on the branch that is shown. `around` takes half of the limit on each side. */
const pagePositionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('latest') }),
  z.object({ kind: z.literal('before'), messageId: messageIdSchema }),
  z.object({ kind: z.literal('after'), messageId: messageIdSchema }),
  z.object({ kind: z.literal('around'), messageId: messageIdSchema }),
]);

const endpointTestSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('works'), models: z.array(modelSchema) }),
  z.object({ kind: z.literal('fails'), error: modelErrorSchema }),
]);

const baseUrlSchema = z.url({ protocol: /^https?$/ }).max(2048);

/** Every command and query of the engine. The name is what crosses the port; nothing else does. */
export const operations = {
  /** Behind messages of the conversation that are not answered yet it waits for its turn. */
  'chat.send': command(
    z.object({
      /** `null` begins a new conversation. */
      conversationId: conversationIdSchema.nullable(),
      text: writtenText,
      /** Only for a new conversation; an existing one keeps its own until `conversations.configure`. */
      model: modelReferenceSchema.nullable(),
    }),
    exchangeSchema,
    ['conversation.not_found', 'endpoint.not_found'],
  ),
  /** Ends the answer where it stands and keeps what has arrived. */
  'chat.stop': command(messageKey, z.object({ message: messageSchema }), [
    'message.not_found',
    'message.wrong_state',
  ]),
  /** Asks again for an answer that failed, was stopped or interrupted: in its place if it is empty, else as a new branch. */
  'chat.retry': command(messageKey, answerSchema, [
    'message.not_found',
    'message.wrong_state',
    'conversation.busy',
    'endpoint.not_found',
  ]),
  /** A second answer beside this one, from `model` or the conversation's own; never one from the cache. */
  'chat.regenerate': command(messageKey.extend({ model: modelReferenceSchema.nullable() }), answerSchema, [
    'message.not_found',
    'message.wrong_state',
    'conversation.busy',
    'endpoint.not_found',
  ]),
  /** Says it differently: a new branch beside the user's message, and its answer. */
  'chat.edit': command(messageKey.extend({ text: writtenText }), exchangeSchema, [
    'message.not_found',
    'message.wrong_state',
    'conversation.busy',
    'endpoint.not_found',
  ]),

  /** Of one shelf, the last active first: what is neither pinned nor archived, unless said otherwise. */
  'conversations.list': query(
    z.object({
      limit: z.int().min(1).max(500),
      before: conversationCursorSchema.nullable(),
      shelf: z.enum(['recent', 'pinned', 'archived']),
    }),
    z.object({
      conversations: z.array(conversationSummarySchema),
      next: conversationCursorSchema.nullable(),
    }),
  ),
  'conversations.get': query(conversationKey, z.object({ conversation: conversationSchema }), [
    'conversation.not_found',
  ]),
  'conversations.rename': command(
    conversationKey.extend({ title: z.string().trim().min(1).max(200) }),
    z.object({ conversation: conversationSchema }),
    ['conversation.not_found'],
  ),
  /** Absent fields stay as they are. */
  'conversations.configure': command(
    conversationKey.extend({
      model: modelReferenceSchema.optional(),
      parameters: parametersSchema.optional(),
      systemPrompt: messageText.optional(),
      freshFor: freshForSchema.nullable().optional(),
    }),
    z.object({ conversation: conversationSchema }),
    ['conversation.not_found', 'endpoint.not_found'],
  ),
  /** Into the trash; `conversations.restore` undoes it. An answer on its way is stopped. */
  'conversations.delete': command(conversationKey, nothing, ['conversation.not_found']),
  'conversations.restore': command(conversationKey, z.object({ conversation: conversationSchema }), [
    'conversation.not_found',
  ]),
  /** Shows the branch that this message is on, down to the leaf last chosen below it. */
  'conversations.show_branch': command(messageKey, z.object({ conversation: conversationSchema }), [
    'message.not_found',
  ]),

  'messages.page': query(
    conversationKey.extend({ position: pagePositionSchema, limit: z.int().min(1).max(500) }),
    z.object({
      messages: z.array(messageSchema),
      hasBefore: z.boolean(),
      hasAfter: z.boolean(),
      /** Messages on the whole branch. */
      total: z.int().nonnegative(),
    }),
    ['conversation.not_found', 'message.not_found'],
  ),

  /** What is typed and not yet sent; `null` is the composer of a new conversation. */
  'drafts.save': command(
    z.object({ conversationId: conversationIdSchema.nullable(), text: messageText }),
    nothing,
    ['conversation.not_found'],
  ),
  'drafts.get': query(
    z.object({ conversationId: conversationIdSchema.nullable() }),
    z.object({ text: z.string() }),
    ['conversation.not_found'],
  ),

  ...deliveryOperations,
  ...searchOperations,
  ...organisingOperations,

  'endpoints.list': query(nothing, z.object({ endpoints: z.array(endpointSchema) })),
  /** Adds one, or changes the name and address of one there is. The key goes to the shell's keychain, not here. */
  'endpoints.save': command(
    z.object({
      endpointId: endpointIdSchema.nullable(),
      name: z.string().trim().min(1).max(100),
      baseUrl: baseUrlSchema,
    }),
    z.object({ endpoint: endpointSchema }),
    ['endpoint.not_found'],
  ),
  'endpoints.delete': command(z.object({ endpointId: endpointIdSchema }), nothing, [
    'endpoint.not_found',
    'endpoint.built_in',
  ]),
  /** Asks the endpoint for its models, with a key that is not stored (`null`: with the stored one, if any). */
  'endpoints.test': query(
    z.object({
      kind: z.enum(['groq', 'openai-compatible']),
      baseUrl: baseUrlSchema,
      endpointId: endpointIdSchema.nullable(),
      apiKey: z.string().min(1).max(512).nullable(),
    }),
    endpointTestSchema,
  ),

  /** The models of an endpoint, from the stored copy unless `freshness` is `now` or there is none. */
  'models.list': query(
    z.object({ endpointId: endpointIdSchema, freshness: z.enum(['stored', 'now']) }),
    z.object({
      models: z.array(modelSchema),
      fetchedAt: timeSchema.nullable(),
      /** Why the list could not be fetched; `models` is then the stored copy. */
      error: modelErrorSchema.nullable(),
    }),
    ['endpoint.not_found'],
  ),

  /** What new conversations begin with. */
  'defaults.get': query(
    nothing,
    z.object({ model: modelReferenceSchema.nullable(), parameters: parametersSchema }),
  ),
  'defaults.save': command(
    z.object({ model: modelReferenceSchema.nullable().optional(), parameters: parametersSchema.optional() }),
    z.object({ model: modelReferenceSchema.nullable(), parameters: parametersSchema }),
    ['endpoint.not_found'],
  ),

  /** A few conversations to look around in, written in `language`; those that are there already stay. */
  'samples.add': command(
    z.object({ language: z.enum(['en', 'es']) }),
    z.object({ conversations: z.array(conversationSummarySchema) }),
  ),

  'system.status': query(
    nothing,
    z.object({
      mode: z.enum(['normal', 'safe']),
      dataFolder: z.string(),
      databaseBytes: z.int().nonnegative(),
      conversations: z.int().nonnegative(),
      messages: z.int().nonnegative(),
      sqliteVersion: z.string(),
    }),
  ),
} as const;

export type Operations = typeof operations;
export type OperationName = keyof Operations;
export type Input<Name extends OperationName> = z.input<Operations[Name]['input']>;
export type ParsedInput<Name extends OperationName> = z.output<Operations[Name]['input']>;
export type Output<Name extends OperationName> = z.output<Operations[Name]['output']>;
