/**
 * In UTF-16 units. A stretch is what is counted in one go: some 6 ms of the engine's time, 100 ms if someone means ill.
 */
const stretchLength = 16_384;
/** How far beyond that the end of a word is looked for. */
const furthestWordEnd = 256;

/**
 * Merging the bytes of one unbroken run takes time by the square of its length: a letter that is repeated a million
 * times would keep the engine busy for twenty minutes. Longer runs than this are counted in parts, each of which may
 * cost a token more than is due.
 */
export const longestRun = 256;

/**
 * The tokenizer never joins a letter or digit to what follows, unless that is another of them, a mark above or below it,
 * or an apostrophe, as in "it's". A text cut here has as many tokens in two parts as in one.
 */
const wordEnd = /[\p{L}\p{N}](?![\p{L}\p{N}\p{M}'])/u;

/**
 * What the tokenizer merges in one go is one of these, or two where line breaks follow signs. It takes digits by threes.
 */
const runs = /[\p{L}\p{M}]+|[\s/]+|[^\s\p{L}\p{N}]+/gu;

export interface Piece {
  text: string;
  /** Whether it ends where the tokenizer would have ended a token too. */
  end: 'natural' | 'forced';
}

const isInsidePair = (text: string, at: number): boolean =>
  /^[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(text.slice(at - 1, at + 1));

/** The same place or the one before, so that no character is torn in two. */
const besidePair = (text: string, at: number): number => (isInsidePair(text, at) ? at - 1 : at);

const stretchEnd = (text: string, from: number): [number, Piece['end']] => {
  const at = besidePair(text, from + stretchLength);
  if (at >= text.length) return [text.length, 'natural'];
  const ahead = text.slice(at, at + furthestWordEnd);
  const found = wordEnd.exec(ahead);
  const length = found === null ? ahead.length : found.index + found[0].length;
  // What ends with the part that was looked at, or before half a character at its end, may go on behind it.
  return length + 1 < ahead.length ? [at + length, 'natural'] : [at, 'forced'];
};

/** The text in parts that are short enough to be counted without keeping others waiting. */
export function* stretches(text: string): Generator<Piece> {
  for (let from = 0; from < text.length;) {
    const [to, end] = stretchEnd(text, from);
    yield { text: text.slice(from, to), end };
    from = to;
  }
}

/** A stretch in parts none of which holds a run that is longer than `longestRun`. Nearly always it is the only part. */
export function* withoutLongRuns(stretch: string): Generator<Piece> {
  let from = 0;
  for (const { 0: run, index } of stretch.matchAll(runs)) {
    const end = index + run.length;
    while (end - Math.max(from, index) > longestRun) {
      const to = besidePair(stretch, Math.max(from, index) + longestRun);
      yield { text: stretch.slice(from, to), end: 'forced' };
      from = to;
    }
  }
  if (from < stretch.length) yield { text: stretch.slice(from), end: 'natural' };
}
