import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseQuery, toMatch, withoutShortPrefix } from '../../src/engine/search/index.ts';
import { candidateLimit } from '../../src/engine/storage/find.ts';
import type { Storage } from '../../src/engine/storage/index.ts';
import type { SearchHit } from '../../src/shared/contract/index.ts';
import { conversationIdSchema } from '../../src/shared/ids.ts';
import {
  cleanUp,
  cleanUpShared,
  exchange,
  launchSharedStorage,
  launchStorage,
  model,
  openWriter,
} from '../support/storage.ts';

let storage: Storage;
beforeAll(async () => {
  storage = await launchSharedStorage();
});
afterAll(cleanUpShared);
afterEach(cleanUp);

const find = async (text: string, limit = 20): Promise<SearchHit[]> =>
  (await storage.find({ box: 'test', text, limit })).hits;
const shown = (hit: SearchHit | undefined): string =>
  (hit?.kind === 'message' ? hit.snippet : (hit?.title ?? []))
    .map(({ text, hit: marked }) => (marked ? `[${text}]` : text))
    .join('');

describe('searching', () => {
  it('finds questions and answers with where and when they were said, and marks what matched', async () => {
    const { conversation, answer } = await exchange(
      storage,
      'Tell me of lichens',
      'A **lichen** is two beings.',
    );
    const hits = await find('lichen');
    expect(hits.map(({ kind }) => kind)).toEqual(['conversation', 'message', 'message']);
    expect(shown(hits[0])).toBe('Tell me of [lichens]');
    expect(hits).toContainEqual({
      kind: 'message',
      conversationId: conversation.id,
      conversationTitle: 'Tell me of lichens',
      messageId: answer.id,
      role: 'assistant',
      createdAt: answer.createdAt,
      snippet: [
        { text: 'A ', hit: false },
        { text: 'lichen', hit: true },
        { text: ' is two beings.', hit: false },
      ],
    });
  });

  it.each([
    ['Öde Straßen für Jäger', 'jager'],
    ['Ele comeu o coração', 'CORACAO'],
    ['今日は機械学習の勉強をしました', '機械学習'],
    ['我昨天去了图书馆', '图书馆'],
    ['ผมชอบอ่านหนังสือ', 'หนังสือ'],
    ['हिन्दी सीखना', 'सीखना'],
    ['Launch 🚀 sequence', '🚀 sequence'],
    ['call foo_bar(baz)', 'foo_bar'],
    ['the year 2031', '2031'],
    ['ﬁngerprints everywhere', 'fingerprint'],
  ])('finds %j by %j', async (text, query) => {
    const { question } = await exchange(storage, text, 'ok');
    expect(await find(query)).toContainEqual(expect.objectContaining({ messageId: question.id }));
  });

  it('wants every word, phrases in order, and only the last word as a beginning', async () => {
    await exchange(storage, 'violet umbrellas on tuesday', 'ok');
    expect(await find('umbrellas violet')).not.toEqual([]);
    expect(await find('violet umbr')).not.toEqual([]);
    expect(await find('umbr violet')).toEqual([]);
    expect(await find('violet wednesday')).toEqual([]);
    expect(await find('"violet umbrellas" tues')).not.toEqual([]);
    expect(await find('"umbrellas violet"')).toEqual([]);
    expect(await find('')).toEqual([]);
    expect(await find('"')).toEqual([]);
  });

  it('does not see addresses of links, an unfinished answer, or the system prompt', async () => {
    const { conversation } = await exchange(storage, 'see [here](https://hiddenhost.example/x)', 'ok');
    await storage.configureConversation({ conversationId: conversation.id, systemPrompt: 'promptword' });
    const { answer } = await storage.appendExchange({ conversationId: conversation.id, text: 'go', model });
    await storage.checkpointAnswer({ messageId: answer.id, content: 'streamingword' });
    for (const word of ['hiddenhost', 'promptword', 'streamingword']) expect(await find(word)).toEqual([]);
  });

  it('follows a new title', async () => {
    const { conversation } = await exchange(storage, 'plainquestion', 'ok');
    await storage.renameConversation({ conversationId: conversation.id, title: 'Marmalade', source: 'user' });
    expect((await find('marma')).map(({ kind }) => kind)).toEqual(['conversation']);
    expect((await find('plainquestion')).map(({ kind }) => kind)).toEqual(['message']);
  });

  it('puts what is most about the words first, and of equals the newest', async () => {
    const ids = [];
    for (const text of ['zebra once in quite a long and winding text', 'zebra zebra', 'zebra', 'zebra']) {
      const { question, conversation } = await exchange(storage, text, 'ok');
      await storage.renameConversation({ conversationId: conversation.id, title: 'x', source: 'user' });
      ids.push(question.id);
    }
    const [long, twice, older, newer] = ids;
    const found = (await find('zebra')).map((hit) => (hit.kind === 'message' ? hit.messageId : null));
    expect(found).toEqual([twice, newer, older, long]);
  });

  it('says when more matched than were weighed, and never gives more than was asked for', async () => {
    const messages = Array.from({ length: candidateLimit + 50 }, (_, index) => ({
      role: 'user' as const,
      content: `everywhere ${index}`,
      createdAt: index,
    }));
    const id = conversationIdSchema.parse('019b0000-0000-7000-8000-00000000beef');
    await storage.addPrepared([{ id, title: 'everywhere', createdAt: 1, model, messages }]);
    const output = await storage.find({ box: 'a', text: 'everywhere', limit: 10 });
    expect(output.bounded).toBe(true);
    expect(output.hits).toHaveLength(10);
    expect((await storage.find({ box: 'a', text: 'everywhere 7', limit: 10 })).bounded).toBe(false);
  });
});

describe('a search box', () => {
  it('gives up a waiting search for a newer one of its own, not for those of others', async () => {
    const own = await launchStorage();
    await exchange(own, 'needle', 'ok');
    const search = (box: string) =>
      own.find({ box, text: 'needle', limit: 5 }).then(
        ({ hits }) => hits.length,
        (error: unknown) => String(error),
      );
    const all = [search('a'), search('a'), search('b'), search('a'), search('b')];
    const superseded = 'ContractFailure: search.superseded';
    // The first began at once; of those that waited each box keeps its last.
    expect(await Promise.all(all)).toEqual([2, superseded, superseded, 2, 2]);
  });
});

it('nothing that is typed is an error, or means anything to SQLite', async () => {
  const { database } = await openWriter();
  database.exec("INSERT INTO messages_index (rowid, words) VALUES (1, 'some words')");
  const match = database.prepare<[string]>('SELECT rowid FROM messages_index WHERE messages_index MATCH ?');
  const typed = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc
      .array(
        fc.constantFrom(
          '"',
          "'",
          '*',
          '^',
          '(',
          ')',
          ' OR ',
          ' NOT ',
          'NEAR(',
          ':',
          '-',
          '+',
          '\0',
          'a',
          'words',
          '{',
          '½',
        ),
      )
      .map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(typed, (text) => {
      const query = parseQuery(text);
      for (const one of [toMatch(query), toMatch(withoutShortPrefix(query))])
        if (one !== null) match.all(one);
    }),
    { numRuns: 2_000 },
  );
});
