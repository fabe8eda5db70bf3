import type { Database } from 'better-sqlite3';
import { searchableText, searchableTitle, searchTextVersion } from '../search/index.ts';

/*
 * The full-text indexes are kept by triggers, so that no statement can change a text and forget them. The triggers are
 * temporary ones of the writer's connection, made at each start: SQLite refuses application functions in the triggers of
 * a file as long as trusted_schema is off (better-sqlite3 cannot mark a function as innocuous), and a file from
 * elsewhere should not be trusted. Temporary triggers are the program's own, so the rule does not meet them.
 */

/** Which messages can be found: not the roots, nor answers on their way, nor what was deleted by itself. */
const findable = (row: string): string =>
  `(${row}.role <> 'system' AND ${row}.state NOT IN ('pending', 'streaming') AND ${row}.deleted_at IS NULL)`;

const newMessageTrigger = `
CREATE TEMP TRIGGER index_new_message AFTER INSERT ON main.messages WHEN ${findable('new')} BEGIN
  INSERT INTO messages_index (rowid, words) VALUES (new.number, searchable_text(new.content));
END;`;

const triggers = `
${newMessageTrigger}
CREATE TEMP TRIGGER index_changed_message AFTER UPDATE OF content, role, state, deleted_at ON main.messages
  WHEN ${findable('old')} <> ${findable('new')} OR (${findable('new')} AND old.content <> new.content) BEGIN
  DELETE FROM messages_index WHERE rowid = old.number AND ${findable('old')};
  INSERT INTO messages_index (rowid, words)
    SELECT new.number, searchable_text(new.content) WHERE ${findable('new')};
END;
CREATE TEMP TRIGGER index_purged_message AFTER DELETE ON main.messages WHEN ${findable('old')} BEGIN
  DELETE FROM messages_index WHERE rowid = old.number;
END;
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
  database.function('searchable_text', { deterministic: true }, (content: string) => searchableText(content));
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
       SELECT number, searchable_text(content) FROM messages AS m WHERE number > ? AND ${findable('m')}`,
    )
    .run(newest);
  database.exec(newMessageTrigger);
  return result;
};

/** How much is indexed anew before other calls get their turn: some 20 ms of work. */
const rowsPerStep = 200;

export interface Rebuild {
  /** Indexes the next rows, newest first, in a transaction of its own; `false` when none are left. */
  step(): boolean;
}

/**
 * Indexes everything anew when the file was indexed by another version of the text functions; `null` when there is
 * nothing to do. What is there is replaced row by row, so that search goes on meanwhile, and the place that was
 * reached is stored, so that it goes on after a restart.
 */
export const startRebuild = (database: Database): Rebuild | null => {
  const read = database.prepare<[string], string>('SELECT value FROM meta WHERE key = ?').pluck();
  const write = database.prepare<[string, string]>('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)');
  const forget = database.prepare<[string]>('DELETE FROM meta WHERE key = ?');

  if (read.get('search_text_version') !== searchTextVersion) {
    const isNew = !database.prepare('SELECT 1 FROM messages LIMIT 1').get();
    database.transaction(() => {
      write.run('search_text_version', searchTextVersion);
      if (!isNew) {
        write.run('rebuild_messages_below', String(Number.MAX_SAFE_INTEGER));
        write.run('rebuild_titles_below', String(Number.MAX_SAFE_INTEGER));
      }
    })();
  }

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
      replace: database.prepare<[number]>(
        `INSERT OR REPLACE INTO messages_index (rowid, words)
         SELECT number, searchable_text(content) FROM messages AS m WHERE number = ? AND ${findable('m')}`,
      ),
    },
  ];

  const step = database.transaction((): boolean => {
    for (const { key, next, replace } of tables) {
      const below = read.get(key);
      if (below === undefined) continue;
      const numbers = next.all(Number(below));
      for (const number of numbers) replace.run(number);
      const last = numbers.at(-1);
      if (last === undefined) forget.run(key);
      else write.run(key, String(last));
      return true;
    }
    return false;
  });

  const left = tables.some(({ key }) => read.get(key) !== undefined);
  return left ? { step } : null;
};
