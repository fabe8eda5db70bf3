import { z } from 'zod';

/** Ids are UUIDv7 in canonical lower-case form (RFC 9562), so that they sort by the time they were made. */
const uuid = z.uuid({ version: 'v7' });

export const conversationIdSchema = uuid.brand<'ConversationId'>();
export const messageIdSchema = uuid.brand<'MessageId'>();
export const savedSearchIdSchema = uuid.brand<'SavedSearchId'>();
/** Endpoints keep a readable id: `groq` is built in, the user's own are UUIDs. */
export const endpointIdSchema = z
  .string()
  .regex(/^[a-z0-9-]{1,64}$/)
  .brand<'EndpointId'>();

export type ConversationId = z.infer<typeof conversationIdSchema>;
export type MessageId = z.infer<typeof messageIdSchema>;
export type SavedSearchId = z.infer<typeof savedSearchIdSchema>;
export type EndpointId = z.infer<typeof endpointIdSchema>;

export const groqEndpointId: EndpointId = endpointIdSchema.parse('groq');
