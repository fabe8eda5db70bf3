import { fold } from '../../../shared/search-text/index.ts';
import { findDateWord, isDateFilter, quotationMarks, typedNames, type TypedName } from './vocabulary.ts';

/** A stretch of the typed text, in UTF-16 units. */
interface Stretch {
  start: number;
  end: number;
}

/** `name:value`, with or without a minus; the stretch holds all of it. */
export interface FilterToken extends Stretch, TypedName {
  kind: 'filter';
  negated: boolean;
  /** Where what is written before the value ends: behind the colon. */
  colon: number;
  /** Without quotation marks. */
  value: string;
  quotes: 'none' | 'closed' | 'open';
}

/** A chunk of text or a quotation. */
export interface WordsToken extends Stretch {
  kind: 'words';
  negated: boolean;
  /** Where the text itself stands, without signs and quotation marks. */
  inside: Stretch;
  quotes: 'none' | 'closed' | 'open';
  /** A star stands at the end. */
  starred: boolean;
}

export type Token = FilterToken | WordsToken | (Stretch & { kind: 'or' }) | (Stretch & { kind: 'sign' });

/** The index has its own marks in the range for private use, and nothing that is typed may pass for one. */
const privateUse = /[\ue000-\uf8ff]/g;
/** The text without them and without broken characters; as long as before, so that all positions hold. */
export const cleaned = (text: string): string => text.toWellFormed().replace(privateUse, ' ');

/** What can stand between two chunks. */
const between = /[\s)]+/y;
const before = /\(*(-?)\(*/y;
const chunk = new RegExp(`[^\\s${quotationMarks}]*`, 'y');
const quotation = new RegExp(`[${quotationMarks}]([^${quotationMarks}]*)([${quotationMarks}]?)`, 'y');
/** In a value a quotation mark may be written, behind a backslash. */
const quotedValue = new RegExp(
  `[${quotationMarks}]((?:[^${quotationMarks}\\\\]|\\\\[\\\\${quotationMarks}]|\\\\)*)([${quotationMarks}]?)`,
  'y',
);
const escape = new RegExp(`\\\\([\\\\${quotationMarks}])`, 'g');
export const unescaped = (value: string): string => value.replace(escape, '$1');
/** No filter's name is longer, in either language. */
const name = /([\p{L}\p{M}]{1,12}):/uy;
const sign = /^(?:-|-?\*+)$/;

const matchAt = (pattern: RegExp, text: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at;
  return pattern.exec(text);
};

/** Closing brackets with no opening one in the chunk belong to the sentence around it. */
const withoutBrackets = (text: string): string => {
  let unopened = text.split(')').length - text.split('(').length;
  let end = text.length;
  for (; unopened > 0 && text[end - 1] === ')'; unopened -= 1) end -= 1;
  return text.slice(0, end);
};

const nextWords = [/\S{1,12}\s+\S{1,12}\s+\S{1,12}(?!\S)/y, /\S{1,12}\s+\S{1,12}(?!\S)/y];

/** `during:last week`: nobody thinks of quotation marks there, and nothing else can be meant. */
const dateWords = (text: string, at: number): string | undefined =>
  nextWords
    .map((pattern) => matchAt(pattern, text, at)?.[0])
    .find((words) => words !== undefined && findDateWord(fold(words).replace(/\s+/g, ' ')) !== undefined);

/** The name of a filter or something like it at this place, and where its colon ends. */
export const nameAt = (text: string, at: number): { typed: string; colon: number } | null => {
  const match = matchAt(name, text, at);
  return match?.[1] === undefined ? null : { typed: fold(match[1]), colon: at + match[0].length };
};

/** The value behind a colon. */
export const valueAt = (
  text: string,
  at: number,
  { name }: TypedName,
): Pick<FilterToken, 'value' | 'quotes' | 'end'> => {
  const quoted = matchAt(quotedValue, text, at);
  if (quoted) {
    const value = unescaped(quoted[1] ?? '').trim();
    return { value, quotes: quoted[2] === '' ? 'open' : 'closed', end: at + quoted[0].length };
  }
  const plain =
    (isDateFilter(name) ? dateWords(text, at) : undefined) ??
    withoutBrackets(matchAt(chunk, text, at)?.[0] ?? '');
  return { value: plain, quotes: 'none', end: at + plain.length };
};

const wordsAt = (text: string, start: number, at: number, negated: boolean): WordsToken => {
  const quoted = matchAt(quotation, text, at);
  if (quoted) {
    const from = at + 1;
    const end = at + quoted[0].length;
    const isClosed = quoted[2] !== '';
    const starred = isClosed && text[end] === '*';
    return {
      kind: 'words',
      start,
      end: starred ? end + 1 : end,
      negated,
      inside: { start: from, end: from + (quoted[1] ?? '').length },
      quotes: isClosed ? 'closed' : 'open',
      starred,
    };
  }
  const plain = withoutBrackets(matchAt(chunk, text, at)?.[0] ?? '');
  const end = at + plain.length;
  return {
    kind: 'words',
    start,
    end,
    negated,
    inside: { start: at, end },
    quotes: 'none',
    starred: plain.endsWith('*'),
  };
};

const tokenAt = (text: string, at: number): Token => {
  const signs = matchAt(before, text, at);
  const negated = signs?.[1] === '-';
  const inner = at + (signs?.[0].length ?? 0);
  const start = negated ? text.indexOf('-', at) : inner;
  const named = nameAt(text, inner);
  const known = named && typedNames.get(named.typed);
  if (known) {
    const value = valueAt(text, named.colon, known);
    return { kind: 'filter', start, negated, colon: named.colon, ...known, ...value };
  }
  const words = wordsAt(text, start, inner, negated);
  const whole = text.slice(start, words.end);
  if (whole === 'OR') return { kind: 'or', start, end: words.end };
  if (sign.test(whole)) return { kind: 'sign', start, end: words.end };
  return words;
};

/** The text cut into what has a meaning to the parser. Every step goes forward, so the time is that of the length. */
export function* tokensOf(text: string): Generator<Token> {
  let at = 0;
  while (at < text.length) {
    const blank = matchAt(between, text, at);
    if (blank) {
      at += blank[0].length;
      continue;
    }
    const token = tokenAt(text, at);
    if (token.end > token.start) yield token;
    at = Math.max(token.end, at + 1);
  }
}
