import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { openStorage, type PreparedConversation } from '../../src/engine/storage/index.ts';
import { corpus, markers } from '../../tests/support/corpus/index.ts';
import { complete, model, search } from '../../tests/support/storage.ts';
import { median, percentile } from '../lib/statistics.ts';

const inserted = 40_000;
const batch = 2_000;

const countOf = (conversations: readonly PreparedConversation[]): number =>
  conversations.reduce((sum, { messages }) => sum + messages.length, 0);

/** The same texts into a plain table and a full-text table, in one transaction a batch, and nothing else. */
const bareInserter = (folder: string) => {
  const database = new Sqlite(join(folder, 'bare.db'));
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.exec(`
    CREATE TABLE messages (number INTEGER PRIMARY KEY, created_at INTEGER NOT NULL, role TEXT NOT NULL, content TEXT NOT NULL);
    CREATE VIRTUAL TABLE messages_index USING fts5 (
      words, content = '', contentless_delete = 1,
      tokenize = "unicode61 remove_diacritics 2 categories 'L* M* N* Co'"
    );`);
  const message = database.prepare<[number, string, string]>(
    'INSERT INTO messages (created_at, role, content) VALUES (?, ?, ?)',
  );
  const index = database.prepare<[number | bigint, string]>(
    'INSERT INTO messages_index (rowid, words) VALUES (?, ?)',
  );
  return {
    add: database.transaction((conversations: readonly PreparedConversation[]) => {
      for (const { messages } of conversations)
        for (const { createdAt, role, content } of messages)
          index.run(message.run(createdAt, role, content).lastInsertRowid, content);
    }),
    close: () => database.close(),
  };
};

/** Messages a second of ours, with its index and all its checks, over those of the bare inserter: batch by batch in turn. */
export const measureInserts = async (): Promise<number> => {
  const folder = mkdtempSync(join(tmpdir(), 'versaai-insert-'));
  const storage = await openStorage({ dataFolder: join(folder, 'ours'), mode: 'safe', now: Date.now });
  const bare = bareInserter(folder);
  const ours: number[] = [];
  const theirs: number[] = [];
  for (const conversations of corpus({ messages: inserted, seed: 11, batch })) {
    const count = countOf(conversations);
    const began = performance.now();
    await storage.addPrepared(conversations);
    const half = performance.now();
    bare.add(conversations);
    ours.push(count / (half - began));
    theirs.push(count / (performance.now() - half));
  }
  await storage.close();
  bare.close();
  rmSync(folder, { recursive: true, force: true });
  console.log(
    `  inserted a second: ours ${Math.round(median(ours) * 1_000)} · bare ${Math.round(median(theirs) * 1_000)}`,
  );
  return median(ours) / median(theirs);
};

const appends = 150;

/** p95 of saying something while the most expensive searches follow each other without a pause, over the same in quiet. */
export const measureInterference = async (history: string): Promise<number> => {
  const folder = mkdtempSync(join(tmpdir(), 'versaai-interference-'));
  cpSync(history, folder, { recursive: true });
  const storage = await openStorage({ dataFolder: folder, mode: 'safe', now: Date.now });
  const first = await storage.beginConversation({ text: 'Are you there?', model, parameters: {} });
  const conversationId = first.conversation.id;

  const append = async (): Promise<number[]> => {
    const taken: number[] = [];
    for (let index = 0; index < appends; index += 1) {
      const began = performance.now();
      const { answer } = await storage.appendExchange({ conversationId, text: `Question ${index}`, model });
      taken.push(performance.now() - began);
      await storage.endAnswer({ messageId: answer.id, end: complete(`Answer ${index}`) });
    }
    return taken;
  };

  let isSearching = true;
  const searchOn = async (): Promise<void> => {
    while (isSearching)
      await storage.find(search(`sort:relevance ${markers.half} `, { reach: 'all_matches' }));
  };
  await append();
  const quiet = percentile(await append(), 0.95);
  const searching = searchOn();
  const loud = percentile(await append(), 0.95);
  isSearching = false;
  await searching;
  await storage.close();
  rmSync(folder, { recursive: true, force: true });
  console.log(`  appending p95: in quiet ${quiet.toFixed(2)} ms · beside searches ${loud.toFixed(2)} ms`);
  return loud / quiet;
};
