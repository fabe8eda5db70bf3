import { mix, type Random } from './random.ts';
import { languageWords, type Language, type LanguageWords } from './words.ts';

/*
 * Words by their rank, as in real text: up to some thousands the frequency falls as 1/rank (Zipf), beyond that
 * faster, and there is no last word, so that the vocabulary grows with the text (Heaps). Words beyond the written list
 * are made of syllables, always the same for the same rank.
 */

const bend = 8_000;
const logOfBend = Math.log(bend);
/** Of all words, how many come from beyond the bend; how steeply they get rarer. */
const tailShare = 0.07;
const tailExponent = 0.75;
const lastRank = 2 ** 30;

const drawRank = (random: Random): number => {
  const place = random.next();
  if (place >= tailShare)
    return Math.floor(Math.exp(((place - tailShare) / (1 - tailShare)) * logOfBend)) - 1;
  return Math.min(lastRank, Math.floor(bend * (1 - random.next()) ** (-1 / tailExponent)));
};

/** A word for a rank beyond the list: the rank's digits in syllables, scattered so that neighbours look nothing alike. */
const makeUp = (rank: number, { syllables }: LanguageWords, salt: number): string => {
  let rest = mix(rank + salt);
  // Rarer words are longer, and always long enough to be told apart.
  let count = rank < bend ? 2 : rank < 200_000 ? 3 : 4;
  let word = '';
  for (; count > 0; count -= 1) {
    word += syllables[rest % syllables.length] ?? '';
    rest = Math.floor(rest / syllables.length) + Math.imul(rank, count);
    rest >>>= 0;
  }
  return word;
};

export interface Vocabulary {
  words: LanguageWords;
  /** The word of a rank, 0 for the most frequent. */
  word(rank: number): string;
  draw(random: Random): string;
}

const openVocabulary = (words: LanguageWords, salt: number): Vocabulary => {
  // Those drawn again and again; the tail is made when it is needed.
  const frequent = Array.from({ length: bend }, (_, rank) => words.common[rank] ?? makeUp(rank, words, salt));
  const word = (rank: number): string => frequent[rank] ?? makeUp(rank, words, salt);
  return { words, word, draw: (random) => word(drawRank(random)) };
};

export const vocabularies: Readonly<Record<Language, Vocabulary>> = {
  english: openVocabulary(languageWords.english, 1_000_003),
  spanish: openVocabulary(languageWords.spanish, 2_000_003),
  german: openVocabulary(languageWords.german, 3_000_017),
  portuguese: openVocabulary(languageWords.portuguese, 4_000_037),
  chinese: openVocabulary(languageWords.chinese, 5_000_011),
  japanese: openVocabulary(languageWords.japanese, 6_000_011),
};
