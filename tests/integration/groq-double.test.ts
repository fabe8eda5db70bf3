/* eslint-disable max-lines -- one catalogue of what the double does and what groq-sdk makes of each fault. */
import { Buffer } from 'node:buffer';
import { connect } from 'node:net';
import Groq from 'groq-sdk';
import type {
  ChatCompletionChunk,
  ChatCompletionCreateParamsStreaming,
} from 'groq-sdk/resources/chat/completions';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startGroqDouble } from '../doubles/groq/index.ts';
import type { ErrorName, GroqDouble } from '../doubles/groq/index.ts';

const KEY = 'gsk_test';
const MODEL = 'openai/gpt-oss-120b';
const PLAIN_MODEL = 'qwen/qwen3.6-27b';

let double: GroqDouble;
let client: Groq;

beforeEach(async () => {
  double = await startGroqDouble();
  double.setDefault({ kind: 'answer', tokensPerSecond: Infinity, firstTokenDelayMs: 0 });
  client = new Groq({ apiKey: KEY, baseURL: double.url, maxRetries: 0, logLevel: 'off' });
});

afterEach(() => double.close());

const question = (content: string, model = PLAIN_MODEL): ChatCompletionCreateParamsStreaming => ({
  model,
  messages: [{ role: 'user', content }],
  stream: true,
});

interface Received {
  readonly chunks: ChatCompletionChunk[];
  readonly text: string;
  readonly reasoning: string;
  readonly finishReason: string | null;
  readonly error: unknown;
}

/** Reads a stream to its end, whatever the end is. */
async function receive(stream: AsyncIterable<ChatCompletionChunk>): Promise<Received> {
  const chunks: ChatCompletionChunk[] = [];
  let error: unknown = null;
  try {
    for await (const chunk of stream) chunks.push(chunk);
  } catch (thrown) {
    error = thrown;
  }
  const deltas = chunks.flatMap((chunk) => chunk.choices.map((choice) => choice.delta));
  return {
    chunks,
    text: deltas.map((delta) => delta.content ?? '').join(''),
    reasoning: deltas.map((delta) => delta.reasoning ?? '').join(''),
    finishReason:
      chunks.flatMap((chunk) => chunk.choices).find((choice) => choice.finish_reason)?.finish_reason ?? null,
    error,
  };
}

async function ask(content: string, model?: string): Promise<Received> {
  return receive(await client.chat.completions.create(question(content, model)));
}

async function thrownBy(promise: PromiseLike<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('Nothing was thrown');
}

