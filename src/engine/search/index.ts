import { indexedText } from '../../shared/search-text/index.ts';
import { marksOf, withoutMarks, type MarkedMessage } from './facets.ts';
import { visibleText } from './markdown.ts';
import { codeLanguage } from './code-languages.ts';

export { lengthBucket, longestBucket, marks } from './facets.ts';
export { visibleText } from './markdown.ts';
export { quoted, toPhrase } from './phrase.ts';
export {
  completionContext,
  filterText,
  parseQuery,
  staticCompletions,
  type ParsedQuery,
  type QueryNode,
} from './query/index.ts';
export { cutSnippet, highlight } from './snippet.ts';
export { openingWords } from './title.ts';

/**
 * Changes whenever the same text would be indexed differently: with our functions, or with ICU's dictionaries, which
 * cut Chinese, Japanese and Thai into words. A database with another version is indexed anew in the background.
 */
export const searchTextVersion = `2/icu-${(process.versions['icu'] ?? '').split('.')[0]}`;

/** What the index of messages holds of one: its marks, then its words. */
export const searchableMessage = (message: MarkedMessage): string =>
  `${marksOf(message, codeLanguage).join(' ')} ${indexedText(withoutMarks(visibleText(message.content)))}`;

/** What the index of titles holds of one; a title is plain text. */
export const searchableTitle = (title: string): string => indexedText(withoutMarks(title));
