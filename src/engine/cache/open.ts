import { LRUCache } from 'lru-cache';
import type { InputOf, OutputOf } from '../core/pending-calls.ts';
import type {
  AnswerCache,
  CacheStatistics,
  CacheTrouble,
  FindOptions,
  FoundAnswer,
  KeptAnswer,
  NewAnswer,
  Selection,
} from './answer-cache.ts';
import type { AnswerFunctions } from './answers.ts';
import { Channel } from './channel.ts';
import { noCounts } from './counters.ts';
import { isFresh } from './freshness.ts';
import type { AnswerKey } from './key.ts';
import { UseLog } from './use-log.ts';

export interface AnswerCacheOptions {
  /** Made if it is not there. */
  dataFolder: string;
  /** How much memory the answers in it may take up. */
  memoryBytes?: number;
  /** What `setLimit` changes. */
  limitBytes?: number;
  /** The thread's file when the engine is bundled; its source otherwise. */
  threadUrl?: URL;
  onTrouble?(trouble: CacheTrouble): void;
}

const usualMemoryBytes = 32 * 1024 * 1024;
const usualLimitBytes = 256 * 1024 * 1024;
const longestQuestion = 2_000;
const warmedPerStep = 25;

// Not a literal in `new URL`: a bundler would take the source for an asset of its own.
const threadSource = './thread.ts';

/** At most: V8 keeps a text of Latin letters in half of it. */
const bytesInMemory = ({ content }: KeptAnswer): number => 2 * content.length + 600;

/**
 * Memory above the file. What memory holds it was given by the thread: since that answers in the order in which it was
 * asked, an answer that is dropped while a lookup is on its way is not left behind.
 */
class LayeredCache implements AnswerCache {
  readonly #memory: LRUCache<AnswerKey, KeptAnswer>;
  readonly #channel: Channel;
  readonly #uses = new UseLog(() => void this.#writeUses());
  readonly #onTrouble: (trouble: CacheTrouble) => void;
  #limitBytes: number;
  #tidying: 'no' | 'yes' | 'again' = 'no';

