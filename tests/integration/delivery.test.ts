import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DeliverySettings, Message, ModelReference } from '../../src/shared/contract/index.ts';
import { groqEndpointId } from '../../src/shared/ids.ts';
import { GROQ_MODELS, startGroqDouble, type GroqDouble } from '../doubles/groq/index.ts';
import { exchange, send, settled } from '../support/conversation.ts';
import { launchEngine, type TestEngine, type TestEngineOptions } from '../support/engine.ts';

let double: GroqDouble;
let other: GroqDouble;
beforeAll(async () => {
  [double, other] = await Promise.all([startGroqDouble(), startGroqDouble({ dialect: 'openai-compatible' })]);
});
afterAll(async () => void (await Promise.all([double.close(), other.close()])));

let engines: TestEngine[] = [];
beforeEach(async () => {
  for (const one of [double, other]) {
    one.reset();
    one.setDefault({ kind: 'answer', ...fast });
    await one.comeOnline();
  }
});
afterEach(async () => {
  await Promise.all(engines.map((engine) => engine.dispose()));
  engines = [];
});

const fast = { tokensPerSecond: Infinity, firstTokenDelayMs: 0, reasoning: '', text: 'It is so.' };
const hour = 3_600_000;

const launch = async (options: TestEngineOptions = {}): Promise<TestEngine> => {
  const engine = await launchEngine({
    groqBaseUrl: double.apiUrl,
    mode: 'safe',
    patience: { connectMs: 1_000, firstTokenMs: 2_000, nextTokenMs: 500 },
    ...options,
  });
  engines.push(engine);
  return engine;
};
const configure = (engine: TestEngine, settings: Partial<DeliverySettings>) =>
  engine.client.request('delivery.save', settings);

/** A second endpoint, of somebody's own. */
const addEndpoint = async (engine: TestEngine): Promise<ModelReference> => {
  const { endpoint } = await engine.client.request('endpoints.save', {
    endpointId: null,
    name: 'At home',
    baseUrl: other.apiUrl,
  });
  return { endpointId: endpoint.id, model: 'qwen3:8b' };
};