function post(
  body: unknown,
  headers: Record<string, string> = { authorization: `Bearer ${KEY}` },
): Promise<Response> {
  return fetch(`${double.apiUrl}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** What comes over the socket, byte for byte, until the double closes it. */
function rawBytes(body: unknown): Promise<Buffer> {
  const payload = JSON.stringify(body);
  return new Promise((resolve) => {
    const pieces: Buffer[] = [];
    const socket = connect(double.port, '127.0.0.1', () => {
      socket.write(
        `POST /openai/v1/chat/completions HTTP/1.1\r\nhost: double\r\nauthorization: Bearer ${KEY}\r\n` +
          `content-length: ${Buffer.byteLength(payload)}\r\nconnection: close\r\n\r\n${payload}`,
      );
    });
    socket.on('data', (piece) => pieces.push(piece));
    socket.on('error', () => {});
    socket.on('close', () => resolve(Buffer.concat(pieces)));
  });
}

describe('the model list', () => {
  it('tells window, longest completion, owner and whether a model is active', async () => {
    const list = await client.models.list();
    expect(list.data.map((model) => model.id)).toContain('openai/gpt-oss-20b');
    expect(list.data[0]).toMatchObject({
      id: MODEL,
      object: 'model',
      owned_by: 'OpenAI',
      active: true,
      context_window: 131_072,
      max_completion_tokens: 65_536,
    });
  });

  it('finds one model by its id, the slash in it included', async () => {
    expect(await client.models.retrieve(MODEL)).toMatchObject({ id: MODEL });
    const missing = await fetch(`${double.apiUrl}/models/nobody/knows-it`, {
      headers: { authorization: `Bearer ${KEY}` },
    });
    expect(missing.status).toBe(404);
  });

  it('can be made to fail while chats go on', async () => {
    double.when((request) => request.path.endsWith('/models'), {
      kind: 'error',
      error: 'internal_server_error',
    });
    expect(await thrownBy(client.models.list())).toBeInstanceOf(Groq.InternalServerError);
    expect((await ask('hello')).finishReason).toBe('stop');
  });
});

describe('an answer', () => {
  it('streams to a finish with usage in the last chunk, the request id in the first and the last only', async () => {
    double.enqueue({ kind: 'answer', text: 'Hello, wörld 🌍', tokensPerSecond: 2_000, firstTokenDelayMs: 5 });
    const { chunks, text, finishReason } = await ask('hi');
    expect(text).toBe('Hello, wörld 🌍');
    expect(finishReason).toBe('stop');
    expect(chunks[0]?.choices[0]?.delta.role).toBe('assistant');
    expect(chunks.map((chunk) => chunk.x_groq !== undefined)).toEqual(
      chunks.map((_, index) => index === 0 || index === chunks.length - 1),
    );
    expect(chunks.at(-1)?.x_groq?.usage).toMatchObject({ completion_tokens: chunks.length - 2 });
  });

  it('adds a usage chunk without choices when stream_options ask for it', async () => {
    const response = await post({ ...question('hi'), stream_options: { include_usage: true } });
    const events = (await response.text()).trim().split('\n\n');
    expect(events.at(-1)).toBe('data: [DONE]');
    expect(JSON.parse(events.at(-2)?.slice(6) ?? '')).toMatchObject({
      choices: [],
      usage: { prompt_tokens: 8 },
    });
  });

  it('is preceded by reasoning from gpt-oss, unless the request hides it', async () => {
    const aloud = await ask('Explain SQLite WAL', MODEL);
    expect(aloud.reasoning).toContain('Explain SQLite WAL');
    expect(aloud.text).not.toContain(aloud.reasoning);
    const hidden = await receive(
      await client.chat.completions.create({
        ...question('Explain SQLite WAL', MODEL),
        include_reasoning: false,
      }),
    );
    expect(hidden.reasoning).toBe('');
  });

  it('comes whole without streaming, with usage and the request id', async () => {
    const answer = await client.chat.completions.create({ ...question('hi', MODEL), stream: false });
    expect(answer.choices[0]).toMatchObject({ finish_reason: 'stop', message: { role: 'assistant' } });
    expect(answer.choices[0]?.message.reasoning).not.toBe('');
    expect(answer.usage?.total_tokens).toBeGreaterThan(answer.usage?.completion_tokens ?? Infinity);
  });

  it('stops for length when the request allows fewer tokens', async () => {
    const { finishReason, chunks } = await receive(
      await client.chat.completions.create({ ...question('Plan a trip to Kyoto'), max_completion_tokens: 7 }),
    );
    expect(finishReason).toBe('length');
    expect(chunks).toHaveLength(1 + 7 + 1);
  });

  it.each([
    ['Write a binary search in TypeScript', '```ts'],
    ['Plan a trip to Kyoto for three days', '京都'],
    ['Explain SQLite WAL', 'PRAGMA journal_mode'],
    ['When do I need a SQL index and when full-text search?', '| Question'],
    ['Translate this email to Spanish, please', 'Estimada Lucía'],
    ['How do I sum a CSV by month?', '```python'],
    ['How do I train a parrot?', 'How do I train a parrot?'],
  ])('to "%s" speaks of it, the same each time', async (content, expected) => {
    const first = await ask(content);
    expect(first.text).toContain(expected);
    expect((await ask(content)).text).toBe(first.text);
  });

  it('to a title request is a short title, and leaves the queue to the chat', async () => {
    double.enqueue({ kind: 'error', error: 'over_capacity' });
    const title = await client.chat.completions.create({
      model: MODEL,
      messages: [
        { role: 'system', content: 'Write a title of at most six words for this conversation.' },
        { role: 'user', content: 'Explain SQLite WAL' },
      ],
    });
    expect(title.choices[0]?.message.content).toBe('How SQLite WAL works');
    expect(await thrownBy(ask('Explain SQLite WAL'))).toBeInstanceOf(Groq.InternalServerError);
    expect(double.chats).toHaveLength(1);
  });

  it('keeps its rate at thousands of tokens a second', async () => {
    const text = 'word '.repeat(2_000);
    double.enqueue({ kind: 'answer', text, tokensPerSecond: 4_000, firstTokenDelayMs: 0 });
    const startedAt = performance.now();
    expect((await ask('fast')).text).toBe(text);
    const elapsed = performance.now() - startedAt;
    expect(elapsed).toBeGreaterThan(400);
    expect(elapsed).toBeLessThan(1_500);
  });

  it('may be sliced through characters and lines and still reads as sent', async () => {
    double.enqueue({ kind: 'answer', text: '東京 🗼', bytesPerWrite: 37, firstTokenDelayMs: 0 });
    expect((await ask('slices')).text).toBe('東京 🗼');
  });

  it('can depend on the request', async () => {
    double.when((request) => JSON.stringify(request.body).includes('parrot'), {
      kind: 'answer',
      text: (chat) => `${chat.messages.length} message(s) about a parrot`,
    });
    expect((await ask('my parrot')).text).toBe('1 message(s) about a parrot');
    expect((await ask('my cat')).text).toContain('my cat');
  });
});