  constructor(options: AnswerCacheOptions) {
    const { memoryBytes = usualMemoryBytes, limitBytes = usualLimitBytes } = options;
    this.#onTrouble = options.onTrouble ?? (() => {});
    this.#limitBytes = limitBytes;
    this.#memory = new LRUCache({ maxSize: memoryBytes, sizeCalculation: bytesInMemory });
    const threadUrl = options.threadUrl ?? new URL(threadSource, import.meta.url);
    this.#channel = new Channel(
      threadUrl,
      { dataFolder: options.dataFolder },
      {
        replaced: (detail) => this.#doWithLess({ kind: 'replaced', detail }),
        lost: (detail) => this.#doWithLess({ kind: 'lost', detail }),
      },
    );
    this.#tidy();
  }

  async find(key: AnswerKey, { freshFor, now, expired }: FindOptions): Promise<FoundAnswer | null> {
    if (freshFor === 'off') return null;
    const remembered = this.#memory.get(key);
    const answer = remembered ?? (await this.#ask('find', key, null));
    const age = answer !== null && isFresh(answer.createdAt, freshFor, now) ? 'fresh' : 'expired';
    if (answer === null || (age === 'expired' && expired === 'refused')) {
      this.#uses.miss();
      return null;
    }
    if (!remembered) this.#memory.set(key, answer);
    const found: FoundAnswer = { answer, age, layer: remembered ? 'memory' : 'file' };
    this.#uses.hit(key, found, now);
    return found;
  }

  async keep(answer: NewAnswer): Promise<void> {
    const { key, question, ...said } = answer;
    // SQLite would change lone surrogates, and the checksum would not fit any more. A cut may make one.
    const kept: KeptAnswer = { ...said, content: said.content.toWellFormed() };
    const cut = question.slice(0, longestQuestion).toWellFormed();
    const bytes = await this.#ask('store', { ...kept, key, question: cut }, null);
    if (bytes === null) return;
    this.#memory.set(key, kept);
    if (bytes > this.#limitBytes) this.#tidy();
  }

  async drop(selection: Selection): Promise<number> {
    let count = 0;
    let after: number | null = 0;
    while (after !== null) {
      const step: { gone: number; next: number | null } = await this.#ask(
        'dropSome',
        { selection, after },
        { gone: 0, next: null },
      );
      count += step.gone;
      after = step.next;
    }
    // To read the others again costs less than to know which they are.
    if (selection.kind === 'entry') this.#memory.delete(selection.key);
    else this.#memory.clear();
    this.#tidy();
    return count;
  }

  setLimit(bytes: number): void {
    this.#limitBytes = bytes;
    this.#tidy();
  }

  async warm(): Promise<void> {
    const numbers = await this.#ask('hottest', this.#memory.maxSize, []);
    // The most used last: what came first is the first to go.
    for (let end = numbers.length; end > 0; end -= warmedPerStep) {
      const step = numbers.slice(Math.max(0, end - warmedPerStep), end).reverse();
      for (const { key, answer } of await this.#ask('read', step, []))
        if (!this.#memory.has(key)) this.#memory.set(key, answer);
    }
  }

  async statistics(): Promise<CacheStatistics> {
    await this.#writeUses();
    const nothing = { entries: 0, bytes: 0, counters: noCounts(), models: [] };
    const { entries, bytes, counters, models } = await this.#ask('statistics', null, nothing);
    return {
      memory: {
        hits: counters.memory_hits,
        entries: this.#memory.size,
        bytes: this.#memory.calculatedSize,
      },
      file: { hits: counters.file_hits, entries, bytes },
      misses: counters.misses,
      expiredHits: counters.expired_hits,
      savedTokens: { input: counters.saved_input_tokens, output: counters.saved_output_tokens },
      savedMs: counters.saved_ms,
      savedMicrodollars: counters.saved_microdollars,
      models,
    };
  }

  async forgetStatistics(): Promise<void> {
    this.#uses.forgetCounters();
    await this.#ask('forgetStatistics', null, undefined);
  }

  async close(): Promise<void> {
    await this.#writeUses();
    await this.#channel.close();
    this.#memory.clear();
  }

  async #writeUses(): Promise<void> {
    const taken = this.#uses.take();
    if (taken !== null) await this.#ask('record', taken, undefined);
  }

  #tidy(): void {
    if (this.#tidying === 'no') void this.#tidyUntilDone();
    else this.#tidying = 'again';
  }

  /** Brings the file under its limit, in steps of the thread's between which it answers lookups. */
  async #tidyUntilDone(): Promise<void> {
    this.#tidying = 'yes';
    let done = false;
    while (!done || this.#isWantedAgain()) {
      this.#tidying = 'yes';
      await this.#writeUses();
      const step = await this.#ask('tidy', { limitBytes: this.#limitBytes }, { gone: [], done: true });
      for (const key of step.gone) this.#memory.delete(key);
      done = step.done;
    }
    this.#tidying = 'no';
  }

  /** The limit, or what there is to give back, changed while the last step was on its way. */
  #isWantedAgain(): boolean {
    return this.#tidying === 'again';
  }

  async #ask<Name extends keyof AnswerFunctions, Otherwise>(
    name: Name,
    input: InputOf<AnswerFunctions[Name]>,
    otherwise: Otherwise,
  ): Promise<OutputOf<AnswerFunctions[Name]> | Otherwise> {
    try {
      return await this.#channel.call(name, input);
    } catch (error) {
      // That it is lost was told once, for all that comes after.
      if (this.#channel.isOpen)
        this.#onTrouble({ kind: 'failed', detail: error instanceof Error ? error.message : String(error) });
      return otherwise;
    }
  }

  #doWithLess(trouble: CacheTrouble): void {
    this.#memory.clear();
    this.#onTrouble(trouble);
  }
}

/** The cache over `answers.db`. It can be asked at once; what is asked waits until the thread has opened the file. */
export const openAnswerCache = (options: AnswerCacheOptions): AnswerCache => new LayeredCache(options);
