import Groq from 'groq-sdk';
import type { Stream } from 'groq-sdk/core/streaming';
import { z } from 'zod';
import type { Model, Parameters, Usage } from '../../shared/contract/index.ts';
import { ModelFailure, toModelFailure, type FailureContext } from './errors.ts';
import { Watchdog, type Patience } from './watchdog.ts';

/** Where a request goes, and with what key; `null` sends none, as local servers like it. */
export interface Destination {
  kind: 'groq' | 'openai-compatible';
  baseUrl: string;
  apiKey: string | null;
  userAgent: string;
}

export interface Turn {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

export interface AnswerRequest {
  destination: Destination;
  model: string;
  turns: readonly Turn[];
  parameters: Parameters;
  signal: AbortSignal;
  patience: Patience;
}

/** How a request comes along, for those who watch over the endpoint. */
export interface Progress {
  /** Those of the response, whether it is an answer or a refusal. */
  onHeaders(headers: Headers): void;
  /** Text, reasoning or the end has come: from here on the request must not be sent again. */
  onFirstToken(): void;
}

const unwatched: Progress = { onHeaders: () => {}, onFirstToken: () => {} };

export interface AnswerEnding {
  finishReason: 'stop' | 'length' | 'other';
  usage: Usage | null;
}

/** What the protocol's chunks hold that we read; providers differ in the rest. */
type Chunk = Groq.Chat.Completions.ChatCompletionChunk & {
  usage?: { prompt_tokens?: number; completion_tokens?: number } | null;
};

/** Groq says `reasoning`, most local servers `reasoning_content`. */
type Delta = Groq.Chat.Completions.ChatCompletionChunk.Choice.Delta & { reasoning_content?: string | null };

const connect = (destination: Destination): Groq =>
  new Groq({
    // The constructor insists on a key; where there is none the header is taken out again below.
    apiKey: destination.apiKey ?? 'none',
    baseURL: destination.baseUrl.replace(/\/+$/, ''),
    // One place decides about retries and waiting, and it is not the transport.
    maxRetries: 0,
    timeout: 24 * 60 * 60 * 1000,
    // It would print what people wrote when a line of the stream cannot be parsed.
    logLevel: 'off',
    defaultHeaders: {
      'User-Agent': destination.userAgent,
      ...(destination.apiKey === null ? { Authorization: null } : {}),
    },
  });

const requestBody = ({ model, turns, parameters, destination }: AnswerRequest): Record<string, unknown> => ({
  model,
  messages: turns,
  temperature: parameters.temperature,
  top_p: parameters.topP,
  // Groq has renamed the parameter, most local servers know only the old name.
  [destination.kind === 'groq' ? 'max_completion_tokens' : 'max_tokens']: parameters.maxOutputTokens,
  reasoning_effort: parameters.reasoningEffort,
});

const streamedBody = (request: AnswerRequest): Record<string, unknown> => ({
  ...requestBody(request),
  stream: true,
  // Groq reports usage unasked.
  ...(request.destination.kind === 'groq' ? {} : { stream_options: { include_usage: true } }),
});

const readUsage = (chunk: Chunk): Usage | null => {
  const usage = chunk.x_groq?.usage ?? chunk.usage;
  if (!usage) return null;
  return { inputTokens: usage.prompt_tokens ?? 0, outputTokens: usage.completion_tokens ?? 0 };
};

const readFinish = (reason: string): AnswerEnding['finishReason'] =>
  reason === 'stop' || reason === 'length' ? reason : 'other';

/** Hands the headers on, of a refusal too. */
const withHeaders = async <Data>(
  asked: Promise<{ data: Data; response: Response }>,
  onHeaders: Progress['onHeaders'],
): Promise<{ data: Data; response: Response }> => {
  try {
    const answered = await asked;
    onHeaders(answered.response.headers);
    return answered;
  } catch (reason) {
    if (reason instanceof Groq.APIError && reason.headers) onHeaders(reason.headers);
    throw reason;
  }
};

const openStream = async (
  request: AnswerRequest,
  signal: AbortSignal,
  onHeaders: Progress['onHeaders'],
): Promise<Stream<Chunk>> => {
  const asked = connect(request.destination)
    .post<Stream<Chunk>>('/chat/completions', { body: streamedBody(request), stream: true, signal })
    .withResponse();
  const { data, response } = await withHeaders(asked, onHeaders);
  const type = response.headers.get('content-type') ?? '';
  // A captive portal or a wrong address answers 200 with a page; the SDK would find no events in it and end in silence.
  if (/html/i.test(type)) throw new ModelFailure({ code: 'model.unreadable', data: { detail: type } });
  return data;
};

/**
 * Asks for one answer and hands over its text as it comes.
 *
 * Resolves when the provider said that the answer is finished. Rejects with ModelFailure for everything that can go
 * wrong between us and the provider, and with the signal's reason when the caller aborts.
 */
export const streamAnswer = async (
  request: AnswerRequest,
  onText: (text: string) => void,
  progress: Progress = unwatched,
): Promise<AnswerEnding> => {
  const timedOut = new AbortController();
  const watchdog = new Watchdog(request.patience, (seconds) => {
    timedOut.abort(new ModelFailure({ code: 'model.timed_out', data: { seconds } }));
  });
  const onHeaders = (headers: Headers): void => {
    watchdog.connected();
    progress.onHeaders(headers);
  };
  const signal = AbortSignal.any([request.signal, timedOut.signal]);
  let began = false;
  let finishReason: AnswerEnding['finishReason'] | null = null;
  let usage: Usage | null = null;

  try {
    for await (const chunk of await openStream(request, signal, onHeaders)) {
      const trouble = chunk.x_groq?.error;
      if (trouble) {
        throw new ModelFailure({ code: 'model.server_error', data: { status: 500, detail: trouble } });
      }
      const choice = chunk.choices?.[0];
      const delta: Delta | undefined = choice?.delta;
      // The first chunk often holds a role and no word.
      const says = delta?.content || delta?.reasoning || delta?.reasoning_content || choice?.finish_reason;
      if (says && !began) progress.onFirstToken();
      began ||= Boolean(says);
      if (began) watchdog.token();
      if (delta?.content) onText(delta.content);
      if (choice?.finish_reason) finishReason = readFinish(choice.finish_reason);
      usage = readUsage(chunk) ?? usage;
    }
    // The SDK ends an aborted stream in silence, and one that was cut off without `[DONE]` too.
    signal.throwIfAborted();
  } catch (reason) {
    request.signal.throwIfAborted();
    // Cut off after the last word was said: nothing is missing.
    if (finishReason === null) {
      throw toModelFailure(timedOut.signal.aborted ? timedOut.signal.reason : reason, {
        model: request.model,
        hasKey: request.destination.apiKey !== null,
        began,
        now: Date.now(),
      });
    }
  } finally {
    watchdog.end();
  }
  if (finishReason === null) throw new ModelFailure({ code: 'model.incomplete', data: {} });
  return { finishReason, usage };
};

const completionSchema = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string().nullish() }) })).min(1),
});

