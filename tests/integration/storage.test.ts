import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Storage } from '../../src/engine/storage/index.ts';
import type { Message } from '../../src/shared/contract/index.ts';
import { conversationIdSchema, messageIdSchema } from '../../src/shared/ids.ts';
import {
  cleanUp,
  cleanUpShared,
  complete,
  exchange,
  launchSharedStorage,
  launchStorage,
  model,
  search,
} from '../support/storage.ts';

let storage: Storage;
beforeAll(async () => {
  storage = await launchSharedStorage();
});
afterAll(cleanUpShared);
afterEach(cleanUp);

const unknownConversation = conversationIdSchema.parse('019b0000-0000-7000-8000-000000000001');
const unknownMessage = messageIdSchema.parse('019b0000-0000-7000-8000-000000000002');

const branchOf = async (storage: Storage, { conversationId }: Pick<Message, 'conversationId'>) =>
  (await storage.messagesPage({ conversationId, position: { kind: 'latest' }, limit: 500 })).messages;
const textsOf = async (storage: Storage, at: Pick<Message, 'conversationId'>) =>
  (await branchOf(storage, at)).map(({ content }) => content);

describe('a new conversation', () => {
  it('is named by the opening words of its question, and holds a pending answer', async () => {
    const change = await storage.beginConversation({
      text: '# Why is the **sky** blue?',
      model,
      parameters: { temperature: 0.5 },
    });
    expect(change.conversation).toMatchObject({
      title: 'Why is the sky blue?',
      titleSource: 'opening',
      answering: true,
      messageCount: 2,
      activeLeafId: change.answer.id,
      parameters: { temperature: 0.5 },
      model,
    });
    expect(change.question).toMatchObject({
      role: 'user',
      depth: 1,
      state: { kind: 'complete' },
      model: null,
    });
    expect(change.answer).toMatchObject({ role: 'assistant', depth: 2, state: { kind: 'pending' }, model });
    expect(change.messages.map(({ id }) => id)).toEqual([change.question.id, change.answer.id]);
    expect(await storage.conversation(change.conversation.id)).toEqual(change.conversation);
    expect(await storage.message(change.answer.id)).toEqual(change.answer);
  });

  it('keeps text well-formed, without NUL, in NFC', async () => {
    const { question } = await storage.beginConversation({
      text: 'a\0b \ud800 e\u0301',
      model,
      parameters: {},
    });
    expect(question.content).toBe('ab \ufffd \u00e9');
  });

  it('clears the draft it was written in', async () => {
    await storage.saveDraft({ conversationId: null, text: 'half a thou' });
    expect(await storage.draft(null)).toBe('half a thou');
    const { conversation } = await exchange(storage, 'half a thought', 'yes');
    expect(await storage.draft(null)).toBe('');
    await storage.saveDraft({ conversationId: conversation.id, text: 'and' });
    expect(await storage.draft(conversation.id)).toBe('and');
    expect((await storage.conversation(conversation.id)).draft).toBe('and');
    await exchange(storage, 'and more', 'no', conversation.id);
    expect(await storage.draft(conversation.id)).toBe('');
  });
});

