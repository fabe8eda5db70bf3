import { wordsOf } from '../../../shared/search-text/index.ts';
import { visibleText } from '../../search/index.ts';
import type { Vocabulary } from './vocabulary.ts';

/** The rarest words say most about a text; more of them only add noise. */
const wordsUsed = 12;
/** A pasted book is known by its beginning. */
const wordsRead = 3_000;
/** A word of so many messages says nothing about one of them. */
const tooCommon = 20_000;

/** The words of a text, each once, without numbers and single letters. */
export const distinctWords = (text: string): string[] => {
  const distinct = new Set<string>();
  for (const { folded } of wordsOf(visibleText(text))) {
    if (distinct.size >= wordsRead) break;
    if (folded.length > 1 && !/^\p{N}+$/u.test(folded)) distinct.add(folded);
  }
  return [...distinct];
};

/** The words by which messages like this text are found, rarest first: each stands in at least `least` messages. */
export const tellingWords = (text: string, vocabulary: Vocabulary, least: number): string[] =>
  distinctWords(text)
    .map((word) => ({ word, messages: vocabulary.frequency(word) }))
    .filter(({ messages }) => messages >= least && messages < tooCommon)
    .sort((one, other) => one.messages - other.messages)
    .slice(0, wordsUsed)
    .map(({ word }) => word);
