import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isTitleRequest } from './answers.ts';
import type { Behaviour } from './behaviours.ts';
import { DECOMMISSIONED_MODELS, GROQ_MODELS, LOCAL_MODELS } from './models.ts';
import type { ModelEntry } from './models.ts';
import { createRateLimits } from './ratelimits.ts';
import { createWaiters, wallClock } from './recorder.ts';
import type { ReceivedRequest } from './recorder.ts';
import { behave, sendError, sendJson } from './respond.ts';
import type { Exchange } from './respond.ts';
import { estimatePromptTokens, readChatRequest } from './wire.ts';
import type { Dialect } from './wire.ts';

export interface GroqDoubleOptions {
  /** 0 lets the system choose. */
  readonly port?: number;
  /** `openai-compatible` plays Ollama or LM Studio: under /v1, no key, no Groq extras. */
  readonly dialect?: Dialect;
  /** Which bearer keys are good. `none` asks for no key at all. */
  readonly keys?: 'any-groq-key' | 'none' | readonly string[];
  readonly models?: readonly ModelEntry[];
  readonly onRequest?: (request: ReceivedRequest) => void;
}

export interface GroqDouble {
  /** Origin only: what groq-sdk takes as `baseURL`, for it appends /openai/v1 by itself. */
  readonly url: string;
  /** With the base path: what a person types as an OpenAI-compatible endpoint. */
  readonly apiUrl: string;
  readonly port: number;
  readonly requests: readonly ReceivedRequest[];
  /** The chat completions among them, titles left out. */
  readonly chats: readonly ReceivedRequest[];
  /** Each serves one chat completion, in order. Title requests do not use the queue up. */
  enqueue(...behaviours: readonly Behaviour[]): void;
  /** For every request that matches, the model list included; the latest rule wins. Returns its removal. */
  when(matches: (request: ReceivedRequest) => boolean, behaviour: Behaviour): () => void;
  /** For chat completions that neither the queue nor a rule takes; titles keep their own answer. */
  setDefault(behaviour: Behaviour): void;
  setModels(models: readonly ModelEntry[]): void;
  /** Forgets queue, rules, default and records. */
  reset(): void;
  /** Resolves to the n-th chat request (1 is the first) once it has come. */
  waitForChat(count: number, timeoutMs?: number): Promise<ReceivedRequest>;
  /** Resolves when the request has ended, whoever ended it. */
  waitForEnd(request: ReceivedRequest, timeoutMs?: number): Promise<ReceivedRequest>;
  /** Connections are refused, open ones die; the port is kept for `comeOnline`. */
  goOffline(): Promise<void>;
  comeOnline(): Promise<void>;
  close(): Promise<void>;
}

