import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { searchableMessage, searchableTitle } from '../../src/engine/search/index.ts';
import { openRebuild } from '../../src/engine/storage/search-index.ts';
import type { IndexStatus } from '../../src/shared/contract/index.ts';
import { conversationIdSchema, type ConversationId, type MessageId } from '../../src/shared/ids.ts';
import {
  search,
  cleanUp,
  complete,
  freshIndexContent,
  indexContent,
  launchStorage,
  makeFolder,
  exchange,
  model,
  openWriter,
  type DirectWriter,
} from '../support/storage.ts';

afterEach(cleanUp);

const writerFile = fileURLToPath(new URL('../support/endless-writer.ts', import.meta.url));

type MarkedRow = Parameters<typeof searchableMessage>[0] & { number: number };

/** Compares the indexes with new ones made of what the tables hold. */
const expectExact = ({ database }: DirectWriter): void => {
  const messages = database
    .prepare<[], MarkedRow>(
      `SELECT number, content, role, state, model, conversation_id AS conversationId,
         id IN (SELECT message_id FROM stars) AS starred
       FROM messages
       WHERE role <> 'system' AND state NOT IN ('pending', 'streaming') AND deleted_at IS NULL`,
    )
    .all()
    .map(({ number, ...message }) => ({ number, words: searchableMessage(message) }));
  const titles = database
    .prepare<[], { number: number; title: string }>('SELECT number, title FROM conversations')
    .all()
    .map(({ number, title }) => ({ number, words: searchableTitle(title) }));
  expect(indexContent(database, 'messages_index')).toEqual(
    freshIndexContent(database, 'messages_index', messages),
  );
  expect(indexContent(database, 'titles_index')).toEqual(freshIndexContent(database, 'titles_index', titles));
};

const text = fc.oneof(
  fc.constantFrom(
    'a **bold** move',
    'naïve café',
    '機械学習です',
    'ภาษาไทยง่าย',
    '`code()` and [a](http://b)',
    '```py\nprint(1)\n```\n\n| a | b |\n|---|---|\n| $x$ | ![c](c.png) |',
    'a \ue000ruser that claims to be a mark',
    '',
  ),
  fc.lorem({ maxCount: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 30 }),
);

const waiting = { kind: 'queued', reason: 'offline', notBefore: null } as const;

type Step = { act: string; at: number; text: string };
const step: fc.Arbitrary<Step> = fc.record({
  act: fc.constantFrom(
    'begin',
    'import',
    'append',
    'edit',
    'again',
    'checkpoint',
    'end',
    'stop',
    'restart',
    'rename',
    'prompt',
    'trash',
    'restore',
    'interrupt',
    'purge',
    'rollback',
    'star',
    'unstar',
    'organise',
    'merge',
    'queue',
    'change queued',
    'withdraw',
  ),
  at: fc.nat(30),
  text,
});

