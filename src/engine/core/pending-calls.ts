/** The input and output of a thread's functions, as those who call them see them. */
export type InputOf<Fn> = Fn extends (input: infer Input, ...rest: never[]) => unknown ? Input : never;
export type OutputOf<Fn> = Fn extends (...input: never[]) => infer Output ? Output : never;

interface Pending {
  resolve(value: unknown): void;
  reject(reason: Error): void;
}

/** The calls that a thread has yet to answer. Once it is lost, what waits and all that comes later is rejected. */
export class PendingCalls {
  readonly #pending = new Map<number, Pending>();
  #nextId = 0;
  #refusal: Error | null = null;

  /** Why nothing more can be asked. */
  get refusal(): Error | null {
    return this.#refusal;
  }

  /** Gives the call its number and sends it; resolves with what is answered under that number. */
  add(send: (id: number) => void): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#refusal) {
        reject(this.#refusal);
        return;
      }
      const id = this.#nextId++;
      this.#pending.set(id, { resolve, reject });
      send(id);
    });
  }

  resolve(id: number, value: unknown): void {
    this.#take(id)?.resolve(value);
  }

  reject(id: number, reason: Error): void {
    this.#take(id)?.reject(reason);
  }

  /** What was asked before is still answered; what comes later is rejected. */
  refuse(reason: Error): void {
    this.#refusal ??= reason;
  }

  /** Nothing is answered any more. */
  lose(reason: Error): void {
    this.#refusal ??= reason;
    for (const { reject } of this.#pending.values()) reject(this.#refusal);
    this.#pending.clear();
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }
}
