import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { Turn } from '../model/index.ts';
import { loadEncoding, type CountTokens } from './encoding.ts';
import { familyOf, type Precision } from './families.ts';
import { stretches, withoutLongRuns } from './pieces.ts';

export interface TokenCount {
  tokens: number;
  precision: Precision;
}

export interface CountedTurn {
  turn: Turn;
  /** With what frames it. */
  tokens: number;
}

export interface CountedTurns {
  turns: readonly CountedTurn[];
  /** Tokens that come on top of the turns, however many there are. */
  preamble: number;
  precision: Precision;
}

/** Texts whose count is remembered, at some 200 bytes each. */
const rememberedTexts = 10_000;

/** UTF-16 units that are counted before others have their turn. */
const pauseAfter = 16_384;

const keyOf = (text: string): string => createHash('sha256').update(text).digest('base64');

const lesser = (one: Precision, other: Precision): Precision => (one === 'exact' ? other : 'about');

/**
 * Counts what a model is sent. Each text is counted once, whichever the model, so that a growing conversation costs only
 * its new turns. Nothing here belongs before a send: `surelyFits` answers most of those without a count.
 */
export class TokenCounter {
  readonly #load: () => Promise<CountTokens>;
  readonly #known = new LRUCache<string, TokenCount>({ max: rememberedTexts });
  #encoding: Promise<CountTokens> | null = null;
  #sincePause = 0;

  constructor(load: () => Promise<CountTokens> = loadEncoding) {
    this.#load = load;
  }

  /** The text alone, with nothing that frames it. */
  async countText(model: string, text: string): Promise<TokenCount> {
    const { factor, precision } = familyOf(model);
    const count = await this.#inO200k(text);
    return { tokens: Math.ceil(count.tokens * factor), precision: lesser(precision, count.precision) };
  }

  async countTurns(model: string, turns: readonly Turn[]): Promise<CountedTurns> {
    const { frame, preamble, precision: precisionOfModel } = familyOf(model);
    const counted: CountedTurn[] = [];
    let precision = precisionOfModel;
    for (const turn of turns) {
      const count = await this.countText(model, turn.content);
      counted.push({ turn, tokens: count.tokens + frame[turn.role] });
      precision = lesser(precision, count.precision);
    }
    return { turns: counted, preamble, precision };
  }

  async #inO200k(text: string): Promise<TokenCount> {
    const key = keyOf(text);
    const known = this.#known.get(key);
    if (known) return known;
    this.#encoding ??= this.#load();
    const encoding = await this.#encoding;
    const count: TokenCount = { tokens: 0, precision: 'exact' };
    for (const stretch of stretches(text)) {
      await this.#giveWay(stretch.text.length);
      if (stretch.end === 'forced') count.precision = 'about';
      for (const piece of withoutLongRuns(stretch.text)) {
        count.tokens += encoding(piece.text);
        if (piece.end === 'forced') count.precision = 'about';
      }
    }
    this.#known.set(key, count);
    return count;
  }

  /** Many short texts keep others waiting as one long text does. */
  async #giveWay(length: number): Promise<void> {
    if (this.#sincePause + length > pauseAfter) {
      this.#sincePause = 0;
      await setImmediate();
    }
    this.#sincePause += length;
  }
}

/**
 * More than these turns will be counted as, without a vocabulary: no tokenizer makes more tokens of a text than it has
 * bytes in UTF-8.
 */
export const mostTokens = (model: string, turns: readonly Turn[]): number => {
  const { factor, frame, preamble } = familyOf(model);
  return turns.reduce(
    (sum, { role, content }) => sum + Math.ceil(Buffer.byteLength(content) * factor) + frame[role],
    preamble,
  );
};
