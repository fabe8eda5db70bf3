import { parentPort, workerData } from 'node:worker_threads';
import type { Database } from 'better-sqlite3';
import type { IndexStatus } from '../../shared/contract/index.ts';
import { openForChecking, openForReading, openForWriting } from './file.ts';
import type { FromThread, ThreadData, ThreadFunctions, ToThread } from './protocol.ts';
import { stepBack } from './priority.ts';
import { refuse, Refusal } from './refusal.ts';
import { readerFunctions, writerFunctions } from './roles.ts';
import { keepIndexes, openRebuild, type IndexRebuild } from './search-index.ts';

/*
 * The file that every storage thread runs. It waits for `open`, so that readers can load while the writer prepares the
 * database, and then answers one call after the other.
 */

const port = parentPort;
if (!port) throw new Error('storage runs on a thread of its own');
const { role, dataFolder, abandoned, now: startedAt } = workerData as ThreadData;

// Threads that search or check are told apart by the flag that stops them.
if (abandoned !== null) stepBack();

let database: Database | null = null;
let functions: ThreadFunctions = {};
let rebuild: IndexRebuild | null = null;
let isRebuilding = false;
let toldAt = 0;

const send = (frame: FromThread): void => port.postMessage(frame);

const isAbandoned = (): boolean => abandoned !== null && Atomics.load(abandoned, 0) !== 0;

const goOn = (): void => {
  if (isAbandoned()) refuse('search.superseded');
};

/** As often as a progress bar can show it. */
const tellProgress = (status: IndexStatus): void => {
  const now = performance.now();
  if (status.state === 'rebuilding' && now - toldAt < 200) return;
  toldAt = now;
  send({ kind: 'progress', status });
};

/** Goes on with indexing anew, one step at a time: calls that came meanwhile are served in between. */
const rebuildNext = (): void => {
  if (rebuild === null || database === null) return;
  isRebuilding = rebuild.step();
  tellProgress(rebuild.status());
  if (isRebuilding) setImmediate(rebuildNext);
};

const startRebuilding = (): void => {
  if (isRebuilding || rebuild?.status().state !== 'rebuilding') return;
  isRebuilding = true;
  setImmediate(rebuildNext);
};

/** The whole file; a table at a time, since a thread can end only between two statements. */
const check = (opened: Database): string[] => {
  const tables = opened
    .prepare<[], string>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'",
    )
    .pluck()
    .all();
  return tables.flatMap((table) => {
    if (isAbandoned()) return [];
    return opened
      .prepare<[string], string>('SELECT quick_check FROM pragma_quick_check(?)')
      .pluck()
      .all(table)
      .filter((line) => line !== 'ok');
  });
};

const open = (): void => {
  try {
    if (role === 'writer') {
      database = openForWriting(dataFolder, startedAt);
      keepIndexes(database);
      rebuild = openRebuild(database);
      functions = writerFunctions(database, rebuild);
    } else if (role === 'reader') {
      database = openForReading(dataFolder);
      functions = readerFunctions(database, dataFolder, goOn);
    } else {
      database = openForChecking(dataFolder);
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    send({ kind: 'refused', error: error.error });
    return;
  }
  send({ kind: 'opened', problems: role === 'checker' ? check(database) : [] });
  startRebuilding();
};

const call = ({ id, name, input, now }: Extract<ToThread, { kind: 'call' }>): void => {
  try {
    const act = functions[name];
    if (!act || !database) throw new Error(`storage has no ${role} function ${name}`);
    const transaction = database.transaction(() => act(input as never, now));
    const value = role === 'writer' ? transaction.immediate() : transaction.deferred();
    send({ kind: 'value', id, value });
    if (name === 'rebuildIndex') startRebuilding();
  } catch (error) {
    if (error instanceof Refusal) send({ kind: 'error', id, error: error.error });
    else {
      const { message, stack = message } = error instanceof Error ? error : new Error(String(error));
      send({ kind: 'fault', id, message, stack });
    }
  }
};

const close = (): void => {
  if (role === 'writer' && database) {
    database.pragma('optimize');
    database.pragma('wal_checkpoint(TRUNCATE)');
  }
  database?.close();
  database = null;
  port.close();
};

port.on('message', (frame: ToThread) => {
  if (frame.kind === 'call') call(frame);
  else if (frame.kind === 'open') open();
  else close();
});