describe('an answer', () => {
  it('grows by checkpoints and ends with its usage, timing and whole text', async () => {
    const { answer } = await storage.beginConversation({ text: 'Hi', model, parameters: {} });
    await storage.checkpointAnswer({ messageId: answer.id, content: 'Hel' });
    expect(await storage.message(answer.id)).toMatchObject({ content: 'Hel', state: { kind: 'streaming' } });
    const ended = await storage.endAnswer({ messageId: answer.id, end: complete('Hello') });
    expect(ended.answer).toMatchObject({
      content: 'Hello',
      state: { kind: 'complete', finishReason: 'stop' },
      usage: { inputTokens: 11, outputTokens: 22 },
      timing: { firstTokenMs: 12.5, totalMs: 400 },
    });
    expect(ended.conversation.answering).toBe(false);
    await storage.checkpointAnswer({ messageId: answer.id, content: 'late' });
    expect(await storage.message(answer.id)).toEqual(ended.answer);
  });

  it('keeps the error it failed with', async () => {
    const { answer } = await storage.beginConversation({ text: 'Hi', model, parameters: {} });
    const error = { code: 'model.rate_limited', data: { retryAt: 1234 } } as const;
    const end = { content: '', state: { kind: 'failed', error }, usage: null, timing: null } as const;
    await storage.endAnswer({ messageId: answer.id, end });
    expect(await storage.message(answer.id)).toMatchObject({ state: { kind: 'failed', error }, usage: null });
  });

  it('is pending again in its place when it had failed empty, and only then', async () => {
    const { answer } = await storage.beginConversation({ text: 'Hi', model, parameters: {} });
    await expect(storage.restartAnswer({ messageId: answer.id, model })).rejects.toThrow(
      'message.wrong_state',
    );
    const stopped = { content: '', state: { kind: 'stopped' }, usage: null, timing: null } as const;
    await storage.endAnswer({ messageId: answer.id, end: stopped });
    const again = await storage.restartAnswer({ messageId: answer.id, model });
    expect(again.answer).toMatchObject({ id: answer.id, state: { kind: 'pending' } });
    expect(again.conversation.answering).toBe(true);
    await storage.endAnswer({ messageId: answer.id, end: { ...stopped, content: 'some' } });
    await expect(storage.restartAnswer({ messageId: answer.id, model })).rejects.toThrow(
      'message.wrong_state',
    );
  });

  it('that the process did not live to end is interrupted at the next start', async () => {
    const storage = await launchStorage();
    const { answer } = await storage.beginConversation({ text: 'Hi', model, parameters: {} });
    await storage.checkpointAnswer({ messageId: answer.id, content: 'partial' });
    expect(await storage.recoverJobs()).toEqual({ interrupted: 1, queued: 0 });
    expect(await storage.recoverJobs()).toEqual({ interrupted: 0, queued: 0 });
    expect(await storage.message(answer.id)).toMatchObject({
      content: 'partial',
      state: { kind: 'interrupted' },
    });
    expect((await storage.find(search('partial'))).hits).toHaveLength(1);
  });

  it('is written also when its conversation was deleted meanwhile', async () => {
    const { answer, conversation } = await storage.beginConversation({ text: 'Hi', model, parameters: {} });
    await storage.deleteConversation(conversation.id);
    await storage.checkpointAnswer({ messageId: answer.id, content: 'Hel' });
    await storage.endAnswer({ messageId: answer.id, end: complete('Hello') });
    await storage.restoreConversation(conversation.id);
    expect(await storage.message(answer.id)).toMatchObject({ content: 'Hello' });
  });

  it('is asked for with the system prompt and its branch, empty turns left out', async () => {
    const first = await exchange(storage, 'One', '');
    await storage.configureConversation({ conversationId: first.conversation.id, systemPrompt: 'Be brief.' });
    const next = await storage.appendExchange({
      conversationId: first.conversation.id,
      text: 'Two',
      model,
    });
    expect(await storage.context(next.answer.id)).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'One' },
      { role: 'user', content: 'Two' },
    ]);
  });
});

describe('branches', () => {
  it('grow beside an edited question, and each is shown down to where it was left', async () => {
    const first = await exchange(storage, 'Q1', 'A1');
    const second = await exchange(storage, 'Q2', 'A2', first.conversation.id);
    const edit = await storage.editQuestion({ messageId: first.question.id, text: 'Q1 again', model });
    await storage.endAnswer({ messageId: edit.answer.id, end: complete('A1 again') });

    expect(edit.messages.map(({ content, siblings }) => [content, siblings.index, siblings.count])).toEqual([
      ['Q1', 0, 2],
      ['Q1 again', 1, 2],
      ['', 0, 1],
    ]);
    expect(edit.question.siblings).toEqual({
      index: 1,
      count: 2,
      previousId: first.question.id,
      nextId: null,
    });
    expect(await textsOf(storage, edit.question)).toEqual(['Q1 again', 'A1 again']);

    const back = await storage.showBranch(first.question.id);
    expect(back).toMatchObject({ activeLeafId: second.answer.id, messageCount: 4 });
    expect(await textsOf(storage, edit.question)).toEqual(['Q1', 'A1', 'Q2', 'A2']);
  });

  it('grow beside an answer, three of them in the order they were asked for', async () => {
    const { answer } = await exchange(storage, 'Q', 'A');
    const second = await storage.addAnswer({ besides: answer.id, model });
    const third = await storage.addAnswer({ besides: answer.id, model });
    expect(third.messages.map(({ id }) => id)).toEqual([answer.id, second.answer.id, third.answer.id]);
    expect((await storage.message(second.answer.id)).siblings).toEqual({
      index: 1,
      count: 3,
      previousId: answer.id,
      nextId: third.answer.id,
    });
  });

  it('lead from a message deep in a hidden one to that message and on', async () => {
    const first = await exchange(storage, 'Q1', 'A1');
    const second = await exchange(storage, 'Q2', 'A2', first.conversation.id);
    await exchange(storage, 'Q3', 'A3', first.conversation.id);
    const other = await storage.addAnswer({ besides: first.answer.id, model });
    await storage.endAnswer({ messageId: other.answer.id, end: complete('B1') });
    await storage.showBranch(second.question.id);
    expect(await textsOf(storage, first.question)).toEqual(['Q1', 'A1', 'Q2', 'A2', 'Q3', 'A3']);
    const appended = await exchange(storage, 'Q4', 'A4', first.conversation.id);
    expect(appended.question.depth).toBe(7);
  });

  it('refuse what does not fit', async () => {
    const { question, answer } = await exchange(storage, 'Q', 'A');
    const wrong = 'message.wrong_state';
    await expect(storage.editQuestion({ messageId: answer.id, text: 'x', model })).rejects.toThrow(wrong);
    await expect(storage.addAnswer({ besides: question.id, model })).rejects.toThrow(wrong);
    await expect(storage.showBranch(unknownMessage)).rejects.toThrow('message.not_found');
    const root = question.parentId;
    await expect(storage.message(root)).rejects.toThrow('message.not_found');
  });
});

