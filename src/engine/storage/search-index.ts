import type { Database } from 'better-sqlite3';
import type { IndexStatus } from '../../shared/contract/index.ts';
import { searchableMessage, searchableTitle, searchTextVersion } from '../search/index.ts';

/*
 * The full-text indexes are kept by triggers, so that no statement can change a text and forget them. The triggers are
 * temporary ones of the writer's connection, made at each start: SQLite refuses application functions in the triggers of
 * a file as long as trusted_schema is off (better-sqlite3 cannot mark a function as innocuous), and a file from
 * elsewhere should not be trusted. Temporary triggers are the program's own, so the rule does not meet them.
 */

/** Which messages can be found: not the roots, nor answers on their way, nor what was deleted by itself. */
const findable = (row: string): string =>
  `(${row}.role <> 'system' AND ${row}.state NOT IN ('pending', 'streaming') AND ${row}.deleted_at IS NULL)`;

/** What the index holds of a row: its words, and as marks what it is. */
const indexed = (row: string): string =>
  `searchable_message(${row}.content, ${row}.role, ${row}.state, ${row}.model, ${row}.conversation_id,
    EXISTS (SELECT 1 FROM stars WHERE message_id = ${row}.id))`;

const newMessageTrigger = `
CREATE TEMP TRIGGER index_new_message AFTER INSERT ON main.messages WHEN ${findable('new')} BEGIN
  INSERT INTO messages_index (rowid, words) VALUES (new.number, ${indexed('new')});
END;`;

/** A star is put on a message that is there; the trigger brings its mark up to date. */
const starTrigger = (name: string, event: string, row: string): string => `
CREATE TEMP TRIGGER ${name} AFTER ${event} ON main.stars BEGIN
  INSERT OR REPLACE INTO messages_index (rowid, words)
    SELECT m.number, ${indexed('m')} FROM messages AS m WHERE m.id = ${row}.message_id AND ${findable('m')};
END;`;

const triggers = `
${newMessageTrigger}
CREATE TEMP TRIGGER index_changed_message AFTER UPDATE OF content, role, state, model, deleted_at ON main.messages
  WHEN ${findable('old')} <> ${findable('new')} OR (${findable('new')} AND (
    old.content <> new.content OR old.state <> new.state OR old.model IS NOT new.model
  )) BEGIN
  DELETE FROM messages_index WHERE rowid = old.number AND ${findable('old')};
  INSERT INTO messages_index (rowid, words)
    SELECT new.number, ${indexed('new')} WHERE ${findable('new')};
END;
CREATE TEMP TRIGGER index_purged_message AFTER DELETE ON main.messages WHEN ${findable('old')} BEGIN
  DELETE FROM messages_index WHERE rowid = old.number;
END;
${starTrigger('index_starred_message', 'INSERT', 'new')}
${starTrigger('index_unstarred_message', 'DELETE', 'old')}
CREATE TEMP TRIGGER index_new_title AFTER INSERT ON main.conversations BEGIN
  INSERT INTO titles_index (rowid, words) VALUES (new.number, searchable_title(new.title));
END;
CREATE TEMP TRIGGER index_changed_title AFTER UPDATE OF title ON main.conversations WHEN old.title <> new.title BEGIN
  INSERT OR REPLACE INTO titles_index (rowid, words) VALUES (new.number, searchable_title(new.title));
END;
CREATE TEMP TRIGGER index_purged_title AFTER DELETE ON main.conversations BEGIN
  DELETE FROM titles_index WHERE rowid = old.number;
END;`;

/** From here on this connection keeps the indexes. Before it, it must not write texts. */
export const keepIndexes = (database: Database): void => {
  database.function(
    'searchable_message',
    { deterministic: true },
    (
      content: string,
      role: 'user' | 'assistant',
      state: string,
      model: string | null,
      id: Buffer,
      starred: 0 | 1,
    ) => searchableMessage({ content, role, state, model, conversationId: id, starred }),
  );
  database.function('searchable_title', { deterministic: true }, (title: string) => searchableTitle(title));
  database.exec(triggers);
};

/**
 * Runs `add`, which inserts many messages, and indexes them behind it in one statement of the same transaction. Row by row,
 * a trigger makes FTS5 write out what it has gathered for each of them: three times the work.
 */
export const indexTogether = <Result>(database: Database, add: () => Result): Result => {
  const newest = database.prepare<[], number | null>('SELECT max(number) FROM messages').pluck().get() ?? 0;
  database.exec('DROP TRIGGER temp.index_new_message');
  const result = add();
  database
    .prepare(
      `INSERT INTO messages_index (rowid, words)
       SELECT number, ${indexed('m')} FROM messages AS m WHERE number > ? AND ${findable('m')}`,
    )
    .run(newest);
  database.exec(newMessageTrigger);
  return result;
};

