import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Message } from '../../src/shared/contract/index.ts';
import { startGroqDouble, type GroqDouble } from '../doubles/groq/index.ts';
import { exchange, send, settled, shown } from '../support/conversation.ts';
import { launchEngine, type TestEngine, type TestEngineOptions } from '../support/engine.ts';

let double: GroqDouble;
beforeAll(async () => void (double = await startGroqDouble()));
afterAll(() => double.close());

let engines: TestEngine[] = [];
beforeEach(async () => {
  double.reset();
  double.setDefault({ kind: 'answer', ...fast });
  await double.comeOnline();
});
afterEach(async () => {
  await Promise.all(engines.map((engine) => engine.dispose()));
  engines = [];
});

const fast = {
  tokensPerSecond: Infinity,
  firstTokenDelayMs: 0,
  reasoning: '',
  text: (chat: { messages: readonly { text: string }[] }) => `Answer to ${chat.messages.at(-1)?.text}`,
};

const launch = async (options: TestEngineOptions = {}): Promise<TestEngine> => {
  const engine = await launchEngine({
    groqBaseUrl: double.apiUrl,
    patience: { connectMs: 1_000, firstTokenMs: 2_000, nextTokenMs: 500 },
    endpointSettings: { failuresToOpen: 1_000 },
    ...options,
  });
  engines.push(engine);
  return engine;
};

const waiting = async (engine: TestEngine): Promise<string[]> =>
  (await engine.client.request('outbox.list', {})).messages.map(({ text }) => text);

const untilItWaits = async (engine: TestEngine, answer: Message): Promise<Message> => {
  const found = async (): Promise<Message | undefined> =>
    (await shown(engine, answer.conversationId)).find(({ id }) => id === answer.id);
  await expect.poll(async () => (await found())?.state.kind, { timeout: 5_000 }).toBe('queued');
  return (await found()) ?? expect.fail();
};

/** The text of each turn that went to the model, request by request. */
const asked = (): string[][] =>
  double.chats.map(({ chat }) => (chat?.messages ?? []).map(({ text }) => text));

describe('without a network', () => {
  it('a message waits, says why, and goes out when the network is back', async () => {
    const engine = await launch();
    await double.goOffline();
    const sent = await send(engine, 'Hello');
    expect((await untilItWaits(engine, sent.answer)).state).toEqual({
      kind: 'queued',
      reason: 'offline',
      notBefore: null,
    });
    expect(await waiting(engine)).toEqual(['Hello']);
    const { conversation } = await engine.client.request('conversations.get', {
      conversationId: sent.conversation.id,
    });
    expect(conversation).toMatchObject({ queued: true, answering: false });
    await double.comeOnline();
    expect((await settled(engine, sent.answer)).content).toBe('Answer to Hello');
    expect(await waiting(engine)).toEqual([]);
    expect(double.chats).toHaveLength(1);
  });

  it('messages go out in the order in which they were written, each with the answers before it', async () => {
    const engine = await launch();
    await double.goOffline();
    const first = await send(engine, 'One');
    const conversationId = first.conversation.id;
    await untilItWaits(engine, first.answer);
    await send(engine, 'Two', conversationId);
    const third = await send(engine, 'Three', conversationId);
    expect(third.answer.state).toMatchObject({ kind: 'queued', reason: 'earlier' });
    expect(await waiting(engine)).toEqual(['One', 'Two', 'Three']);
    await double.comeOnline();
    await settled(engine, third.answer);
    expect(asked()).toEqual([
      ['One'],
      ['One', 'Answer to One', 'Two'],
      ['One', 'Answer to One', 'Two', 'Answer to Two', 'Three'],
    ]);
  });

  it('goes out at once when the system says that the network is back', async () => {
    const engine = await launch({ outboxPatience: { firstLookMs: 600_000, longestLookMs: 600_000 } });
    await engine.client.request('network.report', { state: 'offline' });
    await double.goOffline();
    const { answer } = await send(engine, 'Hello');
    await untilItWaits(engine, answer);
    await double.comeOnline();
    await engine.client.request('network.report', { state: 'online' });
    expect((await settled(engine, answer)).content).toBe('Answer to Hello');
  });

  it('waits over a restart, and goes out after it', async () => {
    const engine = await launch();
    await double.goOffline();
    const { answer } = await send(engine, 'Hello');
    await untilItWaits(engine, answer);
    await engine.stop();
    await double.comeOnline();
    const again = await launch({ dataFolder: engine.dataFolder });
    expect((await settled(again, answer)).content).toBe('Answer to Hello');
    expect(double.chats).toHaveLength(1);
  });

  it('does nothing by itself in safe mode, until it is told to', async () => {
    const engine = await launch({ mode: 'safe' });
    await double.goOffline();
    const { answer } = await send(engine, 'Hello');
    await untilItWaits(engine, answer);
    await double.comeOnline();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(double.requests).toHaveLength(0);
    await engine.client.request('outbox.send_now', {});
    expect((await settled(engine, answer)).content).toBe('Answer to Hello');
  });
});

