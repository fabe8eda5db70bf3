import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { candidateLimit } from '../../src/engine/storage/find/pages.ts';
import type { PreparedConversation, Storage } from '../../src/engine/storage/index.ts';
import type { ConversationHit, MessageHit } from '../../src/shared/contract/index.ts';
import { conversationIdSchema } from '../../src/shared/ids.ts';
import {
  cleanUp,
  cleanUpShared,
  exchange,
  launchSharedStorage,
  launchStorage,
  model,
  saying,
  search,
} from '../support/storage.ts';

let storage: Storage;
beforeAll(async () => {
  storage = await launchSharedStorage();
});
afterAll(cleanUpShared);
afterEach(cleanUp);

const find = async (text: string): Promise<MessageHit[]> => (await storage.find(search(text))).hits;
const titles = async (text: string): Promise<ConversationHit[]> =>
  (await storage.findTitles({ text, language: 'en', limit: 5 })).conversations;
const shown = (pieces: MessageHit['snippet'] | undefined): string =>
  (pieces ?? []).map(({ text, hit: marked }) => (marked ? `[${text}]` : text)).join('');

const conversationId = (number: number) =>
  conversationIdSchema.parse(`019b0000-0000-7000-8000-${String(number).padStart(12, '0')}`);
const prepared = (
  number: number,
  texts: readonly string[],
  more: Partial<PreparedConversation> & { firstAt?: number; everyMs?: number } = {},
): PreparedConversation => {
  const { firstAt = 1_000, everyMs = 1_000, ...rest } = more;
  const messages = texts.map((content, index) => ({
    role: index % 2 === 0 ? ('user' as const) : ('assistant' as const),
    content,
    createdAt: firstAt + index * everyMs,
  }));
  return { id: conversationId(number), title: '', createdAt: firstAt, model, ...rest, messages };
};

