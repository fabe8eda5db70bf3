import { chmodSync, closeSync, mkdirSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import Sqlite, { type Database } from 'better-sqlite3';
import type { StorageError } from '../../shared/contract/index.ts';
import { databasePath } from './location.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations/index.ts';
import { Refusal } from './refusal.ts';

/** "Vrsa": says in the file's header that it is ours. */
export const applicationId = 0x56727361;
const signature = 'SQLite format 3\0';
/** Before it a WAL that is reset at the wrong moment could lose commits. */
const oldestSqlite = [3, 51, 3] as const;

/** What the file at `path` is, found without changing it: read-only, and closed again. */
type FileKind = 'absent' | 'empty' | 'ours';

const bytesAtStart = (path: string): Buffer | null => {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  try {
    const bytes = Buffer.alloc(signature.length);
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, 0));
  } finally {
    closeSync(file);
  }
};

const inspect = (path: string): FileKind => {
  const start = bytesAtStart(path);
  if (start === null) return 'absent';
  // SQLite opens 0 bytes as a new database. A write-ahead log beside it may hold one that was never checkpointed.
  const hasLog = (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
  if (start.length === 0 && !hasLog) return 'empty';
  if (start.length > 0 && start.toString('latin1') !== signature)
    throw new Refusal({ code: 'storage.damaged', data: { path, detail: 'file is not a database' } });

  const database = new Sqlite(path, { readonly: true, fileMustExist: true, timeout: 5_000 });
  try {
    const id = database.pragma('application_id', { simple: true });
    const version = Number(database.pragma('user_version', { simple: true }));
    const tables = database.prepare<[], number>('SELECT count(*) FROM sqlite_schema').pluck().get();
    if (id === 0 && version === 0 && tables === 0) {
      database.close();
      return 'empty';
    }
    if (id !== applicationId) throw new Refusal({ code: 'storage.not_ours', data: { path } });
    const supportedVersion = migrations.length;
    if (version > supportedVersion)
      throw new Refusal({
        code: 'storage.newer_version',
        data: { path, fileVersion: version, supportedVersion },
      });
    const marker = database.prepare("SELECT 1 FROM meta WHERE key = 'made_by'").get();
    if (version > 0 && !marker) throw new Refusal({ code: 'storage.not_ours', data: { path } });
    database.close();
    return 'ours';
  } catch (error) {
    database.close();
    // A reader of a write-ahead log makes the files it needs, and may not remove them.
    if (!hasLog) for (const suffix of ['-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
    throw error;
  }
};

const assertSqliteVersion = (database: Database): void => {
  const version = database.prepare<[], string>('SELECT sqlite_version()').pluck().get() ?? '';
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  const order = major - oldestSqlite[0] || minor - oldestSqlite[1] || patch - oldestSqlite[2];
  if (order < 0) throw new Error(`SQLite ${version} is too old: ${oldestSqlite.join('.')} is needed`);
};

const damagedCodes = /^SQLITE_(CORRUPT|NOTADB|FORMAT)/;

/** An error met while opening, as one that can be shown; what we do not know stays what it is. */
const asRefusal = (error: unknown, path: string): unknown => {
  if (error instanceof Refusal || !(error instanceof Error)) return error;
  const detail = error.message;
  const code = 'code' in error ? String(error.code) : '';
  let refusal: StorageError | null = null;
  if (damagedCodes.test(code)) refusal = { code: 'storage.damaged', data: { path, detail } };
  else if (code.startsWith('SQLITE_') && code !== 'SQLITE_ERROR')
    refusal = { code: 'storage.unavailable', data: { path, detail } };
  else if ('syscall' in error) refusal = { code: 'storage.unavailable', data: { path, detail } };
  return refusal ? new Refusal(refusal) : error;
};

const applyPragmas = (database: Database): void => {
  database.pragma('trusted_schema = OFF');
  database.pragma('foreign_keys = ON');
  database.pragma('busy_timeout = 5000');
  database.pragma('mmap_size = 268435456');
};

/** The writer's connection, with the schema of this version. Throws a Refusal with a `storage.*` error. */
export const openForWriting = (dataFolder: string, now: number): Database => {
  const path = databasePath(dataFolder);
  let database: Database | null = null;
  try {
    mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
    const kind = inspect(path);
    // SQLite gives its -wal and -shm files the mode of the file that they belong to.
    if (kind === 'absent') closeSync(openSync(path, 'a', 0o600));
    chmodSync(path, 0o600);
    database = new Sqlite(path, { fileMustExist: true, timeout: 5_000 });
    assertSqliteVersion(database);
    applyPragmas(database);
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.pragma('journal_size_limit = 67108864');
    migrate(database, { dataFolder, now, applicationId, migrations });
    // better-sqlite3 is built to fall back to NORMAL when a connection first meets a WAL: said again, after a write.
    database.pragma('synchronous = FULL');
    if (database.pragma('synchronous', { simple: true }) !== 2)
      throw new Error('commits would not be durable');
    // A page of what is asked first: a file whose pages are gone is refused here and not at the first click.
    database.prepare('SELECT * FROM conversations ORDER BY deleted_at, last_activity_at LIMIT 1').get();
    return database;
  } catch (error) {
    database?.close();
    throw asRefusal(error, path);
  }
};

/** A connection that can change nothing. The writer has opened the file before. */
export const openForReading = (dataFolder: string): Database => connect(dataFolder, { readonly: true });

/** The same, but SQLite leaves the CHECK constraints of a file that it opened read-only unread, and so unchecked. */
export const openForChecking = (dataFolder: string): Database => connect(dataFolder, { readonly: false });

const connect = (dataFolder: string, { readonly }: { readonly: boolean }): Database => {
  const database = new Sqlite(databasePath(dataFolder), { readonly, fileMustExist: true, timeout: 5_000 });
  applyPragmas(database);
  database.pragma('query_only = ON');
  return database;
};
