import { findSpans, type Phrase, type Span } from './spans.ts';
import { ascii, fold, unspaced } from './words.ts';

/*
 * Cutting a text into words takes most of the time of a snippet, and ICU most of that. Nearly always the letters of a
 * query stand in the text as they are, or but for case and accents: then it is enough to look at the edges of each such
 * place, and to cut into words only around those where spaces do not tell.
 */

const inWord = /[\p{L}\p{M}\p{N}\p{Co}]/u;
/** Latin, Greek and Cyrillic, where folding is a matter of single letters. */
const letters = /[\u00c0-\u04ff\u1e00-\u1fff]/g;
/** What folds in company of others, or to more than one letter: marks, and the blocks of compatibility forms. */
const opaque =
  /[\p{M}\u00aa\u00b2-\u00b5\u00b9-\u00be\u2070-\u209f\u2100-\u218f\u2460-\u24ff\u3200-\u33ff\uf900-\ufaff\ufb00-\ufeff\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff66-\uffdc\u{1d400}-\u{1d7ff}\u{2f800}-\u{2fa1f}]/u;

const plainLetters = new Map<string, string>();
/** Stands for "ss" and is common in German: it stays, and queries that it may answer are left to `findSpans`. */
const sharp = 'ß';
const mayMeanSharp = ({ words, prefix }: Phrase): boolean =>
  words.some((word) => word.includes('ss')) || (prefix && (words.at(-1) ?? '').endsWith('s'));

const isMany = '\uffff';
const plainLetter = (letter: string): string => {
  const known = plainLetters.get(letter);
  if (known !== undefined) return known;
  const folded = fold(letter);
  const plain = letter === sharp ? sharp : folded.length === 1 ? folded : isMany;
  plainLetters.set(letter, plain);
  return plain;
};

/** The text folded with every letter in its place, or `null` where letters would move. */
const plainText = (text: string): string | null => {
  const lower = text.toLowerCase();
  if (ascii.test(lower)) return lower;
  if (lower.length !== text.length || opaque.test(lower)) return null;
  const plain = lower.replace(letters, plainLetter);
  return plain.includes(isMany) ? null : plain;
};

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00;
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000;

const characterBefore = (text: string, index: number): string =>
  text.slice(index - (index > 1 && isLow(text.charCodeAt(index - 1)) ? 2 : 1), index);
const characterAt = (text: string, index: number): string =>
  text.slice(index, index + (isHigh(text.charCodeAt(index)) ? 2 : 1));

/** Whether a word of a script with spaces would go on with this character. */
const goesOn = (character: string): boolean => inWord.test(character) && !unspaced.test(character);

/** The end of the word that stands at `at`, or -1 when `word` is only a part of it. */
const endOfWord = (plain: string, at: number, { words: [word = ''], prefix }: Phrase): number => {
  if (at > 0 && goesOn(characterBefore(plain, at))) return -1;
  let end = at + word.length;
  while (end < plain.length) {
    const next = characterAt(plain, end);
    if (!goesOn(next)) break;
    if (!prefix) return -1;
    end += next.length;
  }
  return end;
};

/** What is cut into words around a place: enough for ICU to see a word's neighbours. */
const around = 12;

const wholeCharacter = (text: string, index: number): number =>
  index > 0 && index < text.length && isLow(text.charCodeAt(index)) ? index - 1 : index;

/** The span of a phrase that may stand at `at`, by the words around it. */
const spanAround = (text: string, at: number, phrase: Phrase, number: number): Span | null => {
  const isUnspaced = unspaced.test(phrase.words[0] ?? '');
  const start = isUnspaced ? wholeCharacter(text, Math.max(0, at - around)) : at;
  const length = phrase.words.reduce((sum, { length }) => sum + length + around, 0);
  let end = Math.min(text.length, at + length);
  while (end < text.length && goesOn(characterAt(text, end))) end += 1;
  const found = findSpans(text.slice(start, end), [phrase]).find((span) => span.start + start === at);
  return found ? { start: at, end: found.end + start, phrase: number } : null;
};

/** The spans of one phrase, in order, but no more than `most`. */
const spansOf = (text: string, plain: string, phrase: Phrase, number: number, most: number): Span[] => {
  const [word = ''] = phrase.words;
  const isPlainWord = phrase.words.length === 1 && !unspaced.test(word);
  const spans: Span[] = [];
  for (let at = plain.indexOf(word); at !== -1; at = plain.indexOf(word, at + word.length)) {
    const end = isPlainWord ? endOfWord(plain, at, phrase) : at;
    if (end === -1) continue;
    const span = isPlainWord ? { start: at, end, phrase: number } : spanAround(text, at, phrase, number);
    if (span) spans.push(span);
    if (spans.length === most) break;
  }
  return spans;
};

/**
 * Like `findSpans`, at a fraction of its cost and with at most `most` spans of each phrase. `null` when letters alone do
 * not tell where the words of this text are.
 */
export const findSpansByLetters = (text: string, phrases: readonly Phrase[], most: number): Span[] | null => {
  const plain = plainText(text);
  if (plain === null || (plain.includes(sharp) && phrases.some(mayMeanSharp))) return null;
  const byPhrase = phrases.map((phrase, number) =>
    (phrase.words[0] ?? '') === '' ? [] : spansOf(text, plain, phrase, number, most),
  );
  // ICU cuts a long text as a whole, and may see more words in it than around one place.
  const isUnsure = phrases.some(
    ({ words: [word = ''] }, number) =>
      byPhrase[number]?.length === 0 && unspaced.test(word) && plain.includes(word),
  );
  return isUnsure ? null : byPhrase.flat().sort((one, other) => one.start - other.start);
};