describe('an answer that was given before', () => {
  it('is given again, streamed, without a request, and says so', async () => {
    const engine = await launch();
    const text = 'A long story. '.repeat(40).trim();
    double.enqueue({ kind: 'answer', ...fast, text });
    const first = await exchange(engine, 'Tell me a story');
    expect(first.answer.state).toEqual({ kind: 'complete', finishReason: 'stop' });
    let pieces = 0;
    engine.client.on('answer.delta', () => (pieces += 1));
    const second = await exchange(engine, 'Tell me a story');
    expect(double.chats).toHaveLength(1);
    expect(second.answer).toMatchObject({
      content: text,
      usage: null,
      state: { kind: 'complete', origin: { kind: 'cache', freshness: 'fresh' } },
    });
    expect(pieces).toBeGreaterThan(1);
    expect(await engine.client.request('cache.statistics', {})).toMatchObject({
      memory: { hits: 1, entries: 1 },
      disk: { hits: 0, entries: 1 },
      misses: 1,
      savedTokens: (first.answer.usage?.inputTokens ?? 0) + (first.answer.usage?.outputTokens ?? 0),
    });
  });

  it('is asked for anew on demand, and the new answer takes its place', async () => {
    const engine = await launch();
    const { answer } = await exchange(engine, 'Dice?');
    double.enqueue({ kind: 'answer', ...fast, text: 'Six.' });
    const again = await engine.client.request('chat.regenerate', { messageId: answer.id, model: null });
    expect((await settled(engine, again.answer)).content).toBe('Six.');
    expect((await exchange(engine, 'Dice?')).answer.content).toBe('Six.');
    expect(double.chats).toHaveLength(2);
  });

  it('is good for an hour, or as long as the settings or the conversation say', async () => {
    let now = Date.now();
    const engine = await launch({ now: () => now });
    await exchange(engine, 'Hello');
    now += hour - 60_000;
    await exchange(engine, 'Hello');
    expect(double.chats).toHaveLength(1);
    now += 2 * 60_000;
    await exchange(engine, 'Hello');
    expect(double.chats).toHaveLength(2);
    await configure(engine, { freshFor: 'off' });
    const { sent } = await exchange(engine, 'Hello');
    expect(double.chats).toHaveLength(3);
    await exchange(engine, 'Not to be kept');
    expect((await engine.client.request('cache.statistics', {})).disk.entries).toBe(1);
    expect(double.chats).toHaveLength(4);
    await configure(engine, { freshFor: 'always' });
    now += 1_000 * hour;
    await exchange(engine, 'Hello');
    expect(double.chats).toHaveLength(4);
    const conversationId = sent.conversation.id;
    await engine.client.request('conversations.configure', { conversationId, freshFor: 'off' });
    await exchange(engine, 'And?', conversationId);
    await exchange(engine, 'And?', conversationId);
    expect(double.chats).toHaveLength(6);
  });

  it('is not given to another question, model or parameter', async () => {
    const engine = await launch();
    await exchange(engine, 'Hello');
    await exchange(engine, 'Hello!');
    await engine.client.request('defaults.save', { parameters: { temperature: 0.1 } });
    await exchange(engine, 'Hello');
    await engine.client.request('defaults.save', {
      parameters: {},
      model: { endpointId: groqEndpointId, model: 'openai/gpt-oss-20b' },
    });
    await exchange(engine, 'Hello');
    expect(double.chats).toHaveLength(4);
  });

  it('is kept only when it is whole', async () => {
    const engine = await launch();
    double.enqueue({ kind: 'cut', ...fast, at: 'between-events', afterTokens: 1, tokensPerSecond: 100 });
    expect((await exchange(engine, 'Hello')).answer.state.kind).toBe('failed');
    expect((await exchange(engine, 'Hello')).answer.content).toBe('It is so.');
    expect(double.chats).toHaveLength(2);
  });

  it('is shared by those who ask the same at the same time', async () => {
    const engine = await launch();
    double.setDefault({ kind: 'answer', ...fast, firstTokenDelayMs: 300 });
    const sent = await Promise.all([send(engine, 'Same'), send(engine, 'Same'), send(engine, 'Same')]);
    const answers = await Promise.all(sent.map(({ answer }) => settled(engine, answer)));
    expect(answers.map(({ content }) => content)).toEqual(['It is so.', 'It is so.', 'It is so.']);
    expect(double.chats).toHaveLength(1);
  });

  it('outlives a restart', async () => {
    const engine = await launch();
    await exchange(engine, 'Hello');
    await engine.stop();
    const again = await launch({ dataFolder: engine.dataFolder });
    expect((await exchange(again, 'Hello')).answer.state).toMatchObject({ origin: { kind: 'cache' } });
    expect(double.chats).toHaveLength(1);
    expect((await again.client.request('cache.statistics', {})).disk.hits).toBe(1);
  });

  it('is forgotten by itself, by conversation, model, age, text, and with all others', async () => {
    const engine = await launch();
    const ask = async (text: string): Promise<Message> => (await exchange(engine, text)).answer;
    const drop = async (selection: Parameters<typeof request>[0]) => (await request(selection)).dropped;
    const request = (
      selection: Parameters<typeof engine.client.request<'cache.drop'>>[1],
    ): Promise<{ dropped: number }> => engine.client.request('cache.drop', selection);

    const tea = await ask('Tea?');
    expect(await drop({ kind: 'answer', messageId: tea.id })).toBe(1);
    const coffee = await ask('Coffee?');
    expect(await drop({ kind: 'conversation', conversationId: coffee.conversationId })).toBe(1);
    await ask('Cocoa?');
    expect(await drop({ kind: 'model', model: 'none' })).toBe(0);
    expect(await drop({ kind: 'model', model: 'openai/gpt-oss-120b' })).toBe(1);
    await ask('Juice?');
    expect(await drop({ kind: 'older_than', age: hour })).toBe(0);
    expect(await drop({ kind: 'containing', text: 'juice' })).toBe(1);
    await ask('Water?');
    expect(await drop({ kind: 'all' })).toBe(1);
    expect((await ask('Water?')).state).toEqual({ kind: 'complete', finishReason: 'stop' });
  });
});

