/** One who waits for an answer. */
export interface Joiner {
  /** Called with what was said so far, if anything was, and then with each piece as it comes. */
  receive(text: string): void;
  /** Leaves: the promise of `join` rejects with the signal's reason, and nothing more is received. */
  signal: AbortSignal;
}

/** Makes the call. It is aborted when nobody waits for it any more. */
export type StartAnswer<Ending> = (emit: (text: string) => void, signal: AbortSignal) => Promise<Ending>;

interface Waiting extends Joiner {
  resolve(ending: unknown): void;
  reject(reason: unknown): void;
  leave(): void;
}

/** A call that is on its way, with all who wait for it. */
class SharedCall {
  readonly abort = new AbortController();
  readonly #joiners = new Set<Waiting>();
  readonly #onAbandoned: () => void;
  #text = '';

  constructor(onAbandoned: () => void) {
    this.#onAbandoned = onAbandoned;
  }

  join({ receive, signal }: Joiner): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const leave = (): void => this.#leave(joiner, signal.reason);
      const joiner: Waiting = { receive, signal, resolve, reject, leave };
      this.#joiners.add(joiner);
      signal.addEventListener('abort', leave);
      if (this.#text !== '') this.#give(joiner, this.#text);
    });
  }

  emit(text: string): void {
    if (this.abort.signal.aborted) return;
    this.#text += text;
    // A copy: who joins from within `receive` is given this piece with all that came before it.
    for (const joiner of [...this.#joiners]) if (this.#joiners.has(joiner)) this.#give(joiner, text);
  }

  end(settle: (joiner: Waiting) => void): void {
    for (const joiner of this.#joiners) {
      joiner.signal.removeEventListener('abort', joiner.leave);
      settle(joiner);
    }
    this.#joiners.clear();
  }

  /** One who fails at receiving leaves with that failure; the others hear nothing of it. */
  #give(joiner: Waiting, text: string): void {
    try {
      joiner.receive(text);
    } catch (failure) {
      this.#leave(joiner, failure);
    }
  }

  #leave(joiner: Waiting, reason: unknown): void {
    if (!this.#joiners.delete(joiner)) return;
    joiner.signal.removeEventListener('abort', joiner.leave);
    joiner.reject(reason);
    if (this.#joiners.size > 0) return;
    this.#onAbandoned();
    this.abort.abort(reason);
  }
}

/** Lets those who ask the same at the same time share one call. */
export class SharedAnswers<Ending> {
  readonly #calls = new Map<string, SharedCall>();

  /**
   * Waits for the answer under this key; `start` is called only when nobody waits for it yet. Rejects with the call's
   * own failure, or with the reason of the joiner's signal; the call goes on as long as anybody waits for it.
   */
  async join(key: string, joiner: Joiner, start: StartAnswer<Ending>): Promise<Ending> {
    joiner.signal.throwIfAborted();
    const running = this.#calls.get(key);
    if (running) return running.join(joiner) as Promise<Ending>;

    const call = new SharedCall(() => this.#forget(key, call));
    this.#calls.set(key, call);
    const joined = call.join(joiner) as Promise<Ending>;
    void this.#run(key, call, start);
    return joined;
  }

  async #run(key: string, call: SharedCall, start: StartAnswer<Ending>): Promise<void> {
    try {
      const ending = await start((text) => call.emit(text), call.abort.signal);
      this.#forget(key, call);
      call.end(({ resolve }) => resolve(ending));
    } catch (failure) {
      this.#forget(key, call);
      call.end(({ reject }) => reject(failure));
    }
  }

  /** An abandoned call may still be ending when the next one under its key has begun. */
  #forget(key: string, call: SharedCall): void {
    if (this.#calls.get(key) === call) this.#calls.delete(key);
  }
}
