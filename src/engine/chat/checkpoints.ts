/** The longest time that text may stand in memory alone. */
const checkpointMs = 250;

/**
 * Writes a growing text down at most every 250 ms and never twice at once, so that a crash costs a quarter of a second
 * of an answer, and a fast model does not turn each token into a commit.
 */
export class Checkpoints {
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> | null = null;
  #ended = false;
  readonly #write: () => Promise<void>;

  constructor(write: () => Promise<void>) {
    this.#write = write;
  }

  /** There is something new to write. */
  touch(): void {
    if (this.#ended || this.#timer !== null || this.#writing !== null) return;
    this.#timer = setTimeout(() => this.#run(), checkpointMs);
  }

  /** No more writes are begun; resolves when the one under way is through. */
  async end(): Promise<void> {
    this.#ended = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    await this.#writing;
  }

  #run(): void {
    this.#timer = null;
    this.#writing = this.#write().finally(() => {
      this.#writing = null;
    });
  }
}