describe('when the chosen model cannot answer', () => {
  it('the next one that the user named does, and the answer says which and why', async () => {
    const engine = await launch();
    const fallback = await addEndpoint(engine);
    await configure(engine, { fallbacks: [fallback] });
    other.enqueue({ kind: 'answer', ...fast, text: 'From home.' });
    await double.goOffline();
    const { answer } = await exchange(engine, 'Hello');
    expect(answer).toMatchObject({
      content: 'From home.',
      model: fallback,
      state: { kind: 'complete', origin: { kind: 'fallback', error: { code: 'model.no_network' } } },
    });
  });

  it('an old answer is given, and says how old it is', async () => {
    let now = Date.now();
    const engine = await launch({ now: () => now });
    const first = await exchange(engine, 'Hello');
    now += 30 * hour;
    await double.goOffline();
    const { answer } = await exchange(engine, 'Hello');
    expect(answer).toMatchObject({
      content: 'It is so.',
      state: { origin: { kind: 'cache', freshness: 'expired' } },
    });
    const { origin } = answer.state.kind === 'complete' ? answer.state : {};
    expect(origin?.kind === 'cache' && origin.answeredAt).toBe(first.answer.createdAt);
  });

  it('an old answer is not given where the user does not want it: the message waits', async () => {
    let now = Date.now();
    const engine = await launch({ now: () => now });
    await configure(engine, { staleAnswers: 'not served' });
    await exchange(engine, 'Hello');
    now += 30 * hour;
    await double.goOffline();
    const { conversation } = await send(engine, 'Hello');
    await expect.poll(async () => (await engine.client.request('outbox.list', {})).messages.length).toBe(1);
    expect(conversation.answering).toBe(true);
  });

  it('nobody else is asked when the question itself is refused', async () => {
    const engine = await launch();
    await configure(engine, { fallbacks: [await addEndpoint(engine)] });
    double.enqueue({ kind: 'error', error: 'bad_request' });
    const { answer } = await exchange(engine, 'Hello');
    expect(answer.state).toMatchObject({ kind: 'failed', error: { code: 'model.rejected' } });
    expect(other.chats).toHaveLength(0);
  });

  it('a retired one is stood in for too', async () => {
    const engine = await launch();
    const fallback = await addEndpoint(engine);
    await configure(engine, { fallbacks: [fallback] });
    double.enqueue({ kind: 'error', error: 'model_decommissioned' });
    const { answer } = await exchange(engine, 'Hello');
    expect(answer.state).toMatchObject({
      origin: { kind: 'fallback', error: { code: 'model.retired' } },
    });
  });
});

describe('a conversation that is too long for its model', () => {
  it('is sent without its oldest messages when the provider says so, and tells it', async () => {
    const engine = await launch();
    const first = await exchange(engine, `One ${'word '.repeat(400)}`);
    const conversationId = first.sent.conversation.id;
    await exchange(engine, `Two ${'word '.repeat(100)}`, conversationId);
    double.enqueue({ kind: 'error', error: 'context_length_exceeded' });
    const { answer } = await exchange(engine, 'Three', conversationId);
    expect(answer.state).toMatchObject({ kind: 'complete', leftOut: 2 });
    expect(double.chats.at(-1)?.chat?.messages.map(({ text }) => text.slice(0, 5))).toEqual([
      'Two w',
      'It is',
      'Three',
    ]);
  });

  it('shows beforehand what will be sent', async () => {
    const engine = await launch();
    const [model] = GROQ_MODELS;
    if (model) double.setModels([{ ...model, context_window: 1_000, max_completion_tokens: 250 }]);
    await engine.client.request('models.list', { endpointId: groqEndpointId, freshness: 'now' });
    const { sent } = await exchange(engine, `One ${'word '.repeat(500)}`);
    const conversationId = sent.conversation.id;
    const budget = await engine.client.request('context.budget', {
      conversationId,
      model: null,
      text: 'more '.repeat(400),
    });
    expect(budget).toMatchObject({ window: 1_000, precision: 'exact', leftOut: 2, tooLongBy: null });
    const small = await engine.client.request('context.budget', { conversationId, model: null, text: '' });
    expect(small).toMatchObject({ leftOut: 0 });
    expect(small.used).toBeLessThan(budget.window);
    await exchange(engine, 'more '.repeat(400), conversationId);
    expect(double.chats.at(-1)?.chat?.messages).toHaveLength(1);
  });
});

