/** How long to wait, in milliseconds. The SDK's own timeout ends with the headers, so these are our own. */
export interface Patience {
  /** From the request's leaving to the response's headers. */
  connectMs: number;
  /** From the request's leaving to the first text or reasoning. */
  firstTokenMs: number;
  /** Between two pieces after that. */
  nextTokenMs: number;
}

export const usualPatience: Patience = { connectMs: 15_000, firstTokenMs: 60_000, nextTokenMs: 25_000 };

/** Says when nothing has come for too long, once, with the seconds that were waited. */
export class Watchdog {
  readonly #patience: Patience;
  readonly #onTimeout: (seconds: number) => void;
  readonly #startedAt = performance.now();
  #timer: NodeJS.Timeout;

  constructor(patience: Patience, onTimeout: (seconds: number) => void) {
    this.#patience = patience;
    this.#onTimeout = onTimeout;
    this.#timer = this.#wait(Math.min(patience.connectMs, patience.firstTokenMs), 0);
  }

  connected(): void {
    const waited = performance.now() - this.#startedAt;
    this.#restart(this.#patience.firstTokenMs, waited);
  }

  token(): void {
    this.#restart(this.#patience.nextTokenMs, 0);
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  #restart(milliseconds: number, waited: number): void {
    clearTimeout(this.#timer);
    this.#timer = this.#wait(milliseconds, waited);
  }

  #wait(milliseconds: number, waited: number): NodeJS.Timeout {
    return setTimeout(this.#onTimeout, Math.max(0, milliseconds - waited), milliseconds / 1000);
  }
}
