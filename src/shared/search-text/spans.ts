import { wordsOf, type Word } from './words.ts';

/** Words that follow each other; of the last only the beginning may be meant. */
export interface Phrase {
  words: readonly string[];
  prefix: boolean;
}

/** A stretch of a text that a phrase matches, in UTF-16 units. */
export interface Span {
  start: number;
  end: number;
  /** The place of the phrase in the list that was looked for. */
  phrase: number;
}

const phraseAt = (words: readonly Word[], from: number, { words: wanted, prefix }: Phrase): boolean =>
  wanted.every((word, step) => {
    const found = words[from + step]?.folded;
    if (found === undefined) return false;
    return prefix && step === wanted.length - 1 ? found.startsWith(word) : found === word;
  });

/** Where the phrases stand in a text: the same words and folds by which the index found it. Spans may overlap. */
export const findSpans = (text: string, phrases: readonly Phrase[]): Span[] => {
  const words = [...wordsOf(text)];
  const spans: Span[] = [];
  words.forEach((word, index) => {
    phrases.forEach((phrase, number) => {
      if (!phraseAt(words, index, phrase)) return;
      const last = words[index + phrase.words.length - 1] ?? word;
      spans.push({ start: word.start, end: last.end, phrase: number });
    });
  });
  return spans;
};