/** `first` marks everything as one, `next` goes on. */
export type MergeStep = 'first' | 'next';

/** Pages of the index that are written before other calls get their turn: some 14 ms of work. */
const pagesPerStep = 200;

/** FTS5's own merging, a little at a time (https://sqlite.org/fts5.html#the_merge_command). The writer's. */
export const mergeWrites = (database: Database) => {
  const merge = database.prepare<[number]>(
    "INSERT INTO messages_index (messages_index, rank) VALUES ('merge', ?)",
  );
  const changes = database.prepare<[], number>('SELECT total_changes()').pluck();
  return {
    mergeIndexPart(step: MergeStep): 'more' | 'done' {
      const before = changes.get() ?? 0;
      merge.run(step === 'first' ? -pagesPerStep : pagesPerStep);
      return (changes.get() ?? 0) - before < 2 ? 'done' : 'more';
    },
  };
};

/** How much is indexed anew before other calls get their turn: some 20 ms of work. */
const rowsPerStep = 200;
/** Greater than any row's number. */
const beforeTheFirst = Number.MAX_SAFE_INTEGER;

/** Indexes everything anew, step by step, with search going on meanwhile over what is there. */
export interface IndexRebuild {
  /** Anew from the beginning. Within a transaction of the caller. */
  begin(): void;
  /** Indexes the next rows, newest first, in a transaction of its own; `false` when none are left. */
  step(): boolean;
  status(): IndexStatus;
}

/**
 * What is there is replaced row by row, and the place that was reached is stored, so that it goes on after a restart. It
 * begins by itself when the file was indexed by another version of the text functions.
 */
export const openRebuild = (database: Database): IndexRebuild => {
  const read = database.prepare<[string], string>('SELECT value FROM meta WHERE key = ?').pluck();
  const write = database.prepare<[string, string]>('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)');
  const forget = database.prepare<[string]>('DELETE FROM meta WHERE key = ?');
  const newest = database.prepare<[], number | null>('SELECT max(number) FROM messages').pluck();

  const tables = [
    {
      key: 'rebuild_titles_below',
      next: database
        .prepare<[number], number>(
          `SELECT number FROM conversations WHERE number < ? ORDER BY number DESC LIMIT ${rowsPerStep}`,
        )
        .pluck(),
      replace: database.prepare<[number]>(
        `INSERT OR REPLACE INTO titles_index (rowid, words)
         SELECT number, searchable_title(title) FROM conversations WHERE number = ?`,
      ),
    },
    {
      key: 'rebuild_messages_below',
      next: database
        .prepare<[number], number>(
          `SELECT number FROM messages WHERE number < ? ORDER BY number DESC LIMIT ${rowsPerStep}`,
        )
        .pluck(),
      // A row that must not be in the index and is, by whatever fault, goes.
      remove: database.prepare<[number]>('DELETE FROM messages_index WHERE rowid = ?'),
      replace: database.prepare<[number]>(
        `INSERT OR REPLACE INTO messages_index (rowid, words)
         SELECT number, ${indexed('m')} FROM messages AS m WHERE number = ? AND ${findable('m')}`,
      ),
    },
  ];

  const begin = (): void => {
    for (const { key } of tables) write.run(key, String(beforeTheFirst));
    write.run('search_text_version', searchTextVersion);
  };

  const step = database.transaction((): boolean => {
    for (const { key, next, remove, replace } of tables) {
      const below = read.get(key);
      if (below === undefined) continue;
      const numbers = next.all(Number(below));
      for (const number of numbers) if (replace.run(number).changes === 0) remove?.run(number);
      const last = numbers.at(-1);
      if (last === undefined) forget.run(key);
      else write.run(key, String(last));
      return true;
    }
    return false;
  });

  if (read.get('search_text_version') !== searchTextVersion)
    database.transaction(() => {
      if (newest.get() === null) write.run('search_text_version', searchTextVersion);
      else begin();
    })();

  return {
    begin,
    step,
    status() {
      const total = newest.get() ?? 0;
      const left = tables.map(({ key }) => read.get(key));
      if (left.every((below) => below === undefined)) return { state: 'ready', done: total, total };
      const below = left[1] === undefined ? 1 : Number(left[1]);
      return { state: 'rebuilding', done: Math.max(0, total - Math.min(total, below - 1)), total };
    },
  };
};
