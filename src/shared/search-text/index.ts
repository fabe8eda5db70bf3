export { findSpansByLetters } from './places.ts';
export { findSpans, type Phrase, type Span } from './spans.ts';
export { fold, indexedText, wordsOf } from './words.ts';
