import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startGroqDouble, type GroqDouble } from '../doubles/groq/index.ts';
import { search } from '../support/storage.ts';
import { exchange, settled, shown } from '../support/conversation.ts';
import { launchEngine, type TestEngine, type TestEngineOptions } from '../support/engine.ts';

let double: GroqDouble;
beforeAll(async () => void (double = await startGroqDouble()));
afterAll(() => double.close());

let engines: TestEngine[] = [];
beforeEach(() => double.reset());
afterEach(async () => {
  await Promise.all(engines.map((engine) => engine.dispose()));
  engines = [];
});

const launch = async (options: TestEngineOptions = {}): Promise<TestEngine> => {
  const engine = await launchEngine({
    groqBaseUrl: double.apiUrl,
    patience: { connectMs: 2_000, firstTokenMs: 2_000, nextTokenMs: 500 },
    ...options,
  });
  engines.push(engine);
  return engine;
};

const fast = { tokensPerSecond: Infinity, firstTokenDelayMs: 0, reasoning: '' };
const answerWith = (text: string) => double.enqueue({ kind: 'answer', ...fast, text });

describe('sending a message', () => {
  it('streams the answer, piece after piece without a gap, and stores it whole', async () => {
    const engine = await launch();
    const text = 'The quick brown fox 🦊 jumps over the lazy dog. '.repeat(20).trim();
    double.enqueue({ kind: 'answer', text, tokensPerSecond: 2_000, firstTokenDelayMs: 5, reasoning: '' });
    let streamed = '';
    engine.client.on('answer.delta', ({ offset, text: piece }) => {
      expect(offset).toBe(streamed.length);
      streamed += piece;
    });
    const { sent, answer } = await exchange(engine, 'Say it');
    expect(streamed).toBe(text);
    expect(answer).toMatchObject({ content: text, state: { kind: 'complete', finishReason: 'stop' } });
    expect(answer.usage?.outputTokens).toBeGreaterThan(0);
    expect(answer.timing?.totalMs).toBeGreaterThanOrEqual(answer.timing?.firstTokenMs ?? NaN);
    expect((await shown(engine, sent.conversation.id)).map(({ content }) => content)).toEqual([
      'Say it',
      text,
    ]);
  });

  it('has the message on disk before the request leaves', async () => {
    const engine = await launch();
    const stored: string[] = [];
    double.when(() => true, { kind: 'slow-headers', delayMs: 300, then: { kind: 'answer', ...fast } });
    const sent = await engine.client.request('chat.send', {
      conversationId: null,
      text: 'Keep me',
      model: null,
    });
    // A second engine on the same file sees only what was committed.
    const witness = await launch({ dataFolder: engine.dataFolder, mode: 'safe' });
    stored.push(...(await shown(witness, sent.conversation.id)).map(({ content }) => content));
    expect(stored[0]).toBe('Keep me');
  });

  it('sends the whole branch, system prompt first, and nothing of other branches', async () => {
    const engine = await launch();
    answerWith('Hi!');
    const { sent } = await exchange(engine, 'Hello');
    const conversationId = sent.conversation.id;
    await engine.client.request('conversations.configure', { conversationId, systemPrompt: 'Be brief.' });
    answerWith('Fine.');
    await exchange(engine, 'How are you?', conversationId);
    expect(double.chats.at(-1)?.body).toMatchObject({
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hello' },
        { role: 'assistant', content: 'Hi!' },
        { role: 'user', content: 'How are you?' },
      ],
    });
  });

  it('lets a second message wait while the first is being answered, and sends it afterwards', async () => {
    const engine = await launch();
    double.enqueue({ kind: 'answer', tokensPerSecond: 40, reasoning: '', text: 'slow '.repeat(20) });
    const sent = await engine.client.request('chat.send', { conversationId: null, text: 'One', model: null });
    const conversationId = sent.conversation.id;
    await engine.next('answer.delta');
    const second = await engine.client.request('chat.send', { conversationId, text: 'Two', model: null });
    expect(second.answer.state).toEqual({ kind: 'queued', reason: 'earlier', notBefore: null });
    answerWith('Now.');
    await engine.client.request('chat.stop', { messageId: sent.answer.id });
    expect((await settled(engine, second.answer)).content).toBe('Now.');
  });

  it('answers two messages that come at the same moment one after the other', async () => {
    const engine = await launch();
    const { sent } = await exchange(engine, 'First');
    const conversationId = sent.conversation.id;
    const [a, b] = await Promise.all(
      ['A', 'B'].map((text) => engine.client.request('chat.send', { conversationId, text, model: null })),
    );
    if (!a || !b) expect.fail();
    await settled(engine, a.answer);
    await settled(engine, b.answer);
    expect(
      (await shown(engine, conversationId)).flatMap(({ role, content }) => (role === 'user' ? content : [])),
    ).toEqual(['First', 'A', 'B']);
    expect(double.chats.slice(1).map((chat) => chat.chat?.messages.length)).toEqual([3, 5]);
  });

  it('tells a second window of everything', async () => {
    const engine = await launch();
    const other = engine.connect();
    const heard: string[] = [];
    other.on('answer.delta', ({ text }) => heard.push(text));
    answerWith('for all to hear');
    await exchange(engine, 'Speak');
    expect(heard.join('')).toBe('for all to hear');
  });

  it('names a conversation after its first exchange, and never over the user’s own title', async () => {
    const engine = await launch();
    const titled = engine.next('conversations.changed', ({ changed }) =>
      changed.some(({ titleSource }) => titleSource === 'generated'),
    );
    const { sent } = await exchange(engine, 'Plan four days in Kyoto in November');
    expect(sent.conversation.titleSource).toBe('opening');
    expect((await titled).changed[0]?.title).toMatch(/Kyoto/);

    const conversationId = sent.conversation.id;
    await engine.client.request('conversations.rename', { conversationId, title: 'Mine' });
    await exchange(engine, 'And one more day?', conversationId);
    const { conversation } = await engine.client.request('conversations.get', { conversationId });
    expect(conversation).toMatchObject({ title: 'Mine', titleSource: 'user' });
  });
});

