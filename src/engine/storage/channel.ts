import { Worker } from 'node:worker_threads';
import type { IndexStatus } from '../../shared/contract/index.ts';
import { ContractFailure } from '../../shared/contract/errors.ts';
import { PendingCalls, type InputOf, type OutputOf } from '../core/pending-calls.ts';
import type { FromThread, ThreadData, ToThread } from './protocol.ts';

/** The engine's end of a storage thread. A thread that dies rejects what waits for it and all that comes later. */
export class Channel<Functions> {
  readonly #worker: Worker;
  readonly #now: () => number;
  readonly #onProgress: (status: IndexStatus) => void;
  readonly #calls = new PendingCalls();
  readonly #ended: Promise<void>;
  #openingId = -1;

  constructor(
    threadUrl: URL,
    data: Omit<ThreadData, 'now'>,
    now: () => number,
    onProgress: (status: IndexStatus) => void = () => {},
  ) {
    this.#now = now;
    this.#onProgress = onProgress;
    const workerData: ThreadData = { ...data, now: now() };
    // The process's own flags (a debugger's, a shell's `--input-type`) are not for its threads.
    this.#worker = new Worker(threadUrl, { workerData, execArgv: [], name: `storage ${data.role}` });
    this.#worker.on('message', (frame: FromThread) => this.#receive(frame));
    this.#worker.on('error', (error) =>
      this.#calls.lose(error instanceof Error ? error : new Error(String(error))),
    );
    this.#ended = new Promise((resolve) => {
      this.#worker.once('exit', () => {
        this.#calls.lose(new Error('storage is closed'));
        resolve();
      });
    });
  }

  /** Resolves when the thread has opened the database, with what it found wrong; rejects with a `storage.*` failure. */
  open(): Promise<string[]> {
    const opened = this.#calls.add((id) => {
      this.#openingId = id;
      this.#send({ kind: 'open' });
    });
    return opened as Promise<string[]>;
  }

  call<Name extends keyof Functions & string>(
    name: Name,
    input: InputOf<Functions[Name]>,
  ): Promise<OutputOf<Functions[Name]>> {
    const answered = this.#calls.add((id) => this.#send({ kind: 'call', id, name, input, now: this.#now() }));
    return answered as Promise<OutputOf<Functions[Name]>>;
  }

  /** What was called before is still answered; what comes later is rejected. */
  async close(): Promise<void> {
    if (!this.#calls.refusal) this.#send({ kind: 'close' });
    this.#calls.refuse(new Error('storage is closed'));
    await this.#ended;
  }

  /** Ends the thread after the statement it is in. */
  async terminate(): Promise<void> {
    await this.#worker.terminate();
  }

  #send(frame: ToThread): void {
    this.#worker.postMessage(frame);
  }

  #receive(frame: FromThread): void {
    if (frame.kind === 'opened') this.#calls.resolve(this.#openingId, frame.problems);
    else if (frame.kind === 'progress') this.#onProgress(frame.status);
    else if (frame.kind === 'refused') this.#calls.lose(new ContractFailure(frame.error));
    else if (frame.kind === 'value') this.#calls.resolve(frame.id, frame.value);
    else if (frame.kind === 'error') this.#calls.reject(frame.id, new ContractFailure(frame.error));
    else {
      const fault = new Error(frame.message);
      fault.stack = frame.stack;
      this.#calls.reject(frame.id, fault);
    }
  }
}
