import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite, { type Database } from 'better-sqlite3';
import { openForWriting } from '../../src/engine/storage/file.ts';
import {
  openStorage,
  type AnswerEnd,
  type Storage,
  type StorageOptions,
} from '../../src/engine/storage/index.ts';
import { writerFunctions, type WriterFunctions } from '../../src/engine/storage/roles.ts';
import { keepIndexes, openRebuild } from '../../src/engine/storage/search-index.ts';
import type { Input, Message, MessageHit, ModelReference } from '../../src/shared/contract/index.ts';
import { groqEndpointId } from '../../src/shared/ids.ts';

export const model: ModelReference = { endpointId: groqEndpointId, model: 'test-model' };

/** 2026-01-01, and a second later with each look. */
export const tickingClock = (): (() => number) => {
  let time = Date.UTC(2026, 0, 1);
  return () => (time += 1_000);
};

type Cleanup = () => Promise<unknown>;
const cleanups: Cleanup[] = [];
const lastCleanups: Cleanup[] = [];

const run = async (list: Cleanup[]): Promise<void> => {
  for (const clean of list.splice(0).reverse()) await clean();
};
/** For `afterEach`: closes and removes what the test has made. */
export const cleanUp = (): Promise<void> => run(cleanups);
/** For `afterAll`: the same for what its tests have shared. */
export const cleanUpShared = (): Promise<void> => run(lastCleanups);

export const makeFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'versaai-storage-'));
  cleanups.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

/** A storage as the engine opens it, on threads. */
export const launchStorage = async (options: Partial<StorageOptions> = {}): Promise<Storage> => {
  const dataFolder = options.dataFolder ?? (await makeFolder());
  const storage = await openStorage({ mode: 'normal', now: tickingClock(), ...options, dataFolder });
  cleanups.push(() => storage.close());
  return storage;
};

/** What was opened so far is for all tests of a file. */
export const shareCleanUp = (): void => {
  lastCleanups.push(...cleanups.splice(0));
};

/** One for all tests of a file that do not count what is there: threads are slow to start. */
export const launchSharedStorage = async (): Promise<Storage> => {
  const storage = await launchStorage();
  shareCleanUp();
  return storage;
};

export interface DirectWriter {
  database: Database;
  path: string;
  /** The writer's functions on this thread, each call in a transaction as on its own. */
  call<Name extends keyof WriterFunctions>(
    name: Name,
    input: Parameters<WriterFunctions[Name]>[0],
  ): ReturnType<WriterFunctions[Name]>;
}

/** The writer without its thread: for tests that look at the database itself, or do very much. */
export const openWriter = async (dataFolder?: string, now = tickingClock()): Promise<DirectWriter> => {
  const folder = dataFolder ?? (await makeFolder());
  const database = openForWriting(folder, now());
  keepIndexes(database);
  const functions = writerFunctions(database, openRebuild(database));
  cleanups.push(async () => database.close());
  return {
    database,
    path: join(folder, 'versaai.db'),
    call: (name, input) => {
      const act = functions[name] as (input: unknown, now: number) => never;
      return database.transaction(() => act(input, now())).immediate();
    },
  };
};

/** What a search box asks for. */
export const search = (text: string, more: Partial<Input<'search.find'>> = {}): Input<'search.find'> => ({
  box: 'test',
  text,
  language: 'en',
  limit: 20,
  cursor: null,
  reach: 'newest_matches',
  ...more,
});

/** What hits say, without the marks. */
export const saying = (hits: readonly MessageHit[]): string[] =>
  hits.map(({ snippet }) => snippet.map(({ text }) => text).join(''));

export const complete = (content: string): AnswerEnd => ({
  content,
  state: { kind: 'complete', finishReason: 'stop' },
  usage: { inputTokens: 11, outputTokens: 22 },
  timing: { firstTokenMs: 12.5, totalMs: 400 },
});

/** A question and its answer, in a new conversation or at the end of one. */
export const exchange = async (
  storage: Storage,
  text: string,
  answer: string,
  conversationId?: Message['conversationId'],
) => {
  const change = await (conversationId === undefined
    ? storage.beginConversation({ text, model, parameters: {} })
    : storage.appendExchange({ conversationId, text, model }));
  const ended = await storage.endAnswer({ messageId: change.answer.id, end: complete(answer) });
  return { conversation: ended.conversation, question: change.question, answer: ended.answer };
};

/** What an index of messages or titles holds, word by word with its places. */
export const indexContent = (database: Database, table: 'messages_index' | 'titles_index'): string[] => {
  database.exec(`CREATE VIRTUAL TABLE temp.words_of_${table} USING fts5vocab(main, ${table}, 'instance')`);
  const rows = database
    .prepare<[], string>(
      `SELECT doc || ' ' || offset || ' ' || term FROM temp.words_of_${table} ORDER BY doc, offset, term`,
    )
    .pluck()
    .all();
  database.exec(`DROP TABLE temp.words_of_${table}`);
  return rows;
};

/** What it should hold: an index made anew of the same texts. */
export const freshIndexContent = (
  database: Database,
  table: 'messages_index' | 'titles_index',
  texts: { number: number; words: string }[],
): string[] => {
  const schema = database
    .prepare<[string], string>('SELECT sql FROM sqlite_schema WHERE name = ?')
    .pluck()
    .get(table);
  const fresh = new Sqlite(':memory:');
  try {
    fresh.exec(schema ?? '');
    const insert = fresh.prepare(`INSERT INTO ${table} (rowid, words) VALUES (?, ?)`);
    for (const { number, words } of texts) insert.run(number, words);
    return indexContent(fresh, table);
  } finally {
    fresh.close();
  }
};
