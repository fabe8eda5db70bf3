import type { SnippetPiece } from '../../shared/contract/index.ts';
import { findSpans, findSpansByLetters, type Phrase, type Span } from '../../shared/search-text/index.ts';
import { visibleText } from './markdown.ts';

const snippetLength = 160;
/** How much of a long message is looked through at a time; it ends with the first part that has a hit. */
const partLength = 32_768;

/** The text cut into pieces by the spans, which may overlap. */
const toPieces = (text: string, spans: Span[]): SnippetPiece[] => {
  const pieces: SnippetPiece[] = [];
  let from = 0;
  for (const { start, end } of spans) {
    if (end <= from) continue;
    if (start > from) pieces.push({ text: text.slice(from, start), hit: false });
    pieces.push({ text: text.slice(Math.max(start, from), end), hit: true });
    from = end;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), hit: false });
  return pieces;
};

const shift = (span: Span, by: number): Span => ({ ...span, start: span.start + by, end: span.end + by });

/** Only what is no single space is replaced: most of a text is left as it is. */
const oneLine = (text: string): string => text.replace(/[^\S ]\s*| \s+/g, ' ').trim();

/** A whole title, with what the query matched in it. */
export const highlight = (text: string, phrases: readonly Phrase[]): SnippetPiece[] => {
  const line = oneLine(text);
  return toPieces(line, findSpans(line, phrases));
};

/** The window that shows most phrases of the query, then most hits, then comes first. */
const bestWindow = (spans: Span[]): Span[] => {
  let best: Span[] = [];
  let bestScore = -1;
  let to = 0;
  spans.forEach((first, from) => {
    to = Math.max(to, from + 1);
    while (to < spans.length && (spans[to]?.end ?? 0) - first.start <= snippetLength) to += 1;
    const inside = spans.slice(from, Math.min(to, from + 50));
    const score = new Set(inside.map(({ phrase }) => phrase)).size * 100 + inside.length;
    if (score > bestScore) [best, bestScore] = [inside, score];
  });
  return best;
};

/** A little before the hits and the rest after them, ending between words, never inside a character. */
const cutAround = (text: string, first: number, last: number): { start: number; end: number } => {
  const room = Math.max(0, snippetLength - (last - first));
  const wantedStart = Math.max(0, Math.min(first - Math.floor(room / 3), text.length - snippetLength));
  const wantedEnd = Math.max(last, Math.min(text.length, wantedStart + snippetLength));
  const space = text.indexOf(' ', wantedStart);
  const start =
    wantedStart === 0 ? 0 : space >= 0 && space < first ? space + 1 : wholeCharacter(text, wantedStart);
  const lastSpace = text.lastIndexOf(' ', wantedEnd);
  const end =
    wantedEnd === text.length ? wantedEnd : lastSpace >= last ? lastSpace : wholeCharacter(text, wantedEnd);
  return { start: Math.min(start, first), end };
};

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

const wholeCharacter = (text: string, index: number): number => {
  const from = Math.max(0, index - 64);
  const found = graphemes.segment(text.slice(from, index + 64)).containing(index - from);
  return found ? from + found.index : index;
};

const cut = (text: string, spans: Span[]): SnippetPiece[] => {
  const window = bestWindow(spans);
  const first = window[0]?.start ?? 0;
  const last = Math.max(first, ...window.map(({ end }) => end));
  const { start, end } = cutAround(text, first, last);
  const inside = spans
    .filter((span) => span.start >= start && span.end <= end)
    .map((span) => shift(span, -start));
  const pieces = toPieces(text.slice(start, end), inside);
  if (start > 0) pieces.unshift({ text: '…', hit: false });
  if (end < text.length) pieces.push({ text: '…', hit: false });
  return pieces;
};

/** Places of each phrase that are weighed against each other. */
const placesWeighed = 16;

/** The place in a message where the query is best answered, on one line, with what matched marked. */
export const cutSnippet = (markdown: string, phrases: readonly Phrase[]): SnippetPiece[] => {
  const text = oneLine(visibleText(markdown));
  const quick = findSpansByLetters(text, phrases, placesWeighed);
  if (quick) return cut(text, quick);
  for (let from = 0; from < text.length; from += partLength - snippetLength) {
    const spans = findSpans(text.slice(from, from + partLength), phrases);
    if (spans.length > 0)
      return cut(
        text,
        spans.map((span) => shift(span, from)),
      );
  }
  return cut(text, []);
};
