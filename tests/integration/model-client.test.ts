import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  askOnce,
  listModels,
  ModelFailure,
  streamAnswer,
  type Destination,
} from '../../src/engine/model/index.ts';
import { startGroqDouble, type Behaviour, type GroqDouble } from '../doubles/groq/index.ts';

let double: GroqDouble;
beforeAll(async () => {
  double = await startGroqDouble();
});
afterAll(() => double.close());
beforeEach(() => double.reset());

const destination = (apiKey: string | null = 'gsk_test'): Destination => ({
  kind: 'groq',
  baseUrl: double.apiUrl,
  apiKey,
  userAgent: 'VersaAI/test',
});

const request = (signal: AbortSignal = new AbortController().signal, apiKey?: string | null) => ({
  destination: destination(apiKey),
  model: 'openai/gpt-oss-120b',
  turns: [{ role: 'user' as const, content: 'Hello' }],
  parameters: {},
  signal,
  patience: { connectMs: 400, firstTokenMs: 800, nextTokenMs: 300 },
});

const ask = async (behaviour: Behaviour, apiKey?: string | null) => {
  double.enqueue(behaviour);
  let text = '';
  const outcome = await streamAnswer(request(undefined, apiKey), (piece) => {
    text += piece;
  }).catch((reason: unknown) => {
    if (reason instanceof ModelFailure) return reason.error;
    throw reason;
  });
  return { text, outcome };
};

const fast = { tokensPerSecond: Infinity, firstTokenDelayMs: 0, reasoning: '' };
const long = 'one two three four five six seven eight nine ten';

describe('a streamed answer', () => {
  it('arrives whole, with its finish reason and usage', async () => {
    const text = 'Grüße, 世界 🍵 – done.';
    const usage = { promptTokens: 12, completionTokens: 34 };
    const answer = await ask({ kind: 'answer', ...fast, text, usage, bytesPerWrite: 3 });
    expect(answer).toEqual({
      text,
      outcome: { finishReason: 'stop', usage: { inputTokens: 12, outputTokens: 34 } },
    });
  });

  it('says when it was cut short by its length', async () => {
    const { outcome } = await ask({ kind: 'answer', ...fast, text: long, finishReason: 'length' });
    expect(outcome).toMatchObject({ finishReason: 'length' });
  });

  it('sends the key, the name of the app and no retry of its own', async () => {
    await ask({ kind: 'error', error: 'over_capacity' });
    expect(double.chats).toHaveLength(1);
    expect(double.chats[0]?.key).toBe('gsk_test');
    expect(double.chats[0]?.headers['user-agent']).toBe('VersaAI/test');
  });

  it('sends no key where there is none', async () => {
    await ask({ kind: 'answer', ...fast }, null);
    expect(double.requests.at(-1)?.headers.authorization).toBeUndefined();
  });

  it('passes the parameters on under the names that Groq uses', async () => {
    double.enqueue({ kind: 'answer', ...fast });
    const parameters = { temperature: 0.3, topP: 0.9, maxOutputTokens: 77, reasoningEffort: 'low' as const };
    await streamAnswer({ ...request(), parameters }, () => {});
    expect(double.chats[0]?.body).toMatchObject({
      temperature: 0.3,
      top_p: 0.9,
      max_completion_tokens: 77,
      reasoning_effort: 'low',
    });
  });
});

