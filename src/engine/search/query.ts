import { wordsOf } from '../../shared/search-text/index.ts';

/** Words that follow each other; the last may be only the beginning of one. */
export interface QueryPhrase {
  words: string[];
  prefix: boolean;
}

/** All phrases must be found in a text for it to match. */
export interface Query {
  phrases: QueryPhrase[];
}

const quoted = /"([^"]*)("|$)|[^\s"]+/g;

/**
 * What the user typed, as words: a "quoted phrase" stands for itself, and the last word may still be being typed. All
 * else is literal: nothing that is typed has a meaning to SQLite.
 */
export const parseQuery = (text: string): Query => {
  const phrases: QueryPhrase[] = [];
  for (const match of text.toWellFormed().matchAll(quoted)) {
    const [whole, inside, closing] = match;
    const words = [...wordsOf(inside ?? whole)].map(({ folded }) => folded);
    const last = match.index + whole.length === text.length;
    if (words.length > 0) phrases.push({ words, prefix: last && closing !== '"' });
  }
  return { phrases };
};

/** Letters of a script that writes words as syllables or signs say enough alone; of an alphabet three do. */
const shortestPrefix = 3;
const alphabetic = /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{N}\p{M}]+$/u;

/**
 * The query for a large index: one or two letters stand for themselves there, and not for every word that begins with
 * them. FTS5 gathers all those words' places before it gives the first: seconds, in a million messages.
 */
export const withoutShortPrefix = ({ phrases }: Query): Query => ({
  phrases: phrases.map(({ words, prefix }) => {
    const last = words.at(-1) ?? '';
    return { words, prefix: prefix && !(last.length < shortestPrefix && alphabetic.test(last)) };
  }),
});

/** In FTS5's language: strings alone, which it takes literally, and our own star. `null` when there is nothing to find. */
export const toMatch = ({ phrases }: Query): string | null =>
  phrases.length === 0
    ? null
    : phrases
        .map(({ words, prefix }) => `"${words.join(' ').replaceAll('"', '""')}"${prefix ? '*' : ''}`)
        .join(' AND ');
