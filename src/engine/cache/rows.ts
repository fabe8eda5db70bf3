import { createHash } from 'node:crypto';
import type { KeptAnswer, NewAnswer } from './answer-cache.ts';
import type { AnswerKey } from './key.ts';

/** What the checksum is over: all that an answer says, and under which key. */
export interface ContentRow {
  key: string;
  endpoint: string;
  model: string;
  conversation: string;
  created_at: number;
  finish_reason: string;
  input_tokens: number | null;
  output_tokens: number | null;
  first_token_ms: number;
  total_ms: number;
  cost_microdollars: number | null;
  question: string;
  content: string;
}

export interface AnswerRow extends ContentRow {
  number: number;
  checksum: Uint8Array;
}

export const answerColumns = `number, lower(hex(key)) AS key, endpoint, model, conversation, created_at, finish_reason,
  input_tokens, output_tokens, first_token_ms, total_ms, cost_microdollars, question, content, checksum`;

export const checksumOf = (row: ContentRow): Buffer => {
  const { key, endpoint, model, conversation, created_at, finish_reason, question, content } = row;
  const { input_tokens, output_tokens, first_token_ms, total_ms, cost_microdollars } = row;
  const said = [key, endpoint, model, conversation, created_at, finish_reason, question, content];
  const measured = [input_tokens, output_tokens, first_token_ms, total_ms, cost_microdollars];
  return createHash('sha256')
    .update(JSON.stringify([said, measured]))
    .digest();
};

/** Whether the row says what was once written. A disk, or another program, may have changed it since. */
export const isIntact = (row: AnswerRow): boolean => checksumOf(row).equals(row.checksum);

/** About what a row takes up beside its texts, in the table and in the indexes. */
const rowOverhead = 400;

export const bytesOf = ({ question, content }: ContentRow): number =>
  rowOverhead + Buffer.byteLength(question) + Buffer.byteLength(content);

export const rowOf = (answer: NewAnswer): ContentRow => ({
  key: answer.key,
  endpoint: answer.endpointId,
  model: answer.model,
  conversation: answer.conversationId,
  created_at: answer.createdAt,
  finish_reason: answer.finishReason,
  input_tokens: answer.usage?.inputTokens ?? null,
  output_tokens: answer.usage?.outputTokens ?? null,
  first_token_ms: answer.timing.firstTokenMs,
  total_ms: answer.timing.totalMs,
  cost_microdollars: answer.costMicrodollars,
  question: answer.question,
  content: answer.content,
});

export interface KeyedAnswer {
  key: AnswerKey;
  answer: KeptAnswer;
}

/** Of an intact row, which holds what `rowOf` has put there. */
export const answerOf = (row: ContentRow): KeyedAnswer => ({
  key: row.key as AnswerKey,
  answer: {
    content: row.content,
    finishReason: row.finish_reason as KeptAnswer['finishReason'],
    usage:
      row.input_tokens === null || row.output_tokens === null
        ? null
        : { inputTokens: row.input_tokens, outputTokens: row.output_tokens },
    timing: { firstTokenMs: row.first_token_ms, totalMs: row.total_ms },
    endpointId: row.endpoint as KeptAnswer['endpointId'],
    model: row.model,
    conversationId: row.conversation as KeptAnswer['conversationId'],
    createdAt: row.created_at,
    costMicrodollars: row.cost_microdollars,
  },
});
