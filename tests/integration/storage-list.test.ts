import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Storage } from '../../src/engine/storage/index.ts';
import { conversationIdSchema, endpointIdSchema } from '../../src/shared/ids.ts';
import {
  cleanUp,
  cleanUpShared,
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

describe('the list of conversations', () => {
  it('is ordered by activity and paged without gaps', async () => {
    const storage = await launchStorage();
    const ids = [];
    for (let index = 0; index < 7; index++) {
      ids.unshift((await exchange(storage, `Q${index}`, 'A')).conversation.id);
    }
    const first = await storage.listConversations({ limit: 4, before: null, shelf: 'recent' });
    const second = await storage.listConversations({ limit: 4, before: first.next, shelf: 'recent' });
    expect([...first.conversations, ...second.conversations].map(({ id }) => id)).toEqual(ids);
    expect(second.next).toBeNull();

    const oldest = ids.at(-1);
    if (!oldest) return;
    await exchange(storage, 'more', 'yes', oldest);
    expect(
      (await storage.listConversations({ limit: 1, before: null, shelf: 'recent' })).conversations[0]?.id,
    ).toBe(oldest);
  });

  it('loses what is deleted, and has it back after undo with all its messages', async () => {
    const storage = await launchStorage();
    const { conversation, answer } = await exchange(storage, 'Where are my keys?', 'Under the pillow');
    const look = () => storage.find(search('pillow'));
    expect(await storage.status()).toMatchObject({ conversations: 1, messages: 2 });
    await storage.deleteConversation(conversation.id);

    expect(
      (await storage.listConversations({ limit: 5, before: null, shelf: 'recent' })).conversations,
    ).toEqual([]);
    expect((await look()).hits).toEqual([]);
    expect((await storage.find(search('keys'))).hits).toEqual([]);
    expect(await storage.status()).toMatchObject({ conversations: 0, messages: 0 });
    await expect(storage.conversation(conversation.id)).rejects.toThrow('conversation.not_found');
    await expect(storage.message(answer.id)).rejects.toThrow('message.not_found');
    await expect(storage.deleteConversation(conversation.id)).rejects.toThrow('conversation.not_found');

    expect(await storage.restoreConversation(conversation.id)).toEqual(conversation);
    expect((await look()).hits).toHaveLength(1);
    expect(await storage.message(answer.id)).toEqual(answer);
    expect(await storage.status()).toMatchObject({ conversations: 1, messages: 2 });
    await expect(storage.restoreConversation(unknownConversation)).rejects.toThrow('conversation.not_found');
  });

  it('shows the title that the user gave, which nothing generated replaces', async () => {
    const { conversation } = await exchange(storage, 'Q', 'A');
    const rename = (title: string, source: 'generated' | 'user') =>
      storage.renameConversation({ conversationId: conversation.id, title, source });
    expect(await rename('Made up', 'generated')).toMatchObject({
      title: 'Made up',
      titleSource: 'generated',
    });
    expect(await rename('Mine', 'user')).toMatchObject({ title: 'Mine', titleSource: 'user' });
    expect(await rename('Made up again', 'generated')).toMatchObject({ title: 'Mine', titleSource: 'user' });
  });

  it('takes prepared conversations once, also when they were deleted', async () => {
    const storage = await launchStorage();
    const prepared = {
      id: unknownConversation,
      title: 'Sample',
      createdAt: 5_000,
      model,
      messages: [
        { role: 'user' as const, content: 'Hello there', createdAt: 5_000 },
        { role: 'assistant' as const, content: 'General greetings', createdAt: 6_000 },
      ],
    };
    const [summary] = await storage.addPrepared([prepared]);
    expect(summary).toMatchObject({
      id: prepared.id,
      title: 'Sample',
      lastActivityAt: 6_000,
      answering: false,
    });
    expect(await storage.addPrepared([prepared])).toEqual([summary]);
    expect(await storage.status()).toMatchObject({ conversations: 1, messages: 2 });
    await storage.deleteConversation(prepared.id);
    expect(await storage.addPrepared([prepared])).toEqual([]);
  });
});

describe('endpoints, models and defaults', () => {
  it('begin with Groq, which stays', async () => {
    const storage = await launchStorage();
    const [groq] = await storage.endpoints();
    expect(groq).toEqual({
      id: 'groq',
      kind: 'groq',
      name: 'Groq',
      baseUrl: 'https://api.groq.com/openai/v1',
    });
    await expect(storage.deleteEndpoint(endpointIdSchema.parse('groq'))).rejects.toThrow('endpoint.built_in');
  });

  it('are added, changed and deleted, with their models and what points to them', async () => {
    const storage = await launchStorage();
    const added = await storage.saveEndpoint({
      id: null,
      name: 'Local',
      baseUrl: 'http://localhost:1234/v1',
    });
    expect(endpointIdSchema.parse(added.id)).toBe(added.id);
    const changed = await storage.saveEndpoint({ id: added.id, name: 'Mine', baseUrl: added.baseUrl });
    expect(await storage.endpoints()).toEqual([expect.objectContaining({ id: 'groq' }), changed]);

    const models = [
      { id: 'b', ownedBy: 'x', contextWindow: null, maxOutputTokens: null, purpose: 'chat' as const },
      { id: 'a', ownedBy: 'y', contextWindow: 8_192, maxOutputTokens: 1_024, purpose: 'other' as const },
    ];
    expect(await storage.models(added.id)).toEqual({ models: [], fetchedAt: null });
    await storage.saveModels({ endpointId: added.id, models, fetchedAt: 77 });
    expect(await storage.models(added.id)).toEqual({ models, fetchedAt: 77 });

    const defaults = { model: { endpointId: added.id, model: 'b' }, parameters: { topP: 0.5 } };
    expect(await storage.saveDefaults(defaults)).toEqual(defaults);
    await storage.deleteEndpoint(added.id);
    expect(await storage.defaults()).toEqual({ model: null, parameters: { topP: 0.5 } });
    expect(await storage.models(added.id)).toEqual({ models: [], fetchedAt: null });
    await storage.saveModels({ endpointId: added.id, models, fetchedAt: 78 });
    await expect(storage.saveEndpoint({ ...changed, id: added.id })).rejects.toThrow('endpoint.not_found');
  });
});