describe('headers', () => {
  it('tell the limits as Groq writes them, and a request id', async () => {
    const { response } = await client.chat.completions.create(question('hi')).withResponse();
    const headers = Object.fromEntries(response.headers);
    expect(headers).toMatchObject({
      'x-ratelimit-limit-requests': '14400',
      'x-ratelimit-limit-tokens': '250000',
      'x-ratelimit-remaining-requests': '14399',
      'x-ratelimit-reset-requests': '6s',
      'x-request-id': expect.stringMatching(/^req_/),
      'content-type': 'text/event-stream',
    });
    expect(headers['x-ratelimit-reset-tokens']).toMatch(/^(\d+h)?(\d+m)?[\d.]+(s|ms)$/);
    expect(headers).not.toHaveProperty('retry-after');
  });
});

describe('an error', () => {
  const cases: [ErrorName, number, string | undefined, unknown][] = [
    ['bad_request', 400, undefined, Groq.BadRequestError],
    ['model_decommissioned', 400, 'model_decommissioned', Groq.BadRequestError],
    ['context_length_exceeded', 400, 'context_length_exceeded', Groq.BadRequestError],
    ['invalid_api_key', 401, 'invalid_api_key', Groq.AuthenticationError],
    ['model_not_found', 404, 'model_not_found', Groq.NotFoundError],
    // groq-sdk has no class for 413 and 498.
    ['request_too_large', 413, 'rate_limit_exceeded', Groq.APIError],
    ['rate_limit_exceeded', 429, 'rate_limit_exceeded', Groq.RateLimitError],
    ['flex_capacity_exceeded', 498, 'capacity_exceeded', Groq.APIError],
    ['internal_server_error', 500, 'internal_server_error', Groq.InternalServerError],
    ['over_capacity', 503, undefined, Groq.InternalServerError],
  ];

  it.each(cases)('%s comes with %i and its body', async (name, status, code, errorClass) => {
    double.enqueue({ kind: 'error', error: name, retryAfterSeconds: 7 });
    const error = await thrownBy(ask('hi'));
    expect(error).toBeInstanceOf(Groq.APIError);
    if (!(error instanceof Groq.APIError)) return;
    expect(error.constructor).toBe(errorClass);
    expect(error.status).toBe(status);
    // The whole body stands in `error.error`, so the code is one level deeper than in an error inside a stream.
    const body: unknown = error.error;
    expect(body).toMatchObject({ error: { message: expect.any(String), type: expect.any(String) } });
    expect((body as { error: { code?: string } }).error.code).toBe(code);
    expect(error.headers?.get('retry-after')).toBe(status === 429 ? '7' : null);
  });

  it('401 meets a key that is not one of Groq, and a request without any', async () => {
    const stranger = new Groq({ apiKey: 'sk-other', baseURL: double.url, maxRetries: 0, logLevel: 'off' });
    expect(await thrownBy(stranger.models.list())).toBeInstanceOf(Groq.AuthenticationError);
    expect((await post(question('hi'), {})).status).toBe(401);
  });

  it('meets a retired model, an unknown one, and a context that does not fit, unasked', async () => {
    expect(await thrownBy(ask('hi', 'mixtral-8x7b-32768'))).toMatchObject({ status: 400 });
    expect(await thrownBy(ask('hi', 'nobody/knows-it'))).toMatchObject({ status: 404 });
    expect(await thrownBy(ask('x'.repeat(600_000)))).toMatchObject({
      error: { error: { code: 'context_length_exceeded' } },
    });
  });

  it('meets a body that is no chat, and an address that is none', async () => {
    expect((await post('{ not json')).status).toBe(400);
    const lost = await fetch(`${double.apiUrl}/nowhere`, { headers: { authorization: `Bearer ${KEY}` } });
    expect(lost.status).toBe(404);
  });
});