/** Does one thing that a user or the engine might; what does not fit the state is refused, and changes nothing. */
const perform = (world: DirectWriter, { act, at, text: content }: Step): void => {
  const { database, call } = world;
  const pick = <Id>(ids: Id[]): Id | undefined => ids[at % Math.max(1, ids.length)];
  const idsOf = (sql: string): string[] =>
    database
      .prepare<[], Buffer>(sql)
      .pluck()
      .all()
      .map((id) => id.toString('hex').replace(/(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'));
  const conversationId = pick(idsOf('SELECT id FROM conversations ORDER BY number')) as
    ConversationId | undefined;
  const messageId = pick(idsOf('SELECT id FROM messages ORDER BY number')) as MessageId | undefined;
  if (act === 'begin' || !conversationId || !messageId)
    call('beginConversation', { text: content, model, parameters: {} });
  else if (act === 'append') call('appendExchange', { conversationId, text: content, model });
  else if (act === 'edit') call('editQuestion', { messageId, text: content, model });
  else if (act === 'again') call('addAnswer', { besides: messageId, model });
  else if (act === 'checkpoint') call('checkpointAnswer', { messageId, content });
  else if (act === 'end') call('endAnswer', { messageId, end: complete(content) });
  else if (act === 'stop')
    call('endAnswer', { messageId, end: { ...complete(content), state: { kind: 'stopped' } } });
  else if (act === 'restart') call('restartAnswer', { messageId, model });
  else if (act === 'rename') call('renameConversation', { conversationId, title: content, source: 'user' });
  else if (act === 'prompt') call('configureConversation', { conversationId, systemPrompt: content });
  else if (act === 'trash') call('deleteConversation', conversationId);
  else if (act === 'restore') call('restoreConversation', conversationId);
  else if (act === 'star') call('starMessage', { messageId, star: 'starred' });
  else if (act === 'unstar') call('starMessage', { messageId, star: 'unstarred' });
  else if (act === 'organise')
    call('organiseConversation', {
      conversationId,
      pin: 'pinned',
      folder: content || null,
      tags: [`t${at}`],
    });
  else if (act === 'merge') call('mergeIndexPart', at % 2 === 0 ? 'first' : 'next');
  else if (act === 'interrupt') call('recoverJobs', undefined);
  else if (act === 'queue') call('appendExchange', { conversationId, text: content, model, job: waiting });
  else if (act === 'change queued') call('editQueued', { messageId, text: content });
  else if (act === 'withdraw') call('withdrawQueued', messageId);
  else if (act === 'import') {
    const id = conversationIdSchema.parse(`019b0000-0000-7000-8000-0000000000${10 + at}`);
    const messages = [content, 'and', content].map((said) => ({
      role: 'user' as const,
      content: said,
      createdAt: at,
    }));
    call('addPrepared', [{ id, title: content, createdAt: at, model: null, messages }]);
  } else if (act === 'purge')
    database.prepare("DELETE FROM messages WHERE role <> 'system' AND number % 7 = ?").run(at % 7);
  else
    database.transaction(() => {
      database.prepare('UPDATE messages SET content = ? WHERE number % 3 = ?').run(content, at % 3);
      throw new Error('the power went');
    })();
};

describe('the index', () => {
  it('holds exactly what the tables hold, whatever was done', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        const world = await openWriter();
        for (const one of steps) {
          try {
            perform(world, one);
          } catch (refused) {
            expect(String(refused)).toMatch(/not_found|wrong_state|the power went/);
          }
        }
        expectExact(world);
        world.database.close();
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  it('holds exactly what the tables hold after the process that wrote was killed', async () => {
    const folder = await makeFolder();
    for (const wait of [0, 37, 110]) {
      const child = spawn(process.execPath, [writerFile, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
      await once(child.stdout, 'data');
      await setTimeout(wait);
      child.kill('SIGKILL');
      await once(child, 'exit');
      const world = await openWriter(folder);
      expectExact(world);
      world.database.close();
    }
  }, 60_000);

  it('is made anew, in steps and while it is used, when another version of the text functions made it', async () => {
    const world = await openWriter();
    const { database, call } = world;
    for (let index = 0; index < 450; index++) {
      const { answer } = call('beginConversation', { text: `question ${index}`, model, parameters: {} });
      call('endAnswer', { messageId: answer.id, end: complete(`answer ${index}`) });
    }
    database.exec("UPDATE meta SET value = 'older' WHERE key = 'search_text_version'");
    database.exec("INSERT OR REPLACE INTO messages_index (rowid, words) VALUES (2, 'stale'), (3, 'stale')");

    const rebuild = openRebuild(database);
    expect(rebuild.step()).toBe(true);
    call('renameConversation', {
      conversationId: call('beginConversation', { text: 'meanwhile', model, parameters: {} }).conversation.id,
      title: 'also meanwhile',
      source: 'user',
    });
    expect(rebuild.status()).toMatchObject({ state: 'rebuilding' });
    // A restart goes on where it was.
    const again = openRebuild(database);
    let steps = 0;
    while (again.step()) steps += 1;
    expect(steps).toBeGreaterThan(5);
    expect(openRebuild(database).status()).toMatchObject({ state: 'ready' });
    expectExact(world);
  });

  it('is made anew behind the start of the app', async () => {
    const dataFolder = await makeFolder();
    const { database } = await openWriter(dataFolder);
    const before = await launchStorage({ dataFolder });
    await exchange(before, 'Where is the lighthouse?', 'On the cliff');
    await before.close();
    database.exec(
      "INSERT OR REPLACE INTO messages_index (rowid, words) SELECT rowid, 'stale' FROM messages_index",
    );
    database.exec("UPDATE meta SET value = 'older' WHERE key = 'search_text_version'");
    const storage = await launchStorage({ dataFolder });
    await expect
      .poll(async () => (await storage.find(search('cliff'))).hits.length, { timeout: 15_000 })
      .toBe(1);
    expect((await storage.find(search('stale'))).hits).toEqual([]);
  }, 30_000);

  it('is made anew when it is asked for, tells how far it is, and what was wrong is right again', async () => {
    const dataFolder = await makeFolder();
    const told: IndexStatus[] = [];
    const storage = await launchStorage({ dataFolder, onIndexProgress: (status) => told.push(status) });
    const { question } = await exchange(storage, 'Where is the lighthouse?', 'On the cliff');
    const damaged = await openWriter(dataFolder);
    damaged.database.exec(
      "INSERT OR REPLACE INTO messages_index (rowid, words) VALUES (2, 'stale'), (99, 'ghost')",
    );
    expect((await storage.find(search('lighthouse'))).hits).toEqual([]);

    expect(await storage.rebuildIndex()).toMatchObject({ state: 'rebuilding', done: 0 });
    await expect.poll(() => told.at(-1)?.state, { timeout: 15_000 }).toBe('ready');
    expect((await storage.find(search('lighthouse'))).hits).toMatchObject([{ messageId: question.id }]);
    expect((await storage.find(search('stale'))).hits).toEqual([]);
    expect(await storage.indexStatus()).toMatchObject({ state: 'ready' });
  });
});