describe('searching', () => {
  it('finds questions and answers with where and when they were said, and marks what matched', async () => {
    const { conversation, answer } = await exchange(
      storage,
      'Tell me of lichens',
      'A **lichen** is two beings.',
    );
    const { hits } = await storage.find(search('lichen'));
    const { conversations } = await storage.findTitles({ text: 'lichen', language: 'en', limit: 5 });
    expect(conversations.map(({ title }) => shown(title))).toEqual(['Tell me of [lichens]']);
    expect(hits[0]).toEqual({
      kind: 'message',
      conversationId: conversation.id,
      conversationTitle: 'Tell me of lichens',
      messageId: answer.id,
      role: 'assistant',
      createdAt: answer.createdAt,
      starred: false,
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
    expect(await find('umbr* violet')).not.toEqual([]);
    expect(await find('violet wednesday')).toEqual([]);
    expect(await find('violet wednesday OR tuesday')).not.toEqual([]);
    expect(await find('violet -tuesday')).toEqual([]);
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
    expect((await titles('marma')).map(({ title }) => shown(title))).toEqual(['[Marmalade]']);
    expect(await find('marma')).toEqual([]);
    expect(await titles('plainquestion')).toEqual([]);
    expect(await find('plainquestion')).toHaveLength(1);
  });

  it('forgets what lies in the trash, and finds it again when it was restored', async () => {
    const { conversation } = await exchange(storage, 'a forgettable pamphlet', 'ok');
    await storage.deleteConversation(conversation.id);
    expect(await find('pamphlet')).toEqual([]);
    await storage.restoreConversation(conversation.id);
    expect(await find('pamphlet')).toHaveLength(1);
  });
});

describe('filters', () => {
  let own: Storage;
  const saidBy = async (text: string): Promise<string[]> => saying((await own.find(search(text))).hits);
  const at = (date: string): number => new Date(`${date}T12:00:00`).getTime();
  beforeAll(async () => {
    own = await launchSharedStorage();
    await own.addPrepared([
      prepared(
        1,
        [
          'apple question',
          'apple answer with `code`\n\n```py\nprint(1)\n```',
          'apple and [a link](https://example.com/report.pdf)',
          'apple | table\n\n| a | b |\n|---|---|\n| 1 | 2 |',
        ],
        { title: 'Fruit of the north', firstAt: at('2024-03-05'), everyMs: 60_000 },
      ),
      prepared(2, ['apple in winter', 'apple **formula** $x^2$ and ![picture](a.png)'], {
        title: 'Winter',
        firstAt: at('2024-12-05'),
        model: { ...model, model: 'openai/gpt-oss-120b' },
      }),
      prepared(3, ['apple of another year', `apple ${'long '.repeat(200)}`], {
        title: 'Later',
        firstAt: at('2025-06-01'),
      }),
    ]);
    await own.organiseConversation({
      conversationId: conversationId(1),
      pin: 'pinned',
      folder: ' Work / Clients ',
      tags: ['urgent', 'Obst'],
    });
    await own.organiseConversation({ conversationId: conversationId(3), shelf: 'archived' });
  });

  it.each([
    ['apple from:assistant', 4],
    ['apple from:me', 4],
    ['apple de:yo', 4],
    ['from:me from:assistant', 8],
    ['apple -from:me', 4],
    ['has:code', 1],
    ['lang:python', 1],
    ['has:link', 1],
    ['has:file', 1],
    ['has:table', 1],
    ['has:math', 1],
    ['has:image has:math', 1],
    ['-has:code apple', 7],
    ['in:"Fruit of" apple', 4],
    ['in:fruit OR in:winter', 6],
    ['folder:clients', 4],
    ['carpeta:work', 4],
    ['tag:obst', 4],
    ['tag:obst tag:urgent', 4],
    ['-tag:obst', 4],
    ['model:gpt-oss', 1],
    ['during:2024', 6],
    ['during:2024-12', 2],
    ['during:2024-12-05', 2],
    ['during:2024-03..2024-12', 6],
    ['after:2024', 2],
    ['before:2024-12', 4],
    ['-during:2024', 2],
    ['winter OR during:2025', 3],
    ['during:2024 OR during:2025', 8],
    ['is:pinned', 4],
    ['is:archived apple', 2],
    ['-is:archived apple', 6],
    ['longer:500', 1],
    ['-longer:500', 7],
    ['is:starred', 0],
    ['is:interrupted', 0],
  ])('%s finds %i', async (text, count) => {
    expect(await saidBy(text)).toHaveLength(count);
    expect(await own.countMatches({ ...search(text), limit: 100 })).toEqual({
      value: count,
      precision: 'exact',
    });
  });

  it('find a star as soon as it is put, and not when it is taken away', async () => {
    const [hit] = (await own.find(search('"apple question"'))).hits;
    const messageId = hit?.messageId ?? expect.fail();
    expect(await own.starMessage({ messageId, star: 'starred' })).toMatchObject({ starred: true });
    expect(await saidBy('is:starred')).toEqual(['apple question']);
    await own.starMessage({ messageId, star: 'unstarred' });
    expect(await saidBy('is:starred')).toEqual([]);
  });

  it('that name nothing are said to, and left out', async () => {
    const { hits, understood } = await own.find(search('winter tag:nosuch in:nowhere'));
    expect(hits).toHaveLength(1);
    expect(understood.problems.map(({ code, filter, value }) => [code, filter, value])).toEqual([
      ['nothing_named', 'tag', 'nosuch'],
      ['nothing_named', 'in', 'nowhere'],
    ]);
    expect((await own.find(search('tag:nosuch'))).hits).toEqual([]);
  });

  it('a page goes on where the one before ended, in each order, whatever was written meanwhile', async () => {
    for (const sort of ['newest', 'oldest', 'relevance']) {
      const all = (await own.find(search(`apple sort:${sort}`))).hits.map(({ messageId }) => messageId);
      const paged: string[] = [];
      let cursor: string | null = null;
      do {
        const page: Awaited<ReturnType<Storage['find']>> = await own.find(
          search(`apple sort:${sort}`, { limit: 3, cursor }),
        );
        paged.push(...page.hits.map(({ messageId }) => messageId));
        cursor = page.next;
        if (sort !== 'oldest') await exchange(own, `apple meanwhile ${sort}`, 'ok');
      } while (cursor !== null);
      expect(new Set(paged)).toEqual(new Set([...all, ...paged].filter((id) => all.includes(id as never))));
      expect(paged).toHaveLength(all.length);
    }
  });
});

describe('the order', () => {
  it('is newest first, by when it was said, also across conversations that were added together', async () => {
    const own = await launchStorage();
    await own.addPrepared([
      prepared(1, ['pear one', 'pear four'], { firstAt: 1_000, everyMs: 3_000 }),
      prepared(2, ['pear two', 'pear three'], { firstAt: 2_000 }),
    ]);
    const order = async (text: string) =>
      (await own.find(search(text, { limit: 1 }))).hits.map(({ createdAt }) => createdAt);
    expect(await order('pear')).toEqual([4_000]);
    expect(await order('pear sort:oldest')).toEqual([1_000]);
    // Those of one conversation stand together.
    expect(saying((await own.find(search('pear'))).hits)).toEqual([
      'pear four',
      'pear one',
      'pear three',
      'pear two',
    ]);
  });

  it('by relevance is what is most about the words first, and of equals the newest', async () => {
    const ids = [];
    for (const text of ['zebra once in quite a long and winding text', 'zebra zebra', 'zebra', 'zebra'])
      ids.push((await exchange(storage, text, 'ok')).question.id);
    const [long, twice, older, newer] = ids;
    const found = (await find('zebra sort:relevance')).map(({ messageId }) => messageId);
    expect(found).toEqual([twice, newer, older, long]);
  });

  it('says when more matched than were weighed, and weighs all when it is told to', async () => {
    const own = await launchStorage();
    const texts = Array.from({ length: candidateLimit + 50 }, (_, index) =>
      index === 3 ? 'everywhere everywhere' : `everywhere ${index} and more`,
    );
    await own.addPrepared([prepared(1, texts)]);
    const bounded = await own.find(search('everywhere sort:relevance', { limit: 10 }));
    expect(bounded.bounded).toBe(true);
    expect(bounded.hits).toHaveLength(10);
    const all = await own.find(search('everywhere sort:relevance', { limit: 10, reach: 'all_matches' }));
    expect(all.bounded).toBe(false);
    expect(saying(all.hits)[0]).toBe('everywhere everywhere');
    expect((await own.find(search('everywhere 7 sort:relevance'))).bounded).toBe(false);
    const count = await own.countMatches({ ...search('everywhere'), limit: 1_000 });
    expect(count.precision).toBe('about');
    expect(Math.abs(count.value - candidateLimit - 50)).toBeLessThan(5);
  });
});

describe('the timeline', () => {
  it('counts all matches by day, month or year, without a gap', async () => {
    const own = await launchStorage();
    const on = (date: string) => ({ firstAt: new Date(`${date}T10:00:00`).getTime(), everyMs: 60_000 });
    await own.addPrepared([
      prepared(1, ['plum', 'plum'], on('2024-01-30')),
      prepared(2, ['plum'], on('2024-02-02')),
      prepared(3, ['quince'], on('2020-02-02')),
      prepared(4, ['plum quince'], on('2001-02-02')),
    ]);
    const near = await own.timeline(search('plum during:2024'));
    expect(near).toMatchObject({ total: 3, unit: 'day' });
    expect(near.bars.map(({ name, count }) => [name, count])).toEqual([
      ['2024-01-30', 2],
      ['2024-01-31', 0],
      ['2024-02-01', 0],
      ['2024-02-02', 1],
    ]);
    const months = await own.timeline(search('plum OR quince after:2010'));
    expect(months).toMatchObject({ total: 4, unit: 'month' });
    expect(months.bars).toHaveLength(49);
    const years = await own.timeline(search('plum'));
    expect(years.unit).toBe('year');
    expect(years.bars.map(({ count }) => count).reduce((sum, count) => sum + count)).toBe(4);
    expect(await own.timeline(search(''))).toEqual({ total: 0, unit: 'day', bars: [] });
  });
});

describe('a search box', () => {
  it('gives up a search for a newer one of its own, not for those of others', async () => {
    const own = await launchStorage();
    await exchange(own, 'needle', 'ok');
    const look = (box: string) =>
      own.find(search('needle', { box })).then(
        ({ hits }) => hits.length,
        (error: unknown) => String(error),
      );
    const all = await Promise.all([look('a'), look('a'), look('b'), look('a'), look('b')]);
    const superseded = 'ContractFailure: search.superseded';
    // The first ran already, and may have ended before it saw that it was no longer wanted.
    expect([1, superseded]).toContain(all[0]);
    expect(all.slice(1)).toEqual([superseded, superseded, 1, 1]);
  });
});