describe('a stream that fails', () => {
  const text = 'one two three four five six seven eight nine ten';

  it('stalls after some tokens and holds the line until the client goes', async () => {
    double.enqueue({ kind: 'stall', afterTokens: 3, text, tokensPerSecond: Infinity });
    const stream = await client.chat.completions.create(question('hi'));
    setTimeout(() => stream.controller.abort(), 200);
    const { text: got, finishReason, error } = await receive(stream);
    expect(got).toBe('one two three');
    // An abort by the controller ends the loop without an error: only the missing finish tells.
    expect({ finishReason, error }).toEqual({ finishReason: null, error: null });
    const request = await double.waitForEnd(await double.waitForChat(1));
    expect(request).toMatchObject({ outcome: 'aborted-by-client', tokensSent: 3 });
  });

  it('is cut between two events: the client throws after what had come', async () => {
    double.enqueue({ kind: 'cut', at: 'between-events', afterTokens: 4, text });
    const { text: got, error } = await ask('hi');
    expect(got).toBe('one two three four');
    expect(error).toBeInstanceOf(TypeError);
    expect(error).not.toBeInstanceOf(Groq.APIError);
    expect(double.chats[0]?.outcome).toBe('broken-by-double');
  });

  it('is cut inside a character: half of its bytes are the last to come', async () => {
    double.enqueue({ kind: 'cut', at: 'inside-character', afterTokens: 2, text });
    const bytes = await rawBytes(question('hi'));
    const half = Buffer.from('字').subarray(0, 2);
    // The frame of the chunked encoding closes after it.
    expect(bytes.subarray(-4).equals(Buffer.concat([half, Buffer.from('\r\n')]))).toBe(true);
    double.enqueue({ kind: 'cut', at: 'inside-character', afterTokens: 2, text });
    expect(await ask('hi')).toMatchObject({ text: 'one two', error: expect.any(TypeError) });
  });

  it('is cut inside a line: an event begins and never ends', async () => {
    double.enqueue({ kind: 'cut', at: 'inside-line', afterTokens: 2, text });
    const wire = (await rawBytes(question('hi'))).toString();
    expect(wire.slice(wire.lastIndexOf('data: '))).not.toContain('finish_reason');
    double.enqueue({ kind: 'cut', at: 'inside-line', afterTokens: 2, text });
    expect(await ask('hi')).toMatchObject({ text: 'one two', error: expect.any(TypeError) });
  });

  it('closes politely without a finish: the client sees nothing wrong but the missing finish_reason', async () => {
    double.enqueue({ kind: 'cut', at: 'closed-without-finish', afterTokens: Infinity, text });
    expect(await ask('hi')).toMatchObject({ text, finishReason: null, error: null });
  });

  it('closes with a finish but without [DONE]: nothing is missing', async () => {
    double.enqueue({ kind: 'cut', at: 'closed-without-done', afterTokens: Infinity, text });
    expect(await ask('hi')).toMatchObject({ text, finishReason: 'stop', error: null });
  });

  it('sends malformed JSON: the client throws a SyntaxError and hangs up', async () => {
    double.enqueue({ kind: 'malformed-json', afterTokens: 2, text, tokensPerSecond: 50 });
    expect(await ask('hi')).toMatchObject({ text: 'one two', error: expect.any(SyntaxError) });
    expect(await double.waitForEnd(await double.waitForChat(1))).toMatchObject({
      outcome: 'aborted-by-client',
    });
  });

  it.each(['event', 'data'] as const)(
    'tells an error as %s: the client throws it without a status',
    async (as) => {
      double.enqueue({ kind: 'stream-error', as, afterTokens: 2, text });
      const { text: got, error } = await ask('hi');
      expect(got).toBe('one two');
      expect(error).toBeInstanceOf(Groq.APIError);
      expect(error).toMatchObject({ status: undefined, error: { type: 'internal_server_error' } });
    },
  );

  it('tells an error in x_groq: the client passes it on as a chunk like any other', async () => {
    double.enqueue({ kind: 'stream-error', as: 'x_groq', afterTokens: 2, text });
    const { chunks, finishReason, error } = await ask('hi');
    expect({ finishReason, error }).toEqual({ finishReason: null, error: null });
    expect(chunks.at(-1)?.x_groq?.error).toContain('over capacity');
  });

  it('fails before the first token too', async () => {
    double.enqueue({ kind: 'cut', at: 'between-events', afterTokens: 0, text });
    expect(await ask('hi')).toMatchObject({ text: '', error: expect.any(TypeError) });
  });
});

