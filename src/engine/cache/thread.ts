import { parentPort, workerData } from 'node:worker_threads';
import { createAnswerFunctions, type AnswerFunctions } from './answers.ts';
import { clearAnswersFile, isDamage, openAnswersFile } from './file.ts';
import type { FromThread, ThreadData, ToThread } from './protocol.ts';

/*
 * The thread that keeps the file of answers. It opens it at once, and dies when that cannot be done; then it answers one
 * call after the other.
 */

const port = parentPort;
if (!port) throw new Error('the cache runs on a thread of its own');
const { dataFolder } = workerData as ThreadData;

const send = (frame: FromThread): void => port.postMessage(frame);

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const open = () =>
  openAnswersFile(
    dataFolder,
    (database) => ({ database, functions: createAnswerFunctions(database) }),
    (reason) => send({ kind: 'replaced', reason }),
  );

let opened = open();

/** A damaged page fails every call that comes to it: nothing in the file is worth that. */
const beginAnew = (reason: string): void => {
  opened.database.close();
  clearAnswersFile(dataFolder);
  opened = open();
  send({ kind: 'replaced', reason });
};

const call = ({ id, name, input }: Extract<ToThread, { kind: 'call' }>): void => {
  try {
    const act = opened.functions[name as keyof AnswerFunctions] as (input: unknown) => unknown;
    send({ kind: 'value', id, value: act(input) });
  } catch (error) {
    send({ kind: 'fault', id, message: messageOf(error) });
    if (isDamage(error)) beginAnew(messageOf(error));
  }
};

const close = (): void => {
  try {
    opened.database.pragma('optimize');
    opened.database.pragma('wal_checkpoint(TRUNCATE)');
  } catch {
    // A full disk, for one: the log stays, and is read at the next start.
  }
  opened.database.close();
  port.close();
};

port.on('message', (frame: ToThread) => {
  if (frame.kind === 'call') call(frame);
  else close();
});
