import { conversationIdSchema, type ConversationId } from '../../shared/ids.ts';

export interface Sample {
  /** Fixed, so that asking for the samples twice does not bring them twice. */
  id: ConversationId;
  title: string;
  hoursAgo: number;
  exchanges: readonly { question: string; answer: string }[];
}

export const sampleId = (text: string): ConversationId => conversationIdSchema.parse(text);