describe('an answer without streaming that fails', () => {
  const whole = (): PromiseLike<unknown> =>
    client.chat.completions.create({ ...question('hi'), stream: false });

  it('is cut in the middle of the body', async () => {
    double.enqueue({ kind: 'cut', at: 'inside-line', afterTokens: 0 });
    expect(await thrownBy(whole())).toBeInstanceOf(TypeError);
  });

  it('is half a JSON', async () => {
    double.enqueue({ kind: 'malformed-json', afterTokens: 0 });
    expect(await thrownBy(whole())).toBeInstanceOf(SyntaxError);
  });
});

describe('a connection that fails', () => {
  const hurried = { timeout: 150 };

  it('is never answered: the client gives up waiting for headers', async () => {
    double.enqueue({ kind: 'never-answer' });
    const error = await thrownBy(client.chat.completions.create(question('hi'), hurried));
    expect(error).toBeInstanceOf(Groq.APIConnectionTimeoutError);
    expect(await double.waitForEnd(await double.waitForChat(1))).toMatchObject({
      outcome: 'aborted-by-client',
    });
  });

  it('brings its headers late: within the timeout it answers, beyond it does not', async () => {
    double.enqueue({ kind: 'slow-headers', delayMs: 60 }, { kind: 'slow-headers', delayMs: 2_000 });
    const stream = await client.chat.completions.create(question('hi'), hurried);
    expect((await receive(stream)).finishReason).toBe('stop');
    expect(await thrownBy(client.chat.completions.create(question('hi'), hurried))).toBeInstanceOf(
      Groq.APIConnectionTimeoutError,
    );
  });

  it('has no timeout of the client once the headers are there', async () => {
    double.enqueue({ kind: 'answer', text: 'late', firstTokenDelayMs: 400 });
    const stream = await client.chat.completions.create(question('hi'), hurried);
    expect((await receive(stream)).text).toBe('late');
  });

  it('is hung up before any answer', async () => {
    double.enqueue({ kind: 'hang-up' });
    const error = await thrownBy(ask('hi'));
    expect(error).toBeInstanceOf(Groq.APIConnectionError);
    expect(error).not.toBeInstanceOf(Groq.APIConnectionTimeoutError);
  });

  it('meets a captive portal: a stream of HTML is an empty answer without an error', async () => {
    double.enqueue({ kind: 'captive-portal' });
    expect(await ask('hi')).toMatchObject({ chunks: [], error: null });
    double.when((request) => request.path.endsWith('/models'), { kind: 'captive-portal' });
    // Nothing is thrown here either: the "list" is a string of HTML.
    expect(await client.models.list()).toContain('sign in');
  });

  it('is refused while offline, and works again on the same port', async () => {
    await double.goOffline();
    const error = await thrownBy(ask('hi'));
    expect(error).toBeInstanceOf(Groq.APIConnectionError);
    expect(error).toMatchObject({ cause: { cause: { code: 'ECONNREFUSED' } } });
    await double.comeOnline();
    expect((await ask('hi')).finishReason).toBe('stop');
  });

  it('breaks under a running stream when the network goes', async () => {
    double.enqueue({ kind: 'stall', afterTokens: 2, text: 'one two three' });
    const stream = await client.chat.completions.create(question('hi'));
    setTimeout(() => void double.goOffline(), 100);
    expect(await receive(stream)).toMatchObject({ text: 'one two', error: expect.any(TypeError) });
    expect(double.chats[0]?.outcome).toBe('broken-by-double');
  });
});

