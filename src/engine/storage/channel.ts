import { Worker } from 'node:worker_threads';
import type { IndexStatus } from '../../shared/contract/index.ts';
import { ContractFailure } from '../../shared/contract/errors.ts';
import type { FromThread, ThreadData, ToThread } from './protocol.ts';

/** The input and output of a thread's functions, as the engine's side sees them. */
type InputOf<Fn> = Fn extends (input: infer Input, ...rest: never[]) => unknown ? Input : never;
type OutputOf<Fn> = Fn extends (...input: never[]) => infer Output ? Output : never;

interface Pending {
  resolve(value: unknown): void;
  reject(reason: Error): void;
}

/** The engine's end of a storage thread. A thread that dies rejects what waits for it and all that comes later. */
export class Channel<Functions> {
  readonly #worker: Worker;
  readonly #now: () => number;
  readonly #onProgress: (status: IndexStatus) => void;
  readonly #pending = new Map<number, Pending>();
  readonly #ended: Promise<void>;
  #opening: Pending | null = null;
  #nextId = 0;
  #lost: Error | null = null;

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
      this.#lose(error instanceof Error ? error : new Error(String(error))),
    );
    this.#ended = new Promise((resolve) => {
      this.#worker.once('exit', () => {
        this.#lose(new Error('storage is closed'));
        resolve();
      });
    });
  }

  /** Resolves when the thread has opened the database, with what it found wrong; rejects with a `storage.*` failure. */
  open(): Promise<string[]> {
    return new Promise((resolve, reject) => {
      this.#opening = { resolve: resolve as (value: unknown) => void, reject };
      if (this.#lost) reject(this.#lost);
      else this.#send({ kind: 'open' });
    });
  }

  call<Name extends keyof Functions & string>(
    name: Name,
    input: InputOf<Functions[Name]>,
  ): Promise<OutputOf<Functions[Name]>> {
    return new Promise((resolve, reject) => {
      if (this.#lost) {
        reject(this.#lost);
        return;
      }
      const id = this.#nextId++;
      this.#pending.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.#send({ kind: 'call', id, name, input, now: this.#now() });
    });
  }

  /** What was called before is still answered; what comes later is rejected. */
  async close(): Promise<void> {
    if (!this.#lost) this.#send({ kind: 'close' });
    this.#lost ??= new Error('storage is closed');
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
    if (frame.kind === 'opened') this.#opening?.resolve(frame.problems);
    else if (frame.kind === 'progress') this.#onProgress(frame.status);
    else if (frame.kind === 'refused') this.#lose(new ContractFailure(frame.error));
    else {
      const waiting = this.#pending.get(frame.id);
      this.#pending.delete(frame.id);
      if (frame.kind === 'value') waiting?.resolve(frame.value);
      else if (frame.kind === 'error') waiting?.reject(new ContractFailure(frame.error));
      else {
        const fault = new Error(frame.message);
        fault.stack = frame.stack;
        waiting?.reject(fault);
      }
    }
  }

  #lose(error: Error): void {
    this.#lost ??= error;
    this.#opening?.reject(this.#lost);
    for (const { reject } of this.#pending.values()) reject(this.#lost);
    this.#pending.clear();
  }
}
