import type { EarlierAnswer } from '../../../shared/contract/delivery.ts';
import { wordsOf } from '../../../shared/search-text/index.ts';
import type { Reach } from './reach.ts';

/** Fewer say too little of what is meant. */
const fewestWords = 3;
const excerptLength = 320;

/** What was typed without what was quoted: a question is looked for, not the answers that were put below it. */
export const questionIn = (text: string): string =>
  text
    .split('\n')
    .filter((line) => !line.startsWith('>'))
    .join('\n')
    .trim();

/** Whether earlier answers are of use just now: no other will come, and it is known what is asked. */
export const wantsEarlierAnswers = (
  reach: Reach,
  question: string,
  panel: 'wanted' | 'dismissed',
): boolean => {
  if (reach === 'reachable' || panel === 'dismissed') return false;
  const words = wordsOf(question);
  for (let count = 0; count < fewestWords; count += 1) if (words.next().done) return false;
  return true;
};

/** The beginning of an answer in one paragraph, without the signs of markdown that would be in the way there. */
export const excerptOf = (answer: string): string => {
  const plain = answer
    .slice(0, 4 * excerptLength)
    .replace(/^[ \t]*(?:#{1,6}\s|[-*+]\s|>\s?|```.*$)/gm, '')
    .replace(/\[([^\]\n]*)\]\([^)\n]*\)/g, '$1')
    .replace(/\*\*|`/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  const letters = [...plain];
  return letters.length > excerptLength ? `${letters.slice(0, excerptLength).join('').trimEnd()}…` : plain;
};

/** The whole answer as a quotation in markdown, with where it is from as its last line. */
export const quotationOf = ({ answer }: Pick<EarlierAnswer, 'answer'>, source: string): string =>
  `${answer.trim()}\n\n— ${source}`
    .split('\n')
    .map((line) => `> ${line}`.trimEnd())
    .join('\n');
