import { chmodSync, closeSync, mkdirSync, openSync, readSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite, { type Database } from 'better-sqlite3';

/** "VrsC": says in the file's header that it is ours. */
export const applicationId = 0x56727343;
/** Raised with each change of the schema. A file of another version is not moved up: it is begun anew. */
export const fileVersion = 1;

export const answersPath = (dataFolder: string): string => join(dataFolder, 'answers.db');

const schema = `
  CREATE TABLE answers (
    number            INTEGER PRIMARY KEY,
    key               BLOB NOT NULL UNIQUE,
    endpoint          TEXT NOT NULL,
    model             TEXT NOT NULL,
    conversation      TEXT NOT NULL,
    created_at        INTEGER NOT NULL,
    last_used_at      INTEGER NOT NULL,
    uses              INTEGER NOT NULL,
    bytes             INTEGER NOT NULL,
    finish_reason     TEXT NOT NULL,
    input_tokens      INTEGER,
    output_tokens     INTEGER,
    first_token_ms    REAL NOT NULL,
    total_ms          REAL NOT NULL,
    cost_microdollars INTEGER,
    checksum          BLOB NOT NULL,
    question          TEXT NOT NULL,
    content           TEXT NOT NULL
  ) STRICT;
  -- With bytes in them, sums and the choice of what goes or is warmed never touch the texts.
  CREATE INDEX answers_by_use ON answers (last_used_at, bytes);
  CREATE INDEX answers_by_heat ON answers (uses, last_used_at, bytes);
  CREATE INDEX answers_by_conversation ON answers (conversation);
  CREATE INDEX answers_by_model ON answers (model);
  CREATE INDEX answers_by_age ON answers (created_at);
  CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  PRAGMA application_id = ${applicationId};
  PRAGMA user_version = ${fileVersion};
`;

/** A header that says that the file is ours, as far as it can be read. */
const saysOurs = (path: string): boolean => {
  try {
    const file = openSync(path, 'r');
    try {
      const header = Buffer.alloc(72);
      return readSync(file, header, 0, 72, 0) === 72 && header.readUInt32BE(68) === applicationId;
    } finally {
      closeSync(file);
    }
  } catch {
    return false;
  }
};

/** Makes way for a new file: what is ours is deleted, what may be somebody else's is put aside. */
export const clearAnswersFile = (dataFolder: string): void => {
  const path = answersPath(dataFolder);
  if (saysOurs(path)) rmSync(path);
  else {
    rmSync(`${path}.aside`, { recursive: true, force: true });
    renameSync(path, `${path}.aside`);
  }
  // A log that stayed would be played into the new file.
  for (const suffix of ['-wal', '-shm']) rmSync(`${path}${suffix}`, { recursive: true, force: true });
};

/** What a disk, a lock or a full memory may be to blame for, and not the file. */
const passingCodes = /^(SQLITE_(BUSY|LOCKED|FULL|IOERR|NOMEM)|EMFILE|ENFILE|ENOSPC|EIO)/;
const damagedCodes = /^SQLITE_(CORRUPT|NOTADB|FORMAT)/;

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

/** Whether it tells that the file is no good any more. */
export const isDamage = (error: unknown): boolean => damagedCodes.test(codeOf(error));

/** Throws when the file is not one of this version. */
const prepare = (database: Database): void => {
  database.pragma('trusted_schema = OFF');
  database.pragma('cache_size = -4000');
  // What was dropped is to be gone, also where its page stays.
  database.pragma('secure_delete = ON');
  const tables = database.prepare<[], number>('SELECT count(*) FROM sqlite_schema').pluck().get();
  const id = database.pragma('application_id', { simple: true });
  if (tables === 0 && id === 0) {
    // Before anything is written: afterwards it would ask for the whole file to be written anew.
    database.pragma('auto_vacuum = INCREMENTAL');
    database.exec(`BEGIN; ${schema} COMMIT`);
  } else {
    const version = database.pragma('user_version', { simple: true });
    if (id !== applicationId) throw new Error('it is another program’s');
    if (version !== fileVersion) throw new Error(`it is of version ${String(version)}`);
  }
  database.pragma('journal_mode = WAL');
  // A commit that a power cut takes back costs one request to the model; the file stays whole with NORMAL too.
  database.pragma('synchronous = NORMAL');
  database.pragma('journal_size_limit = 8388608');
};

const open = <Opened>(path: string, use: (database: Database) => Opened): Opened => {
  closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
  const database = new Sqlite(path, { fileMustExist: true, timeout: 2_000 });
  try {
    prepare(database);
    return use(database);
  } catch (error) {
    database.close();
    throw error;
  }
};

/**
 * Opens the file of answers and hands it to `use`, which prepares what will be asked of it. A file that cannot be used
 * makes way for a new one, and `onReplaced` hears why. Throws when there can be none.
 */
export const openAnswersFile = <Opened>(
  dataFolder: string,
  use: (database: Database) => Opened,
  onReplaced: (reason: string) => void,
): Opened => {
  const path = answersPath(dataFolder);
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  try {
    return open(path, use);
  } catch (error) {
    if (passingCodes.test(codeOf(error))) throw error;
    clearAnswersFile(dataFolder);
    const opened = open(path, use);
    onReplaced(error instanceof Error ? error.message : String(error));
    return opened;
  }
};
