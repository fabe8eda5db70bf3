import { visibleText } from './markdown.ts';
import { indexedText } from '../../shared/search-text/index.ts';

export { parseQuery, toMatch, withoutShortPrefix, type Query } from './query.ts';
export { cutSnippet, highlight } from './snippet.ts';
export { openingWords } from './title.ts';

/**
 * Changes whenever the same text would be indexed differently: with our functions, or with ICU's dictionaries, which
 * cut Chinese, Japanese and Thai into words. A database with another version is indexed anew in the background.
 */
export const searchTextVersion = `1/icu-${(process.versions['icu'] ?? '').split('.')[0]}`;

/** What the index of messages holds of one. */
export const searchableText = (markdown: string): string => indexedText(visibleText(markdown));

/** What the index of titles holds of one; a title is plain text. */
export const searchableTitle = (title: string): string => indexedText(title);
