import type { Completion, FilterName } from '../../../shared/contract/index.ts';
import { fold } from '../../../shared/search-text/index.ts';
import { codeLanguage } from '../code-languages.ts';
import { datesBeginning, isBeginningOfDate } from './dates.ts';
import { commonLanguages, exampleLengths } from './filters.ts';
import { cleaned, tokensOf, unescaped, type FilterToken, type Token } from './lexer.ts';
import { filterNames, filterText, fixedEntries, isDateFilter, nameText, spellingsOf } from './vocabulary.ts';
import type { Language } from './vocabulary.ts';

/** What is being typed at the caret, and the stretch that a completion replaces. */
export interface CompletionContext {
  start: number;
  end: number;
  at:
    | { kind: 'name'; typed: string; negated: boolean }
    /** `typed` is without quotation marks, and may be empty. */
    | { kind: 'value'; name: FilterName; typed: string; negated: boolean }
    | { kind: 'none' };
}

const beginningOfName = /^(-?)\(*([\p{L}\p{M}]{1,12})$/u;
const restOfName = /[\p{L}\p{M}]{0,12}:/uy;
const openingQuote = /^["“”„«»＂]/;

const none = (caret: number): CompletionContext => ({ start: caret, end: caret, at: { kind: 'none' } });

const valueContext = (token: FilterToken, text: string, caret: number): CompletionContext => {
  const { start, name, negated, quotes, colon } = token;
  if (quotes === 'closed' && caret === token.end) return none(caret);
  const written = text.slice(colon, caret);
  const typed = quotes === 'none' ? written : unescaped(written.replace(openingQuote, ''));
  // A quotation that is still open reaches to the end of the text: what stands behind the caret was not meant.
  const end = quotes === 'open' ? caret : Math.max(token.end, caret);
  // A complete value brings its own space with it.
  const replaced = /\s/.test(text[end] ?? '') ? end + 1 : end;
  return { start, end: replaced, at: { kind: 'value', name, typed: typed.trimStart(), negated } };
};

const nameContext = (text: string, start: number, caret: number): CompletionContext => {
  const match = beginningOfName.exec(text.slice(start, caret));
  if (!match) return none(caret);
  restOfName.lastIndex = caret;
  const rest = restOfName.exec(text)?.[0].length ?? 0;
  return {
    start,
    end: caret + rest,
    at: { kind: 'name', typed: match[2] ?? '', negated: match[1] === '-' },
  };
};

/** `during:last we`: the second word still belongs to the date that is being typed. */
const isWithinDate = (token: Token, text: string, caret: number): token is FilterToken =>
  token.kind === 'filter' &&
  token.quotes === 'none' &&
  isDateFilter(token.name) &&
  caret - token.colon <= 40 &&
  isBeginningOfDate(text.slice(token.colon, caret));

export const completionContext = (text: string, caret: number): CompletionContext => {
  const clean = cleaned(text);
  let before: Token | undefined;
  for (const token of tokensOf(clean)) {
    if (token.start >= caret) break;
    if (token.end < caret) {
      before = token;
      continue;
    }
    if (token.kind === 'filter' && caret >= token.colon) return valueContext(token, clean, caret);
    if (token.kind === 'words' && before && isWithinDate(before, clean, caret))
      return valueContext(before, clean, caret);
    if (token.kind === 'filter' || (token.kind === 'words' && token.quotes === 'none'))
      return nameContext(clean, token.start, caret);
    return none(caret);
  }
  return none(Math.min(caret, text.length));
};

const completeName = (typed: string, negated: boolean, language: Language): Completion[] => {
  const folded = fold(typed);
  const isBegun = (spellings: readonly string[]): boolean =>
    spellings.some((text) => fold(text).startsWith(folded));
  const begun = filterNames.filter(
    ({ value, spellings }) => isBegun(spellingsOf(spellings)) && !(negated && value === 'sort'),
  );
  // What one types is most likely of the language that one reads.
  const [own, other] = [true, false].map((is) =>
    begun.filter(({ spellings }) => isBegun(spellings[language]) === is),
  );
  return [...(own ?? []), ...(other ?? [])].map(({ value: name }) => ({
    kind: 'name',
    name,
    insert: `${negated ? '-' : ''}${nameText(name, language)}:`,
  }));
};

const valuesFor = (name: FilterName, typed: string, now: number): readonly string[] => {
  const folded = fold(typed);
  switch (name) {
    case 'from':
    case 'has':
    case 'is':
    case 'sort':
      return fixedEntries(name)
        .filter(({ spellings }) => spellingsOf(spellings).some((text) => text.startsWith(folded)))
        .map(({ value }) => value);
    case 'before':
    case 'after':
    case 'during':
      return datesBeginning(typed, now);
    case 'lang':
      return commonLanguages.filter(
        (language) => language.startsWith(folded) || language === codeLanguage(folded),
      );
    case 'longer':
      return exampleLengths.filter((length) => length.startsWith(folded));
    case 'in':
    case 'folder':
    case 'tag':
    case 'model':
      return [];
  }
};

/** What the search language itself offers at the caret. Names of conversations, folders, tags and models are not its own. */
export const staticCompletions = (
  { at }: CompletionContext,
  language: Language,
  now: number,
): Completion[] => {
  if (at.kind === 'none') return [];
  if (at.kind === 'name') return completeName(at.typed, at.negated, language);
  const { name, typed, negated } = at;
  const minus = negated && name !== 'sort' ? '-' : '';
  return valuesFor(name, typed, now).map((value) => ({
    kind: 'value',
    name,
    value,
    insert: `${minus}${filterText(name, value, language)} `,
    count: null,
  }));
};