describe('what can go wrong becomes one of the contract’s errors', () => {
  it.each<[string, Behaviour, string]>([
    ['a bad key', { kind: 'error', error: 'invalid_api_key' }, 'model.bad_key'],
    ['a retired model', { kind: 'error', error: 'model_decommissioned' }, 'model.retired'],
    ['an unknown model', { kind: 'error', error: 'model_not_found' }, 'model.retired'],
    ['too long a context', { kind: 'error', error: 'context_length_exceeded' }, 'model.context_too_long'],
    ['too large a request', { kind: 'error', error: 'request_too_large' }, 'model.context_too_long'],
    ['a bad request', { kind: 'error', error: 'bad_request' }, 'model.rejected'],
    ['a server error', { kind: 'error', error: 'internal_server_error' }, 'model.server_error'],
    ['no capacity', { kind: 'error', error: 'over_capacity' }, 'model.server_error'],
    ['no flex capacity', { kind: 'error', error: 'flex_capacity_exceeded' }, 'model.server_error'],
    ['a connection that is hung up', { kind: 'hang-up' }, 'model.no_network'],
    ['silence', { kind: 'never-answer' }, 'model.timed_out'],
    ['slow headers', { kind: 'slow-headers', delayMs: 900 }, 'model.timed_out'],
    ['a sign-in page', { kind: 'captive-portal' }, 'model.unreadable'],
  ])('%s before the first token', async (_, behaviour, code) => {
    const { text, outcome } = await ask(behaviour);
    expect(outcome).toMatchObject({ code });
    expect(text).toBe('');
  });

  it.each<[string, Behaviour, string]>([
    ['a stall', { kind: 'stall', afterTokens: 4, ...fast, text: long }, 'model.timed_out'],
    ['a cut', { kind: 'cut', at: 'between-events', afterTokens: 4, ...fast, text: long }, 'model.incomplete'],
    [
      'a cut line',
      { kind: 'cut', at: 'inside-line', afterTokens: 4, ...fast, text: long },
      'model.incomplete',
    ],
    [
      'a cut character',
      {
        kind: 'cut',
        at: 'inside-character',
        afterTokens: 4,
        ...fast,
        text: 'ein Tee 🍵 bitte, 🍵 und noch 🍵 mehr',
      },
      'model.incomplete',
    ],
    [
      'an end without a finish reason',
      { kind: 'cut', at: 'closed-without-finish', afterTokens: 4, ...fast, text: long },
      'model.incomplete',
    ],
    ['broken JSON', { kind: 'malformed-json', afterTokens: 4, ...fast, text: long }, 'model.unreadable'],
    ['an error event', { kind: 'stream-error', afterTokens: 4, ...fast, text: long }, 'model.server_error'],
    [
      'an error in the last chunk',
      { kind: 'stream-error', as: 'x_groq', afterTokens: 4, ...fast, text: long },
      'model.server_error',
    ],
  ])('%s in the middle, and what had come is kept', async (_, behaviour, code) => {
    const { text, outcome } = await ask(behaviour);
    expect(outcome).toMatchObject({ code });
    expect(text.length).toBeGreaterThan(0);
    expect(text).not.toContain('�');
  });

  it('says when a rate-limited request may be tried again', async () => {
    const before = Date.now();
    const { outcome } = await ask({ kind: 'error', error: 'rate_limit_exceeded', retryAfterSeconds: 9 });
    expect(outcome).toMatchObject({ code: 'model.rate_limited' });
    const retryAt = 'data' in outcome && 'retryAt' in outcome.data ? outcome.data.retryAt : null;
    expect(retryAt).toBeGreaterThanOrEqual(before + 9_000);
    expect(retryAt).toBeLessThan(before + 12_000);
  });

  it('does not wait for headers as long as for the first token', async () => {
    double.enqueue({ kind: 'never-answer' });
    const patience = { connectMs: 100, firstTokenMs: 20_000, nextTokenMs: 300 };
    const failed = await streamAnswer({ ...request(), patience }, () => {}).catch(
      (reason: unknown) => reason,
    );
    expect(failed).toMatchObject({ error: { code: 'model.timed_out', data: { seconds: 0.1 } } });
  });

  it('does not take a chunk without a word for the first token', async () => {
    const { outcome } = await ask({ kind: 'stall', afterTokens: 0, ...fast, text: long });
    expect(outcome).toMatchObject({ code: 'model.timed_out', data: { seconds: 0.8 } });
  });

  it('loses nothing when the connection breaks after the last word', async () => {
    const { text, outcome } = await ask({
      kind: 'cut',
      at: 'closed-without-done',
      afterTokens: Infinity,
      ...fast,
      text: long,
    });
    expect(text).toBe(long);
    expect(outcome).toMatchObject({ finishReason: 'stop' });
  });

  it('no network at all', async () => {
    await double.goOffline();
    const failed = await streamAnswer(request(), () => {}).catch((reason: unknown) => reason);
    await double.comeOnline();
    expect(failed).toMatchObject({ error: { code: 'model.no_network' } });
  });
});

describe('an answer that is stopped', () => {
  it('aborts the request and rejects with the reason it was stopped for', async () => {
    double.enqueue({ kind: 'answer', tokensPerSecond: 20, text: long });
    const abort = new AbortController();
    const reason = new Error('stopped by the user');
    const asked = streamAnswer(request(abort.signal), () => abort.abort(reason));
    await expect(asked).rejects.toBe(reason);
    const chat = await double.waitForChat(1);
    expect((await double.waitForEnd(chat)).outcome).toBe('aborted-by-client');
  });
});

describe('an answer in one piece', () => {
  it('is the text alone', async () => {
    const turns = [
      { role: 'system' as const, content: 'Give the conversation a title.' },
      { role: 'user' as const, content: 'Plan four days in Kyoto' },
    ];
    expect(await askOnce({ ...request(), turns })).toContain('Kyoto');
  });

  it('fails with the same errors', async () => {
    double.when(() => true, { kind: 'captive-portal' });
    await expect(askOnce(request())).rejects.toMatchObject({ error: { code: 'model.unreadable' } });
  });
});

describe('the list of models', () => {
  it('comes by name, and tells those that chat from those that do not', async () => {
    const models = await listModels(destination());
    expect(models.map(({ id }) => id)).toEqual([...models.map(({ id }) => id)].sort());
    const purpose = (id: string) => models.find((model) => model.id === id)?.purpose;
    expect(purpose('openai/gpt-oss-120b')).toBe('chat');
    expect(purpose('whisper-large-v3')).toBe('other');
    expect(models.find(({ id }) => id === 'openai/gpt-oss-120b')?.contextWindow).toBe(131_072);
  });

  it('fails with a typed error', async () => {
    await expect(listModels(destination('wrong'))).rejects.toMatchObject({
      error: { code: 'model.bad_key' },
    });
    double.when(() => true, { kind: 'never-answer' });
    await expect(listModels(destination(), 200)).rejects.toMatchObject({
      error: { code: 'model.timed_out' },
    });
  });
});
