import { Worker } from 'node:worker_threads';
import { PendingCalls, type InputOf, type OutputOf } from '../core/pending-calls.ts';
import type { AnswerFunctions } from './answers.ts';
import type { FromThread, ThreadData, ToThread } from './protocol.ts';

export interface ChannelListener {
  replaced(reason: string): void;
  /** The thread has died, or could not open a file; told once, before the calls that wait are rejected. */
  lost(reason: string): void;
}

/** The engine's end of the cache's thread. */
export class Channel {
  readonly #worker: Worker;
  readonly #calls = new PendingCalls();
  readonly #listener: ChannelListener;
  readonly #ended: Promise<void>;

  constructor(threadUrl: URL, data: ThreadData, listener: ChannelListener) {
    this.#listener = listener;
    // The process's own flags (a debugger's, a shell's `--input-type`) are not for its threads.
    this.#worker = new Worker(threadUrl, { workerData: data, execArgv: [], name: 'answer cache' });
    this.#worker.on('message', (frame: FromThread) => this.#receive(frame));
    this.#worker.on('error', (error) =>
      this.#lose(error instanceof Error ? error : new Error(String(error))),
    );
    this.#ended = new Promise((resolve) => {
      this.#worker.once('exit', () => {
        this.#lose(new Error('the thread has ended'));
        resolve();
      });
    });
  }

  /** Whether anything can still be asked. */
  get isOpen(): boolean {
    return this.#calls.refusal === null;
  }

  call<Name extends keyof AnswerFunctions>(
    name: Name,
    input: InputOf<AnswerFunctions[Name]>,
  ): Promise<OutputOf<AnswerFunctions[Name]>> {
    const answered = this.#calls.add((id) => this.#send({ kind: 'call', id, name, input }));
    return answered as Promise<OutputOf<AnswerFunctions[Name]>>;
  }

  /** What was called before is still answered; what comes later is rejected. */
  async close(): Promise<void> {
    if (this.isOpen) this.#send({ kind: 'close' });
    this.#calls.refuse(new Error('the cache is closed'));
    await this.#ended;
  }

  #send(frame: ToThread): void {
    this.#worker.postMessage(frame);
  }

  #receive(frame: FromThread): void {
    if (frame.kind === 'value') this.#calls.resolve(frame.id, frame.value);
    else if (frame.kind === 'fault') this.#calls.reject(frame.id, new Error(frame.message));
    else this.#listener.replaced(frame.reason);
  }

  #lose(reason: Error): void {
    if (this.isOpen) this.#listener.lost(reason.message);
    this.#calls.lose(reason);
  }
}
