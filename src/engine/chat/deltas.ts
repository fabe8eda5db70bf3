/** A window's worth of text on its way to the screens. */
export interface DeltaSink {
  (delta: { offset: number; text: string }): void;
}

/**
 * Providers send thousands of pieces a second. The first leaves at once, for the sake of the first word; the rest are
 * gathered for a moment, short enough to be in time for the next frame, so that a fast model does not flood the port.
 */
const gatherMs = 2;

/** The answer as it grows: keeps the whole text and passes on what is new. */
export class GrowingAnswer {
  #content = '';
  #sent = 0;
  #timer: NodeJS.Timeout | null = null;
  #lastSentAt = -Infinity;
  readonly #sink: DeltaSink;
  readonly #clock: () => number;

  /** `clock` counts milliseconds from anywhere, and never goes back. */
  constructor(sink: DeltaSink, clock: () => number = () => performance.now()) {
    this.#sink = sink;
    this.#clock = clock;
  }

  get content(): string {
    return this.#content;
  }

  add(text: string): void {
    this.#content += text;
    if (this.#timer !== null) return;
    const wait = this.#lastSentAt + gatherMs - this.#clock();
    if (wait <= 0) this.flush();
    else this.#timer = setTimeout(() => this.flush(), wait);
  }

  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#sent === this.#content.length) return;
    this.#lastSentAt = this.#clock();
    const offset = this.#sent;
    this.#sent = this.#content.length;
    this.#sink({ offset, text: this.#content.slice(offset) });
  }
}
