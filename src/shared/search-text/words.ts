/** A word as the index holds it, and where it stands in the text it was taken from. */
export interface Word {
  folded: string;
  start: number;
  end: number;
}

/*
 * The same classes that the FTS5 tables name to unicode61, so that it takes our words as they are. Marks belong to words:
 * without them it would cut Thai and Hindi at every vowel sign.
 */
const run = /[\p{L}\p{M}\p{N}\p{Co}]+/gu;

/** Scripts written without spaces between words. */
export const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー]/u;
const unspacedRuns =
  /([\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー][\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー\p{M}]*)/u;

/** Accents of Latin, Greek and Cyrillic; points and vowel signs of Hebrew and Arabic, which most writers leave out. */
const accents =
  /[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670]/g;
export const ascii = /^[\0-\x7f]*$/;
const segmenter = new Intl.Segmenter('und', { granularity: 'word' });

/** Case, accents and compatibility forms away: what two spellings of a word have in common. */
export const fold = (text: string): string =>
  ascii.test(text)
    ? text.toLowerCase()
    : text
        .normalize('NFKD')
        .toLowerCase()
        .replace(accents, '')
        .replaceAll('ς', 'σ')
        .replaceAll('ß', 'ss')
        .normalize('NFC');

/** Splits what is not one word for a reader: a Japanese sentence, a Latin word set between Chinese ones. */
const splitRun = (text: string, start: number): Word[] => {
  if (!unspaced.test(text)) return [{ folded: fold(text), start, end: start + text.length }];
  const words: Word[] = [];
  let offset = start;
  for (const part of text.split(unspacedRuns)) {
    if (unspaced.test(part)) {
      for (const { segment, index } of segmenter.segment(part)) {
        words.push({ folded: fold(segment), start: offset + index, end: offset + index + segment.length });
      }
    } else if (part !== '') {
      words.push({ folded: fold(part), start: offset, end: offset + part.length });
    }
    offset += part.length;
  }
  return words;
};

/** The words of a text, in order. Both the index and a query are made of them, so they always agree. */
export function* wordsOf(text: string): Generator<Word> {
  for (const match of text.matchAll(run)) {
    for (const word of splitRun(match[0], match.index)) {
      // Folding can leave nothing (a lone accent) or more than a word (½ becomes 1⁄2).
      if (word.folded !== '') yield word;
    }
  }
}

/** No word holds it, and it ends one. */
const runEnd = '\n';
const between = /[^\p{L}\p{M}\p{N}\p{Co}]+/gu;

/**
 * What goes into an index for this text: the words of `wordsOf`, a space between two. It takes shorter ways to them, since
 * each message passes here before its commit: plain ASCII the tokenizer of the index cuts as we do, and other text
 * is folded at once instead of word by word.
 */
export const indexedText = (text: string): string => {
  if (ascii.test(text)) return text.toLowerCase();
  // Before the folding, which would make words of signs: ™ is not the word "tm".
  const spaced = text.replace(between, ' ');
  if (!unspaced.test(spaced)) return fold(spaced);
  // ICU takes as long to begin with a text as to cut some ten words out of it, so all are cut as one.
  const parts = spaced.split(unspacedRuns);
  const runs = parts.filter((_, place) => place % 2 === 1);
  let cut = '';
  for (const { segment } of segmenter.segment(runs.join(runEnd))) cut += `${segment} `;
  const words = cut.split(runEnd);
  return fold(parts.map((part, place) => (place % 2 === 1 ? words[(place - 1) / 2] : part)).join(' '));
};