describe('the record', () => {
  it('holds what came, when, with which key, and how it ended', async () => {
    const before = performance.timeOrigin + performance.now();
    await ask('remember me');
    expect(double.requests).toHaveLength(1);
    expect(double.requests[0]).toMatchObject({
      method: 'POST',
      path: '/openai/v1/chat/completions',
      key: KEY,
      body: { messages: [{ role: 'user', content: 'remember me' }] },
      outcome: 'answered',
    });
    expect(double.requests[0]?.arrivedAt).toBeGreaterThan(before);
  });

  it('tells that a stop of the user reached the provider', async () => {
    double.enqueue({ kind: 'answer', text: 'word '.repeat(1_000), tokensPerSecond: 100 });
    const abort = new AbortController();
    const stream = await client.chat.completions.create(question('hi'), { signal: abort.signal });
    const reading = receive(stream);
    const request = await double.waitForChat(1);
    setTimeout(() => abort.abort(), 50);
    await reading;
    expect((await double.waitForEnd(request)).outcome).toBe('aborted-by-client');
    expect(request.tokensSent).toBeLessThan(100);
  });
});

describe('a local server', () => {
  it('speaks the same under /v1, without a key and without what only Groq sends', async () => {
    const local = await startGroqDouble({ dialect: 'openai-compatible' });
    try {
      const response = await fetch(`${local.apiUrl}/chat/completions`, {
        method: 'POST',
        body: JSON.stringify(question('hi', 'llama3.2:3b')),
      });
      const text = await response.text();
      expect(local.apiUrl).toMatch(/\/v1$/);
      expect(text).not.toContain('x_groq');
      expect(text).toContain('data: [DONE]');
      expect(response.headers.has('x-ratelimit-limit-tokens')).toBe(false);
    } finally {
      await local.close();
    }
  });

  it('is missed by the SDK resources, whose path is Groq alone, but reached by its plain post', async () => {
    const local = await startGroqDouble({ dialect: 'openai-compatible' });
    try {
      const sdk = new Groq({ apiKey: 'unused', baseURL: local.apiUrl, maxRetries: 0, logLevel: 'off' });
      const params = question('hi', 'llama3.2:3b');
      expect(await thrownBy(sdk.chat.completions.create(params))).toBeInstanceOf(Groq.NotFoundError);
      const stream = await sdk.post<AsyncIterable<ChatCompletionChunk>>('/chat/completions', {
        body: params,
        stream: true,
      });
      expect((await receive(stream)).finishReason).toBe('stop');
    } finally {
      await local.close();
    }
  });
});