describe('an answer that does not come', () => {
  it('fails at once without a key, and asks nobody', async () => {
    const engine = await launch({ key: null });
    const { answer } = await exchange(engine, 'Hello');
    expect(answer.state).toEqual({ kind: 'failed', error: { code: 'model.no_key', data: {} } });
    expect(double.requests).toHaveLength(0);
  });

  it('keeps what had come before it failed, and retries beside it', async () => {
    const engine = await launch();
    double.enqueue({
      kind: 'cut',
      at: 'between-events',
      afterTokens: 4,
      text: 'one two three four five six',
      ...fast,
    });
    const { answer } = await exchange(engine, 'Count');
    expect(answer.state).toMatchObject({ kind: 'failed', error: { code: 'model.incomplete' } });
    expect(answer.content).toMatch(/^one/);

    answerWith('one two three');
    const retried = await engine.client.request('chat.retry', { messageId: answer.id });
    expect(retried.answer.id).not.toBe(answer.id);
    expect(retried.answer.siblings).toMatchObject({ index: 1, count: 2, previousId: answer.id });
    expect((await settled(engine, retried.answer)).content).toBe('one two three');
  });

  it('is retried in its place when nothing had come', async () => {
    const engine = await launch();
    for (let time = 0; time < 3; time += 1) double.enqueue({ kind: 'error', error: 'over_capacity' });
    const { answer } = await exchange(engine, 'Hello');
    expect(answer.state).toMatchObject({ kind: 'failed', error: { code: 'model.server_error' } });
    answerWith('Here.');
    const retried = await engine.client.request('chat.retry', { messageId: answer.id });
    expect(retried.answer.id).toBe(answer.id);
    expect(await settled(engine, retried.answer)).toMatchObject({
      content: 'Here.',
      state: { kind: 'complete' },
      siblings: { count: 1 },
    });
  });

  it('cannot be retried once it is complete', async () => {
    const engine = await launch();
    const { answer } = await exchange(engine, 'Hello');
    const retry = engine.client.request('chat.retry', { messageId: answer.id });
    await expect(retry).rejects.toMatchObject({ error: { code: 'message.wrong_state' } });
  });
});

