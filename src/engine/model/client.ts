import Groq from 'groq-sdk';
import type { Stream } from 'groq-sdk/core/streaming';
import { z } from 'zod';
import type { Model, Parameters, Usage } from '../../shared/contract/index.ts';
import { ModelFailure, toModelError, type FailureContext } from './errors.ts';

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

/** How long to wait, in milliseconds. The SDK's own timeout ends with the headers, so these are our own. */
export interface Patience {
  firstTokenMs: number;
  nextTokenMs: number;
}

export const usualPatience: Patience = { firstTokenMs: 60_000, nextTokenMs: 25_000 };

export interface AnswerEnding {
  finishReason: 'stop' | 'length' | 'other';
  usage: Usage | null;
}

/** What the protocol's chunks hold that we read; providers differ in the rest. */
type Chunk = Groq.Chat.Completions.ChatCompletionChunk & {
  usage?: { prompt_tokens?: number; completion_tokens?: number } | null;
};

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

/** Aborts when nothing has come for too long; `fed` starts the next wait. */
const watch = (patience: Patience, onTimeout: (seconds: number) => void) => {
  let timer = setTimeout(onTimeout, patience.firstTokenMs, patience.firstTokenMs / 1000);
  return {
    fed(): void {
      clearTimeout(timer);
      timer = setTimeout(onTimeout, patience.nextTokenMs, patience.nextTokenMs / 1000);
    },
    end(): void {
      clearTimeout(timer);
    },
  };
};

const openStream = async (request: AnswerRequest, signal: AbortSignal): Promise<Stream<Chunk>> => {
  const { data, response } = await connect(request.destination)
    .post<Stream<Chunk>>('/chat/completions', { body: streamedBody(request), stream: true, signal })
    .withResponse();
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
): Promise<AnswerEnding> => {
  const timedOut = new AbortController();
  const watchdog = watch(request.patience, (seconds) => {
    timedOut.abort(new ModelFailure({ code: 'model.timed_out', data: { seconds } }));
  });
  const signal = AbortSignal.any([request.signal, timedOut.signal]);
  let began = false;
  let finishReason: AnswerEnding['finishReason'] | null = null;
  let usage: Usage | null = null;

  try {
    for await (const chunk of await openStream(request, signal)) {
      watchdog.fed();
      began = true;
      const trouble = chunk.x_groq?.error;
      if (trouble) {
        throw new ModelFailure({ code: 'model.server_error', data: { status: 500, detail: trouble } });
      }
      const choice = chunk.choices?.[0];
      const text = choice?.delta?.content;
      if (text) onText(text);
      if (choice?.finish_reason) finishReason = readFinish(choice.finish_reason);
      usage = readUsage(chunk) ?? usage;
    }
    // The SDK ends an aborted stream in silence, and one that was cut off without `[DONE]` too.
    signal.throwIfAborted();
  } catch (reason) {
    request.signal.throwIfAborted();
    // Cut off after the last word was said: nothing is missing.
    if (finishReason === null) {
      throw new ModelFailure(
        toModelError(timedOut.signal.aborted ? timedOut.signal.reason : reason, {
          model: request.model,
          hasKey: request.destination.apiKey !== null,
          began,
          now: Date.now(),
        }),
      );
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
export const askOnce = async (request: AnswerRequest): Promise<string> => {
  const timeout = AbortSignal.timeout(request.patience.firstTokenMs);
  try {
    const answer = await connect(request.destination).post<unknown>('/chat/completions', {
      body: requestBody(request),
      signal: AbortSignal.any([request.signal, timeout]),
    });
    const completion = completionSchema.safeParse(answer);
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
  new ModelFailure(
    timeout.aborted
      ? { code: 'model.timed_out', data: { seconds: timeoutMs / 1000 } }
      : toModelError(reason, context),
  );

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
