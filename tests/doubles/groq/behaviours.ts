import type { ErrorName } from './errors.ts';
import type { ChatRequest } from './wire.ts';

/** What an answer holds and how fast it comes. Every field has a believable default. */
export interface AnswerShape {
  /** Left out: a sensible answer is chosen by what the last user message speaks of. */
  readonly text?: string | ((chat: ChatRequest) => string);
  /** Empty for none; left out: a sentence for the models that think aloud, unless the request hides it. */
  readonly reasoning?: string;
  /** Infinity sends all at once. */
  readonly tokensPerSecond?: number;
  readonly tokensPerChunk?: number;
  readonly firstTokenDelayMs?: number;
  readonly finishReason?: 'stop' | 'length';
  readonly usage?: { readonly promptTokens?: number; readonly completionTokens?: number };
  /** Slices the stream every so many bytes, through characters and lines alike, and sends each slice by itself. */
  readonly bytesPerWrite?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Mid-stream faults happen after so many tokens; 0 is before the first, Infinity after the last but before the finish. */
interface FaultyAnswer extends AnswerShape {
  readonly afterTokens: number;
}

export interface Answer extends AnswerShape {
  readonly kind: 'answer';
}

/** Sends some tokens, then nothing, and keeps the connection open. */
export interface Stall extends FaultyAnswer {
  readonly kind: 'stall';
}

export interface Cut extends FaultyAnswer {
  readonly kind: 'cut';
  readonly at: CutPlace;
}

/** The first three destroy the socket; the last two end the response politely, as a proxy does that gave up. */
export type CutPlace =
  'between-events' | 'inside-character' | 'inside-line' | 'closed-without-finish' | 'closed-without-done';

/** One event whose data is not JSON, then the answer goes on. */
export interface MalformedJson extends FaultyAnswer {
  readonly kind: 'malformed-json';
}

/** The provider gives up after its 200: as an `event: error`, as bare data, or as `x_groq.error` in a last chunk. */
export interface StreamError extends FaultyAnswer {
  readonly kind: 'stream-error';
  readonly error?: ErrorName;
  readonly as?: 'event' | 'data' | 'x_groq';
}

/** A status and Groq's body for it. */
export interface ErrorReply {
  readonly kind: 'error';
  readonly error: ErrorName;
  /** Only a rate limit sends it. */
  readonly retryAfterSeconds?: number;
  readonly delayMs?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Takes the request and never says a word. */
export interface NeverAnswer {
  readonly kind: 'never-answer';
}

/** Closes the connection before a byte of answer. */
export interface HangUp {
  readonly kind: 'hang-up';
}

/** Holds the headers back, then behaves. */
export interface SlowHeaders {
  readonly kind: 'slow-headers';
  readonly delayMs: number;
  readonly then?: Behaviour;
}

/** A hotel's sign-in page where the provider should be: 200 and HTML. */
export interface CaptivePortal {
  readonly kind: 'captive-portal';
}

export type Behaviour =
  | Answer
  | Stall
  | Cut
  | MalformedJson
  | StreamError
  | ErrorReply
  | NeverAnswer
  | HangUp
  | SlowHeaders
  | CaptivePortal;

export type StreamedBehaviour = Answer | Stall | Cut | MalformedJson | StreamError;

export const DEFAULT_TOKENS_PER_SECOND = 480;
export const DEFAULT_FIRST_TOKEN_DELAY_MS = 60;