describe('stopping', () => {
  it('keeps what had come, ends the request, and says stopped', async () => {
    const engine = await launch();
    double.enqueue({ kind: 'answer', tokensPerSecond: 100, reasoning: '', text: 'word '.repeat(200) });
    const sent = await engine.client.request('chat.send', { conversationId: null, text: 'Go', model: null });
    await engine.next('answer.delta');
    const { message } = await engine.client.request('chat.stop', { messageId: sent.answer.id });
    expect(message.state).toEqual({ kind: 'stopped' });
    expect(message.content).toMatch(/^word/);
    const chat = await double.waitForChat(1);
    expect((await double.waitForEnd(chat)).outcome).toBe('aborted-by-client');
  });

  it('is no error when the answer has just ended by itself', async () => {
    const engine = await launch();
    const { answer } = await exchange(engine, 'Hello');
    const { message } = await engine.client.request('chat.stop', { messageId: answer.id });
    expect(message.state.kind).toBe('complete');
  });

  it('happens by itself when the conversation is deleted, and undo brings back what had come', async () => {
    const engine = await launch();
    double.enqueue({ kind: 'answer', tokensPerSecond: 100, reasoning: '', text: 'word '.repeat(200) });
    const sent = await engine.client.request('chat.send', { conversationId: null, text: 'Go', model: null });
    await engine.next('answer.delta');
    const conversationId = sent.conversation.id;
    await engine.client.request('conversations.delete', { conversationId });
    await expect(engine.client.request('conversations.get', { conversationId })).rejects.toMatchObject({
      error: { code: 'conversation.not_found' },
    });
    await engine.client.request('conversations.restore', { conversationId });
    const [question, answer] = await shown(engine, conversationId);
    expect(question?.content).toBe('Go');
    expect(answer).toMatchObject({ state: { kind: 'stopped' }, content: expect.stringMatching(/^word/) });
  });
});

describe('branches', () => {
  it('grow from an edit, keep the old one, and can be switched', async () => {
    const engine = await launch();
    answerWith('Answer A');
    const { sent } = await exchange(engine, 'Question A');
    const conversationId = sent.conversation.id;

    answerWith('Answer B');
    const edited = await engine.client.request('chat.edit', {
      messageId: sent.question.id,
      text: 'Question B',
    });
    await settled(engine, edited.answer);
    expect((await shown(engine, conversationId)).map(({ content }) => content)).toEqual([
      'Question B',
      'Answer B',
    ]);
    expect(double.chats.at(-1)?.body).toMatchObject({ messages: [{ role: 'user', content: 'Question B' }] });

    await engine.client.request('conversations.show_branch', { messageId: sent.question.id });
    const back = await shown(engine, conversationId);
    expect(back.map(({ content }) => content)).toEqual(['Question A', 'Answer A']);
    expect(back[0]?.siblings).toEqual({ index: 0, count: 2, previousId: null, nextId: edited.question.id });
  });

  it('grow from asking again, with another model if one is named', async () => {
    const engine = await launch();
    answerWith('First');
    const { sent, answer } = await exchange(engine, 'Question');
    answerWith('Second');
    const model = { endpointId: sent.conversation.model?.endpointId, model: 'openai/gpt-oss-20b' };
    const again = await engine.client.request('chat.regenerate', {
      messageId: answer.id,
      model: model as never,
    });
    const second = await settled(engine, again.answer);
    expect(second).toMatchObject({ content: 'Second', siblings: { index: 1, count: 2 } });
    expect(second.model?.model).toBe('openai/gpt-oss-20b');
    expect(double.chats.at(-1)?.body).toMatchObject({
      model: 'openai/gpt-oss-20b',
      messages: [{ role: 'user', content: 'Question' }],
    });
  });
});

describe('when the engine goes away', () => {
  it('in good order, what had come of an answer is kept and marked interrupted', async () => {
    const engine = await launch();
    double.enqueue({ kind: 'answer', tokensPerSecond: 100, reasoning: '', text: 'word '.repeat(200) });
    const sent = await engine.client.request('chat.send', { conversationId: null, text: 'Go', model: null });
    await engine.next('answer.delta');
    await engine.stop();

    const next = await launch({ dataFolder: engine.dataFolder });
    const [question, answer] = await shown(next, sent.conversation.id);
    expect(question?.content).toBe('Go');
    expect(answer).toMatchObject({ state: { kind: 'interrupted' }, content: expect.stringMatching(/^word/) });
  });
});

