import type { Phrase } from '../../shared/search-text/index.ts';

/** In FTS5's language: a string, which it takes literally, and our own star. Nothing that is typed has a meaning to it. */
export const toPhrase = ({ words, prefix }: Phrase): string =>
  `"${words.join(' ').replaceAll('"', '""')}"${prefix ? '*' : ''}`;