describe('a message that waits', () => {
  const offline = async (...texts: string[]) => {
    const engine = await launch();
    await double.goOffline();
    const first = await send(engine, texts[0] ?? '');
    await untilItWaits(engine, first.answer);
    const conversationId = first.conversation.id;
    const rest = [];
    for (const text of texts.slice(1)) rest.push(await send(engine, text, conversationId));
    return { engine, conversationId, sent: [first, ...rest] };
  };
  const questions = async (engine: TestEngine, conversationId: Message['conversationId']) =>
    (await shown(engine, conversationId)).filter(({ role }) => role === 'user').map(({ content }) => content);

  it('can be written otherwise in its place', async () => {
    const { engine, conversationId, sent } = await offline('Helo', 'Two');
    const messageId = sent[0]?.question.id ?? expect.fail();
    const { message } = await engine.client.request('outbox.edit', { messageId, text: 'Hello' });
    expect(message).toMatchObject({ id: messageId, content: 'Hello', siblings: { count: 1 } });
    await double.comeOnline();
    await settled(engine, sent[1]?.answer ?? expect.fail());
    expect(await questions(engine, conversationId)).toEqual(['Hello', 'Two']);
    expect(asked()[1]).toEqual(['Hello', 'Answer to Hello', 'Two']);
  });

  it('can be withdrawn from the middle, and its text comes back', async () => {
    const { engine, conversationId, sent } = await offline('One', 'Two', 'Three');
    const messageId = sent[1]?.question.id ?? expect.fail();
    const { text, conversation } = await engine.client.request('outbox.withdraw', { messageId });
    expect(text).toBe('Two');
    expect(conversation.messageCount).toBe(4);
    expect(await questions(engine, conversationId)).toEqual(['One', 'Three']);
    await double.comeOnline();
    const last = await settled(engine, sent[2]?.answer ?? expect.fail());
    expect(last.depth).toBe(4);
    expect(asked()).toEqual([['One'], ['One', 'Answer to One', 'Three']]);
    expect((await engine.client.request('system.status', {})).messages).toBe(4);
  });

  it('can be withdrawn when it is the only one', async () => {
    const { engine, conversationId, sent } = await offline('One');
    await engine.client.request('outbox.withdraw', { messageId: sent[0]?.question.id ?? expect.fail() });
    expect(await shown(engine, conversationId)).toEqual([]);
    await double.comeOnline();
    expect((await exchange(engine, 'Other', conversationId)).answer.content).toBe('Answer to Other');
    expect(asked()).toEqual([['Other']]);
  });

  it('can be put before another', async () => {
    const { engine, conversationId, sent } = await offline('One', 'Two', 'Three');
    const ids = sent.map(({ question }) => question.id);
    const [one, two, three] = ids;
    if (!one || !two || !three) expect.fail();
    await engine.client.request('outbox.reorder', { conversationId, messageIds: [three, one, two] });
    expect(await waiting(engine)).toEqual(['Three', 'One', 'Two']);
    const wrong = engine.client.request('outbox.reorder', { conversationId, messageIds: [one, two] });
    await expect(wrong).rejects.toMatchObject({ error: { code: 'message.wrong_state' } });
    await double.comeOnline();
    await settled(engine, sent[2]?.answer ?? expect.fail());
    expect(await questions(engine, conversationId)).toEqual(['Three', 'One', 'Two']);
    expect(asked().map((turns) => turns.at(-1))).toEqual(['Three', 'One', 'Two']);
  });

  it('is cancelled by stopping its answer, and the next one goes', async () => {
    const { engine, sent } = await offline('One', 'Two');
    const { message } = await engine.client.request('chat.stop', {
      messageId: sent[0]?.answer.id ?? expect.fail(),
    });
    expect(message.state).toEqual({ kind: 'stopped' });
    await double.comeOnline();
    await settled(engine, sent[1]?.answer ?? expect.fail());
    expect(asked()).toEqual([['One', 'Two']]);
  });

  it('goes with its conversation into the trash, and comes back with it', async () => {
    const { engine, conversationId, sent } = await offline('One');
    await engine.client.request('conversations.delete', { conversationId });
    expect(await waiting(engine)).toEqual([]);
    await double.comeOnline();
    await engine.client.request('outbox.send_now', {});
    expect(double.chats).toHaveLength(0);
    await engine.client.request('conversations.restore', { conversationId });
    await engine.client.request('outbox.send_now', {});
    expect((await settled(engine, sent[0]?.answer ?? expect.fail())).content).toBe('Answer to One');
  });

  it('cannot be changed once it was sent', async () => {
    const engine = await launch();
    const { sent } = await exchange(engine, 'Hello');
    const messageId = sent.question.id;
    for (const change of [
      engine.client.request('outbox.edit', { messageId, text: 'x' }),
      engine.client.request('outbox.withdraw', { messageId }),
    ])
      await expect(change).rejects.toMatchObject({ error: { code: 'message.wrong_state' } });
  });
});

describe('a provider that asks for patience', () => {
  it('is left in peace until the time that it names', async () => {
    const engine = await launch({ endpointSettings: { longestWaitMs: 10 } });
    double.enqueue({ kind: 'error', error: 'rate_limit_exceeded', retryAfterSeconds: 1 });
    const before = Date.now();
    const { answer } = await send(engine, 'Hello');
    const { state } = await untilItWaits(engine, answer);
    expect(state).toMatchObject({ kind: 'queued', reason: 'rate_limited' });
    expect((await settled(engine, answer)).content).toBe('Answer to Hello');
    expect(Date.now() - before).toBeGreaterThan(900);
    expect(double.chats).toHaveLength(2);
  });
});