describe('models and endpoints', () => {
  it('lists models once, keeps a copy, and falls back on it when the provider is away', async () => {
    const engine = await launch();
    const endpointId = 'groq' as never;
    const first = await engine.client.request('models.list', { endpointId, freshness: 'stored' });
    expect(first.models.length).toBeGreaterThan(2);
    const asked = double.requests.length;
    await engine.client.request('models.list', { endpointId, freshness: 'stored' });
    expect(double.requests).toHaveLength(asked);

    await double.goOffline();
    const offline = await engine.client.request('models.list', { endpointId, freshness: 'now' });
    await double.comeOnline();
    expect(offline).toMatchObject({ models: first.models, fetchedAt: first.fetchedAt });
    expect(offline.error).toEqual({ code: 'model.no_network', data: {} });
  });

  it('tests a key without keeping it', async () => {
    const engine = await launch({ key: null });
    const input = { kind: 'groq' as const, baseUrl: double.apiUrl, endpointId: null };
    const good = await engine.client.request('endpoints.test', { ...input, apiKey: 'gsk_candidate' });
    expect(good.kind).toBe('works');
    const bad = await engine.client.request('endpoints.test', { ...input, apiKey: 'nonsense' });
    expect(bad).toEqual({ kind: 'fails', error: { code: 'model.bad_key', data: {} } });
    const { endpoints } = await engine.client.request('endpoints.list', {});
    expect(endpoints).toMatchObject([{ id: 'groq', hasKey: false }]);
  });

  it('talks to a local server without a key', async () => {
    const local = await startGroqDouble({ dialect: 'openai-compatible' });
    const engine = await launch({ key: null });
    const { endpoint } = await engine.client.request('endpoints.save', {
      endpointId: null,
      name: 'Ollama',
      baseUrl: local.apiUrl,
    });
    const { models } = await engine.client.request('models.list', {
      endpointId: endpoint.id,
      freshness: 'now',
    });
    const model = { endpointId: endpoint.id, model: models[0]?.id ?? '' };
    await engine.client.request('defaults.save', { model });
    local.enqueue({ kind: 'answer', ...fast, text: 'From next door.' });
    const { answer } = await exchange(engine, 'Who is there?');
    expect(answer).toMatchObject({ content: 'From next door.', model, state: { kind: 'complete' } });
    expect(answer.usage?.inputTokens).toBeGreaterThan(0);
    await local.close();
  });

  it('does not let the built-in endpoint be deleted, nor an unknown one be used', async () => {
    const { client } = await launch();
    await expect(client.request('endpoints.delete', { endpointId: 'groq' as never })).rejects.toMatchObject({
      error: { code: 'endpoint.built_in' },
    });
    const model = { endpointId: 'nowhere' as never, model: 'x' };
    await expect(client.request('defaults.save', { model })).rejects.toMatchObject({
      error: { code: 'endpoint.not_found' },
    });
  });
});

describe('safe mode', () => {
  it('answers, but does nothing that was not asked for', async () => {
    const engine = await launch({ mode: 'safe' });
    await exchange(engine, 'Plan four days in Kyoto');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(double.requests.filter(({ chat }) => chat !== null)).toHaveLength(1);
    expect(await engine.client.request('system.status', {})).toMatchObject({
      mode: 'safe',
      conversations: 1,
    });
  });
});

describe('samples', () => {
  it('come once, in either language, and are found by search', async () => {
    const { client } = await launch({ key: null });
    const { conversations } = await client.request('samples.add', { language: 'en' });
    expect(conversations.length).toBeGreaterThan(4);
    await client.request('samples.add', { language: 'en' });
    const list = await client.request('conversations.list', { limit: 50, before: null, shelf: 'recent' });
    expect(list.conversations).toHaveLength(conversations.length);
    const { hits } = await client.request('search.find', search('icoca'));
    expect(hits).toHaveLength(1);
    await client.request('samples.add', { language: 'es' });
    const found = await client.request('search.find', search('librería chiad'));
    expect(found.hits[0]).toMatchObject({ kind: 'message' });
  });
});