/** Asks for a short answer in one piece, where nobody watches it come. Rejects like `streamAnswer`. */
export const askOnce = async (
  request: AnswerRequest,
  onHeaders: Progress['onHeaders'] = unwatched.onHeaders,
): Promise<string> => {
  const timeout = AbortSignal.timeout(request.patience.firstTokenMs);
  try {
    const asked = connect(request.destination)
      .post<unknown>('/chat/completions', {
        body: requestBody(request),
        signal: AbortSignal.any([request.signal, timeout]),
      })
      .withResponse();
    const completion = completionSchema.safeParse((await withHeaders(asked, onHeaders)).data);
    if (completion.success) return completion.data.choices[0]?.message.content ?? '';
    throw new ModelFailure({ code: 'model.unreadable', data: { detail: '/chat/completions' } });
  } catch (reason) {
    request.signal.throwIfAborted();
    throw explain(reason, timeout, request.patience.firstTokenMs, {
      model: request.model,
      hasKey: request.destination.apiKey !== null,
      began: false,
      now: Date.now(),
    });
  }
};

/** A request in one piece that failed: because we lost patience, or for a reason of its own. */
const explain = (
  reason: unknown,
  timeout: AbortSignal,
  timeoutMs: number,
  context: FailureContext,
): ModelFailure =>
  timeout.aborted
    ? new ModelFailure({ code: 'model.timed_out', data: { seconds: timeoutMs / 1000 } })
    : toModelFailure(reason, context);

const listedModelSchema = z.object({
  id: z.string().min(1).max(256),
  owned_by: z.string().catch(''),
  active: z.boolean().catch(true),
  context_window: z.int().positive().nullable().catch(null),
  max_completion_tokens: z.int().positive().nullable().catch(null),
});
const listSchema = z.object({ data: z.array(z.unknown()) });

/** Models that listen, speak, classify or embed stand in the same list as those that chat; only their names tell. */
const otherPurpose = /whisper|tts|orpheus|guard|embed|rerank|moderation/i;

const readModel = (raw: unknown): Model[] => {
  const parsed = listedModelSchema.safeParse(raw);
  if (!parsed.success || !parsed.data.active) return [];
  const { id, owned_by, context_window, max_completion_tokens } = parsed.data;
  return [
    {
      id,
      ownedBy: owned_by,
      contextWindow: context_window,
      maxOutputTokens: max_completion_tokens,
      purpose: otherPurpose.test(id) ? 'other' : 'chat',
    },
  ];
};

/** The endpoint's models, by name. Rejects with ModelFailure. */
export const listModels = async (destination: Destination, timeoutMs = 15_000): Promise<Model[]> => {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const answer = await connect(destination).get<unknown>('/models', { signal: timeout });
    const parsed = listSchema.safeParse(answer);
    if (!parsed.success) throw new ModelFailure({ code: 'model.unreadable', data: { detail: '/models' } });
    return parsed.data.data.flatMap(readModel).sort((one, other) => one.id.localeCompare(other.id, 'en'));
  } catch (reason) {
    const hasKey = destination.apiKey !== null;
    throw explain(reason, timeout, timeoutMs, { model: '', hasKey, began: false, now: Date.now() });
  }
};
