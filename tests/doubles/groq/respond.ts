import type { ServerResponse } from 'node:http';
import { answerFor, isTitleRequest, reasoningFor, titleFor } from './answers.ts';
import { DEFAULT_FIRST_TOKEN_DELAY_MS, DEFAULT_TOKENS_PER_SECOND } from './behaviours.ts';
import type { Behaviour, StreamedBehaviour } from './behaviours.ts';
import { errorAnswer } from './errors.ts';
import type { ErrorName } from './errors.ts';
import { thinksAloud } from './models.ts';
import type { ReceivedRequest } from './recorder.ts';
import { holdForever, pause, streamAnswer } from './stream.ts';
import type { PreparedAnswer } from './stream.ts';
import { completion, estimatePromptTokens, splitTokens } from './wire.ts';
import type { ChatRequest, Dialect, Usage } from './wire.ts';

/** What a behaviour needs to act on one request. */
export interface Exchange {
  readonly request: ReceivedRequest;
  readonly response: ServerResponse;
  readonly requestId: string;
  readonly dialect: Dialect;
  readonly signal: AbortSignal;
  /** Answers what is not scripted: the model list, or the default answer. */
  readonly otherwise: () => Promise<void>;
}

export async function behave(behaviour: Behaviour, exchange: Exchange): Promise<void> {
  const { request, response, signal } = exchange;
  switch (behaviour.kind) {
    case 'never-answer':
      return holdForever(signal);
    case 'hang-up':
      request.outcome = 'broken-by-double';
      response.destroy();
      return;
    case 'slow-headers':
      await pause(behaviour.delayMs, signal);
      return behaviour.then === undefined ? exchange.otherwise() : behave(behaviour.then, exchange);
    case 'captive-portal':
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      response.end('<!doctype html><title>Hotel Wi-Fi</title><h1>Please sign in to use the network</h1>\n');
      return;
    case 'error':
      await pause(behaviour.delayMs ?? 0, signal);
      applyHeaders(response, behaviour.headers);
      return sendError(exchange, behaviour.error, behaviour.retryAfterSeconds);
    default:
      // A scripted answer for a request that is no chat (the model list) has nothing to say: serve the usual.
      if (request.chat === null) return exchange.otherwise();
      return answerChat(behaviour, request.chat, exchange);
  }
}

export function sendError(exchange: Exchange, name: ErrorName, retryAfterSeconds = 2): void {
  const { status, body } = errorAnswer(name, exchange.request.chat?.model ?? '', retryAfterSeconds);
  // Groq sends it with 429 and never else.
  if (status === 429) exchange.response.setHeader('retry-after', String(Math.ceil(retryAfterSeconds)));
  sendJson(exchange.response, status, JSON.stringify(body));
}

export function sendJson(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
  });
  response.end(body);
}

async function answerChat(
  behaviour: StreamedBehaviour,
  chat: ChatRequest,
  exchange: Exchange,
): Promise<void> {
  const { request, response, signal } = exchange;
  const answer = prepare(behaviour, chat, exchange);
  applyHeaders(response, behaviour.headers);
  if (chat.stream) {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    request.outcome = await streamAnswer(response, answer, behaviour, request, signal);
    return;
  }
  await pause(behaviour.firstTokenDelayMs ?? DEFAULT_FIRST_TOKEN_DELAY_MS, signal);
  const rate = behaviour.tokensPerSecond ?? DEFAULT_TOKENS_PER_SECOND;
  if (behaviour.kind === 'answer') await pause((answer.usage.completion_tokens / rate) * 1000, signal);
  const body = completion(
    answer.envelope,
    { content: answer.content, reasoning: answer.reasoning },
    answer.finishReason,
    answer.usage,
  );
  await sendWholeOrFaulty(behaviour, body, exchange);
  request.tokensSent = answer.usage.completion_tokens;
}

/** Without a stream there are no tokens to count: the fault strikes in the middle of the one body. */
async function sendWholeOrFaulty(
  behaviour: StreamedBehaviour,
  body: string,
  exchange: Exchange,
): Promise<void> {
  const { request, response, signal } = exchange;
  const half = body.slice(0, Math.floor(body.length / 2));
  switch (behaviour.kind) {
    case 'answer':
      return sendJson(response, 200, body);
    case 'malformed-json':
      return sendJson(response, 200, half);
    case 'stream-error':
      return sendError(exchange, behaviour.error ?? 'over_capacity');
    case 'stall':
    case 'cut':
      response.writeHead(200, { 'content-type': 'application/json' });
      await new Promise<void>((resolve) => response.write(half, () => resolve()));
      if (behaviour.kind === 'stall') return holdForever(signal);
      request.outcome = 'broken-by-double';
      response.destroy();
  }
}

function prepare(behaviour: StreamedBehaviour, chat: ChatRequest, exchange: Exchange): PreparedAnswer {
  const isTitle = isTitleRequest(chat);
  const { text } = behaviour;
  const whole =
    typeof text === 'function' ? text(chat) : (text ?? (isTitle ? titleFor(chat) : answerFor(chat)));
  const reasons = thinksAloud(chat.model) && chat.showsReasoning && !isTitle;
  const reasoning = behaviour.reasoning ?? (reasons ? reasoningFor(chat) : '');
  const tokens = splitTokens(whole);
  const isTooLong = chat.maximumTokens !== null && tokens.length > chat.maximumTokens;
  const content = isTooLong ? tokens.slice(0, chat.maximumTokens ?? undefined).join('') : whole;
  return {
    envelope: {
      id: `chatcmpl-${exchange.requestId.slice(4)}`,
      requestId: exchange.requestId,
      created: Math.floor(Date.now() / 1000),
      model: chat.model,
      dialect: exchange.dialect,
    },
    content,
    reasoning,
    finishReason: behaviour.finishReason ?? (isTooLong ? 'length' : 'stop'),
    usage: usageOf(behaviour, chat, content, reasoning, exchange.dialect),
    includeUsage: chat.includeUsage,
  };
}

function usageOf(
  behaviour: StreamedBehaviour,
  chat: ChatRequest,
  content: string,
  reasoning: string,
  dialect: Dialect,
): Usage {
  const reasoningTokens = splitTokens(reasoning).length;
  const promptTokens = behaviour.usage?.promptTokens ?? estimatePromptTokens(chat);
  const completionTokens = behaviour.usage?.completionTokens ?? splitTokens(content).length + reasoningTokens;
  const counts = {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  };
  if (dialect !== 'groq') return counts;
  const rate = behaviour.tokensPerSecond ?? DEFAULT_TOKENS_PER_SECOND;
  const promptTime = promptTokens / 20_000;
  const completionTime = completionTokens / rate;
  return {
    queue_time: 0.037,
    ...counts,
    prompt_time: promptTime,
    completion_time: completionTime,
    total_time: promptTime + completionTime,
    ...(reasoningTokens > 0 ? { completion_tokens_details: { reasoning_tokens: reasoningTokens } } : {}),
  };
}

function applyHeaders(response: ServerResponse, headers: Readonly<Record<string, string>> = {}): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}
