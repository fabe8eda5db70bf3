/** Groq's side of the wire: what a request is read as, and what chunks and completions look like. */

export type Dialect = 'groq' | 'openai-compatible';

export interface ChatMessage {
  readonly role: string;
  readonly text: string;
}

/** A chat request, read leniently: a double must survive whatever a broken client sends. */
export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly stream: boolean;
  readonly includeUsage: boolean;
  readonly maximumTokens: number | null;
  readonly showsReasoning: boolean;
}

export interface Usage {
  readonly queue_time?: number;
  readonly prompt_tokens: number;
  readonly prompt_time?: number;
  readonly completion_tokens: number;
  readonly completion_time?: number;
  readonly total_tokens: number;
  readonly total_time?: number;
  readonly completion_tokens_details?: { readonly reasoning_tokens: number };
}

export interface Delta {
  readonly role?: 'assistant';
  readonly content?: string;
  readonly reasoning?: string;
}

export type FinishReason = 'stop' | 'length';

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function readChatRequest(body: unknown): ChatRequest | null {
  if (!isRecord(body) || typeof body['model'] !== 'string' || !Array.isArray(body['messages'])) return null;
  const streamOptions = body['stream_options'];
  const limit = body['max_completion_tokens'] ?? body['max_tokens'];
  return {
    model: body['model'],
    messages: body['messages'].filter(isRecord).map((message) => ({
      role: typeof message['role'] === 'string' ? message['role'] : '',
      text: readContent(message['content']),
    })),
    stream: body['stream'] === true,
    includeUsage: isRecord(streamOptions) && streamOptions['include_usage'] === true,
    maximumTokens: typeof limit === 'number' ? limit : null,
    showsReasoning: body['include_reasoning'] !== false && body['reasoning_format'] !== 'hidden',
  };
}

function readContent(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .filter(isRecord)
    .map((part) => (typeof part['text'] === 'string' ? part['text'] : ''))
    .join('\n');
}

export function lastUserText(chat: ChatRequest): string {
  return chat.messages.findLast((message) => message.role === 'user')?.text ?? '';
}

/** Pieces of about a token's size that join to the text again; never through a surrogate pair. */
export function splitTokens(text: string): string[] {
  return text.match(/\s*\S{1,5}|\s+/gu) ?? [];
}

/** The usual four characters a token, plus the template around each message. */
export function estimatePromptTokens(chat: ChatRequest): number {
  return chat.messages.reduce((sum, message) => sum + 4 + Math.ceil(message.text.length / 4), 3);
}

/** The parts that stay the same in every chunk of one answer. */
export interface Envelope {
  readonly id: string;
  readonly requestId: string;
  readonly created: number;
  readonly model: string;
  readonly dialect: Dialect;
}

interface ChunkParts {
  readonly delta?: Delta;
  readonly finishReason?: FinishReason;
  readonly xGroq?: Readonly<Record<string, unknown>>;
}

export function chunk(envelope: Envelope, parts: ChunkParts): string {
  return event({
    ...head(envelope, 'chat.completion.chunk'),
    choices: [
      { index: 0, delta: parts.delta ?? {}, logprobs: null, finish_reason: parts.finishReason ?? null },
    ],
    // The request's id stands in the first and the last chunk only; so does usage, in the last.
    ...(parts.xGroq && envelope.dialect === 'groq'
      ? { x_groq: { id: envelope.requestId, ...parts.xGroq } }
      : {}),
  });
}

/** OpenAI's way of telling usage: a chunk without choices, on demand. */
export function usageChunk(envelope: Envelope, usage: Usage): string {
  return event({ ...head(envelope, 'chat.completion.chunk'), choices: [], usage });
}

export function completion(
  envelope: Envelope,
  message: { readonly content: string; readonly reasoning: string },
  finishReason: FinishReason,
  usage: Usage,
): string {
  return JSON.stringify({
    ...head(envelope, 'chat.completion'),
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: message.content,
          ...(message.reasoning === '' ? {} : { reasoning: message.reasoning }),
        },
        logprobs: null,
        finish_reason: finishReason,
      },
    ],
    usage,
    ...(envelope.dialect === 'groq'
      ? { usage_breakdown: null, x_groq: { id: envelope.requestId }, service_tier: 'on_demand' }
      : {}),
  });
}

function head(envelope: Envelope, object: string): Record<string, unknown> {
  return {
    id: envelope.id,
    object,
    created: envelope.created,
    model: envelope.model,
    system_fingerprint: envelope.dialect === 'groq' ? 'fp_9d0b1e5c3a' : 'fp_local',
  };
}

export function event(data: unknown, name?: string): string {
  return `${name === undefined ? '' : `event: ${name}\n`}data: ${JSON.stringify(data)}\n\n`;
}

export const DONE = 'data: [DONE]\n\n';
