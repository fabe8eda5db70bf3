import type { FoundAnswer } from './answer-cache.ts';
import type { Gathered, Use } from './answers.ts';
import { noCounts } from './counters.ts';
import type { AnswerKey } from './key.ts';

/** What is lost of it when the app dies is only a count. */
const writeAfterMs = 1_000;

/** What was found and missed, gathered so that not each look costs a commit. */
export class UseLog {
  readonly #uses = new Map<AnswerKey, Use>();
  readonly #write: () => void;
  #counters = noCounts();
  #timer: NodeJS.Timeout | null = null;

  /** `write` is called when something was gathered a while ago. */
  constructor(write: () => void) {
    this.#write = write;
  }

  hit(key: AnswerKey, { answer, age, layer }: FoundAnswer, now: number): void {
    const { uses } = this.#uses.get(key) ?? { uses: 0 };
    this.#uses.set(key, { key, uses: uses + 1, lastUsedAt: now });
    const counters = this.#counters;
    counters[layer === 'memory' ? 'memory_hits' : 'file_hits'] += 1;
    counters.expired_hits += age === 'expired' ? 1 : 0;
    counters.saved_input_tokens += answer.usage?.inputTokens ?? 0;
    counters.saved_output_tokens += answer.usage?.outputTokens ?? 0;
    counters.saved_ms += Math.round(answer.timing.totalMs);
    counters.saved_microdollars += answer.costMicrodollars ?? 0;
    this.#writeLater();
  }

  miss(): void {
    this.#counters.misses += 1;
    this.#writeLater();
  }

  forgetCounters(): void {
    this.#counters = noCounts();
  }

  /** What is not yet written down, which is the caller's now; `null` when there is nothing. */
  take(): Gathered | null {
    if (this.#timer === null) return null;
    clearTimeout(this.#timer);
    this.#timer = null;
    const taken = { uses: [...this.#uses.values()], counters: this.#counters };
    this.#uses.clear();
    this.#counters = noCounts();
    return taken;
  }

  #writeLater(): void {
    this.#timer ??= setTimeout(this.#write, writeAfterMs).unref();
  }
}
