interface Sleeper {
  wakesAt: number;
  wake(): void;
}

/** Time that stands still until a test winds it on. */
export class ManualClock {
  #now: number;
  #sleepers: Sleeper[] = [];
  #watchers: (() => void)[] = [];

  constructor(startsAt: number = Date.now()) {
    this.#now = startsAt;
  }

  readonly now = (): number => this.#now;

  readonly sleep = (milliseconds: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const sleeper: Sleeper = { wakesAt: this.#now + milliseconds, wake: resolve };
      signal.addEventListener('abort', () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        reject(signal.reason as Error);
      });
      this.#sleepers.push(sleeper);
      for (const look of this.#watchers) look();
    });

  /** When each sleeper wakes, in milliseconds from now, the next first. */
  get sleeps(): number[] {
    return this.#sleepers.map(({ wakesAt }) => wakesAt - this.#now).sort((one, other) => one - other);
  }

  /** Winds the clock on; who is due wakes. */
  advance(milliseconds: number): void {
    this.#now += milliseconds;
    const due = this.#sleepers.filter(({ wakesAt }) => wakesAt <= this.#now);
    this.#sleepers = this.#sleepers.filter((sleeper) => !due.includes(sleeper));
    for (const sleeper of due) sleeper.wake();
  }

  /** Resolves when somebody sleeps for so long, within a millisecond. */
  asleepFor(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (this.sleeps.some((sleep) => Math.abs(sleep - milliseconds) <= 1)) resolve();
      };
      this.#watchers.push(look);
      look();
    });
  }
}
