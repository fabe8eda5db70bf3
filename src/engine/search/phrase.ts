import type { Phrase } from '../../shared/search-text/index.ts';

/** In FTS5's language a string is taken literally: nothing in it has a meaning. */
export const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** A phrase as FTS5 takes it, with our own star behind it where only the beginning of its last word is meant. */
export const toPhrase = ({ words, prefix }: Phrase): string =>
  `${quoted(words.join(' '))}${prefix ? '*' : ''}`;