export async function startGroqDouble(options: GroqDoubleOptions = {}): Promise<GroqDouble> {
  const dialect = options.dialect ?? 'groq';
  const basePath = dialect === 'groq' ? '/openai/v1' : '/v1';
  const keys = options.keys ?? (dialect === 'groq' ? 'any-groq-key' : 'none');
  const initialModels = options.models ?? (dialect === 'groq' ? GROQ_MODELS : LOCAL_MODELS);

  let models = initialModels;
  let standard: Behaviour = { kind: 'answer' };
  let requests: ReceivedRequest[] = [];
  let queue: Behaviour[] = [];
  let rules: { matches: (request: ReceivedRequest) => boolean; behaviour: Behaviour }[] = [];
  let server: Server | null = null;
  let nextIndex = 0;
  const rateLimits = createRateLimits();
  const waiters = createWaiters();

  const isPlainChat = (request: ReceivedRequest): boolean =>
    request.chat !== null && !isTitleRequest(request.chat);

  function chooseBehaviour(request: ReceivedRequest): Behaviour | null {
    const queued = isPlainChat(request) ? queue.shift() : undefined;
    return queued ?? rules.findLast((rule) => rule.matches(request))?.behaviour ?? null;
  }

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = record(incoming);
    const stopped = new AbortController();
    response.once('close', () => {
      request.endedAt = wallClock();
      // The two other outcomes are written by whoever ended the response on purpose.
      if (request.outcome === 'pending') {
        request.outcome = response.writableFinished ? 'answered' : 'aborted-by-client';
      }
      stopped.abort();
      waiters.changed();
    });
    try {
      request.body = await readBody(incoming);
      if (request.method === 'POST' && request.path === `${basePath}/chat/completions`) {
        request.chat = readChatRequest(request.body);
      }
      waiters.changed();
      options.onRequest?.(request);
      await answer(request, response, stopped.signal);
    } catch (error) {
      if (!stopped.signal.aborted && !response.destroyed) throw error;
    }
  }

  function record(incoming: IncomingMessage): ReceivedRequest {
    const bearer = /^Bearer\s+(.+)$/i.exec(incoming.headers.authorization ?? '');
    const request: ReceivedRequest = {
      index: nextIndex++,
      method: incoming.method ?? '',
      path: new URL(incoming.url ?? '/', 'http://double').pathname,
      headers: incoming.headers,
      key: bearer?.[1] ?? null,
      arrivedAt: wallClock(),
      body: null,
      chat: null,
      outcome: 'pending',
      endedAt: null,
      tokensSent: 0,
    };
    requests.push(request);
    return request;
  }

  function answer(request: ReceivedRequest, response: ServerResponse, signal: AbortSignal): Promise<void> {
    const requestId = `req_01k${String(request.index).padStart(23, '0')}`;
    const exchange: Exchange = {
      request,
      response,
      requestId,
      dialect,
      signal,
      otherwise: () => answerUnscripted(request, exchange),
    };
    if (dialect === 'groq') {
      response.setHeader('x-request-id', requestId);
      response.setHeader('x-groq-region', 'loopback');
    }
    if (!isGoodKey(request.key)) {
      sendError(exchange, 'invalid_api_key');
      return Promise.resolve();
    }
    if (dialect === 'groq' && request.chat !== null) {
      const spent = rateLimits.spend(estimatePromptTokens(request.chat), wallClock());
      for (const [name, value] of Object.entries(spent)) response.setHeader(name, value);
    }
    const scripted = chooseBehaviour(request);
    return scripted === null ? answerUnscripted(request, exchange) : behave(scripted, exchange);
  }

  function isGoodKey(key: string | null): boolean {
    if (keys === 'none') return true;
    if (key === null) return false;
    return keys === 'any-groq-key' ? key.startsWith('gsk_') : keys.includes(key);
  }

  async function answerUnscripted(request: ReceivedRequest, exchange: Exchange): Promise<void> {
    const { chat, method, path } = request;
    if (method === 'GET' && path === `${basePath}/models`) {
      sendJson(exchange.response, 200, JSON.stringify({ object: 'list', data: models }));
    } else if (method === 'GET' && path.startsWith(`${basePath}/models/`)) {
      const id = decodeURIComponent(path.slice(`${basePath}/models/`.length));
      const model = models.find((entry) => entry.id === id);
      if (model === undefined) sendError(exchange, 'model_not_found');
      else sendJson(exchange.response, 200, JSON.stringify(model));
    } else if (chat !== null) {
      const model = models.find((entry) => entry.id === chat.model);
      if (model === undefined) {
        sendError(
          exchange,
          DECOMMISSIONED_MODELS.has(chat.model) ? 'model_decommissioned' : 'model_not_found',
        );
      } else if (estimatePromptTokens(chat) > (model.context_window ?? Infinity)) {
        sendError(exchange, 'context_length_exceeded');
      } else {
        await behave(isPlainChat(request) ? withoutLoop(standard) : { kind: 'answer' }, exchange);
      }
    } else {
      sendError(exchange, path === `${basePath}/chat/completions` ? 'bad_request' : 'unknown_url');
    }
  }

  async function listen(port: number): Promise<number> {
    const listening = createServer((incoming, response) => {
      // A bug of the double must be loud: a test that hangs on it would blame the product.
      serve(incoming, response).catch((error: unknown) => {
        console.error('The Groq double failed:', error);
        response.destroy();
      });
    });
    // Nagle would join the writes that a test asks to be split.
    listening.on('connection', (socket) => socket.setNoDelay());
    await new Promise<void>((resolve, reject) => {
      listening.once('error', reject);
      listening.listen(port, '127.0.0.1', resolve);
    });
    server = listening;
    return (listening.address() as AddressInfo).port;
  }

  async function stopListening(): Promise<void> {
    const listening = server;
    if (listening === null) return;
    server = null;
    for (const request of requests) {
      if (request.endedAt === null && request.outcome === 'pending') request.outcome = 'broken-by-double';
    }
    const closed = new Promise<void>((resolve) => listening.close(() => resolve()));
    listening.closeAllConnections();
    await closed;
  }

  const port = await listen(options.port ?? 0);
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    apiUrl: `${url}${basePath}`,
    port,
    get requests() {
      return requests;
    },
    get chats() {
      return requests.filter(isPlainChat);
    },
    enqueue(...behaviours) {
      queue.push(...behaviours);
    },
    when(matches, behaviour) {
      const rule = { matches, behaviour };
      rules.push(rule);
      return () => {
        rules = rules.filter((other) => other !== rule);
      };
    },
    setDefault(behaviour) {
      standard = behaviour;
    },
    setModels(replacement) {
      models = replacement;
    },
    reset() {
      queue = [];
      rules = [];
      requests = [];
      models = initialModels;
      standard = { kind: 'answer' };
    },
    async waitForChat(count, timeoutMs = 5_000) {
      await waiters.until(
        `chat request ${count}`,
        () => requests.filter(isPlainChat).length >= count,
        timeoutMs,
      );
      const request = requests.filter(isPlainChat)[count - 1];
      if (request === undefined) throw new Error(`There is no chat request ${count}: counting starts at 1`);
      return request;
    },
    async waitForEnd(request, timeoutMs = 5_000) {
      await waiters.until(`the end of request ${request.index}`, () => request.endedAt !== null, timeoutMs);
      return request;
    },
    goOffline: stopListening,
    async comeOnline() {
      if (server === null) await listen(port);
    },
    close: stopListening,
  };
}

/** As a default, slow headers without a sequel would lead back to the default for ever. */
function withoutLoop(behaviour: Behaviour): Behaviour {
  return behaviour.kind === 'slow-headers' && behaviour.then === undefined
    ? { ...behaviour, then: { kind: 'answer' } }
    : behaviour;
}

async function readBody(incoming: IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = [];
  for await (const piece of incoming) pieces.push(piece as Buffer);
  const text = Buffer.concat(pieces).toString('utf8');
  if (text === '') return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