describe('money and health', () => {
  it('an answer costs what the price list says', async () => {
    const engine = await launch();
    await configure(engine, {
      prices: [{ model: 'openai/gpt-oss-120b', input: 1_000_000, output: 2_000_000 }],
    });
    const { answer } = await exchange(engine, 'Hello');
    await exchange(engine, 'Hello');
    const { inputTokens = 0, outputTokens = 0 } = answer.usage ?? {};
    expect((await engine.client.request('cache.statistics', {})).savedMicrodollars).toBe(
      inputTokens + 2 * outputTokens,
    );
  });

  it('tells how an endpoint fares, and what is left of its limits', async () => {
    const engine = await launch();
    const told = engine.next('endpoint_state.changed', ({ health }) => health.kind === 'online');
    await exchange(engine, 'Hello');
    expect((await told).endpointId).toBe(groqEndpointId);
    const { states } = await engine.client.request('endpoints.states', {});
    expect(states).toMatchObject([{ endpointId: groqEndpointId, health: { kind: 'online' } }]);
    expect(states[0]?.limits?.requests?.remaining).toBeGreaterThan(0);
  });

  it('asks nobody but the endpoint that was chosen: no other socket is opened', async () => {
    const engine = await launch({ key: null, mode: 'normal' });
    const local = await addEndpoint(engine);
    await engine.client.request('defaults.save', { model: local });
    const reached = new Set<string>();
    const watch = (message: unknown): void => {
      const { socket } = message as { socket: Socket };
      socket.on('connectionAttempt', (ip: string, port: number) => reached.add(`${ip}:${port}`));
      socket.on('lookup', (_error, address: string, _family, host: string) => {
        if (host !== address) reached.add(host);
      });
    };
    subscribe('net.client.socket', watch);
    try {
      expect((await exchange(engine, 'Hello')).answer.content).toBe('It is so.');
      // The title comes behind the answer.
      await expect
        .poll(() => other.requests.filter(({ path }) => path.endsWith('/chat/completions')).length)
        .toBe(2);
    } finally {
      unsubscribe('net.client.socket', watch);
    }
    expect([...reached]).toEqual([`127.0.0.1:${other.port}`]);
    expect(double.requests).toHaveLength(0);
  });
});

describe('earlier answers', () => {
  it('are offered to a question like one that was asked before', async () => {
    const engine = await launch();
    double.enqueue({ kind: 'answer', ...fast, text: 'With a mask and a vinegar rinse.' });
    await exchange(engine, 'How do I clean a copper kettle without scratching it?');
    await exchange(engine, 'What is the capital of Mongolia?');
    const { answers } = await engine.client.request('answers.earlier', {
      text: 'cleaning: how to clean my copper kettle',
      limit: 3,
    });
    expect(answers).toMatchObject([
      {
        question: 'How do I clean a copper kettle without scratching it?',
        answer: expect.stringContaining('vinegar'),
      },
    ]);
    expect((await engine.client.request('answers.earlier', { text: '???', limit: 3 })).answers).toEqual([]);
  });
});
