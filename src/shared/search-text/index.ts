export { findSpans, type Phrase, type Span } from './spans.ts';
export { fold, indexedText, wordsOf, type Word } from './words.ts';