describe('a conversation of 5,000 messages', () => {
  it('is read page by page in both directions, and around any message', async () => {
    const messages = Array.from({ length: 5_000 }, (_, index) => ({
      role: index % 2 === 0 ? ('user' as const) : ('assistant' as const),
      content: `message ${index + 1}`,
      createdAt: 1_000 + index,
    }));
    const id = unknownConversation;
    await storage.addPrepared([{ id, title: 'Long', createdAt: 1_000, model, messages }]);
    const page = (position: Parameters<Storage['messagesPage']>[0]['position'], limit = 100) =>
      storage.messagesPage({ conversationId: id, position, limit });

    let up = await page({ kind: 'latest' });
    expect(up).toMatchObject({ hasBefore: true, hasAfter: false, total: 5_000 });
    const collected: Message[] = [...up.messages];
    for (let [first] = up.messages; up.hasBefore && first; [first] = up.messages) {
      up = await page({ kind: 'before', messageId: first.id });
      collected.unshift(...up.messages);
    }
    expect(collected.map(({ content }) => content)).toEqual(messages.map(({ content }) => content));

    const middle = collected[2_500];
    expect(middle).toBeDefined();
    if (!middle) return;
    const around = await page({ kind: 'around', messageId: middle.id }, 51);
    expect(around.messages.map(({ depth }) => depth)).toEqual(
      Array.from({ length: 51 }, (_, index) => 2_476 + index),
    );
    expect(around).toMatchObject({ hasBefore: true, hasAfter: true });

    const down: Message[] = [];
    let next = await page({ kind: 'after', messageId: middle.id }, 500);
    down.push(...next.messages);
    for (let last = next.messages.at(-1); next.hasAfter && last; last = next.messages.at(-1)) {
      next = await page({ kind: 'after', messageId: last.id }, 500);
      down.push(...next.messages);
    }
    expect(down).toEqual(collected.slice(2_501));

    const began = performance.now();
    for (let turn = 0; turn < 20; turn++) await page({ kind: 'around', messageId: middle.id }, 50);
    expect((performance.now() - began) / 20).toBeLessThan(25);
    await storage.showBranch(middle.id);
  });

  it('has an end on both sides', async () => {
    const { question, answer, conversation } = await exchange(storage, 'Q', 'A');
    const page = (kind: 'before' | 'after' | 'around', messageId: Message['id'], limit = 10) =>
      storage.messagesPage({ conversationId: conversation.id, position: { kind, messageId }, limit });
    expect(await page('before', question.id)).toMatchObject({
      messages: [],
      hasBefore: false,
      hasAfter: true,
    });
    expect(await page('after', answer.id)).toMatchObject({ messages: [], hasBefore: true, hasAfter: false });
    expect(await page('around', answer.id)).toMatchObject({
      messages: [{ id: question.id }, { id: answer.id }],
      hasBefore: false,
      hasAfter: false,
    });
    expect(await page('around', answer.id, 1)).toMatchObject({
      messages: [{ id: answer.id }],
      hasBefore: true,
    });
    const elsewhere = await exchange(storage, 'other', 'one');
    await expect(page('around', elsewhere.answer.id)).rejects.toThrow('message.not_found');
  });
});

it('rejects every call after it was closed, and can be closed twice', async () => {
  const storage = await launchStorage();
  await storage.close();
  await storage.close();
  await expect(storage.endpoints()).rejects.toThrow('closed');
  await expect(storage.recoverJobs()).rejects.toThrow('closed');
  await expect(storage.find(search('x'))).rejects.toThrow('closed');
});
