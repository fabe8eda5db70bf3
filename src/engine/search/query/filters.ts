import type { FilterName, SearchProblem, SearchSort } from '../../../shared/contract/index.ts';
import { fold } from '../../../shared/search-text/index.ts';
import { editDistance } from '../../core/edit-distance.ts';
import { codeLanguage } from '../code-languages.ts';
import { exampleDates, readPeriod, suggestDates } from './dates.ts';
import type { Filter } from './syntax.ts';
import { dateEntries, findFixedValue, fixedEntries, spellingsOf, type FixedName } from './vocabulary.ts';

export const commonLanguages = [
  ...['python', 'javascript', 'typescript', 'bash', 'sql', 'html', 'css', 'json', 'java', 'cpp', 'csharp'],
  ...['c', 'go', 'rust', 'php', 'ruby', 'swift', 'kotlin', 'yaml', 'markdown'],
] as const;
export const exampleLengths = ['200', '500', '1000'] as const;

/** What a filter's value means, in its language-neutral form, or why it means nothing. */
export type Reading =
  | { kind: 'filter'; filter: Filter; value: string }
  | { kind: 'sort'; sort: SearchSort; value: string }
  | { kind: 'problem'; code: SearchProblem['code']; suggestions: readonly string[] };

/** All that could stand behind the name; names of conversations and the like only the database knows. */
const possibleValues = (name: FilterName, now: number): readonly string[] => {
  switch (name) {
    case 'in':
    case 'folder':
    case 'tag':
    case 'model':
      return [];
    case 'before':
    case 'after':
    case 'during':
      return [...dateEntries.map(({ value }) => value), ...exampleDates(now)];
    case 'lang':
      return commonLanguages;
    case 'longer':
      return exampleLengths;
    case 'from':
    case 'has':
    case 'is':
    case 'sort':
      return fixedEntries<FixedName>(name).map(({ value }) => value);
  }
};

/** The values of a fixed list: those that begin so first, then by how little they differ. */
const nearest = (name: FixedName, typed: string): string[] => {
  // No value is longer; a whole page pasted behind the colon is not worth being compared.
  const folded = fold(typed.slice(0, 20));
  const distance = (spellings: readonly string[]): number =>
    spellings.some((text) => text.startsWith(folded))
      ? 0
      : Math.min(...spellings.map((text) => editDistance(folded, text, 20)));
  return fixedEntries(name)
    .map(({ value, spellings }) => ({ value: value as string, distance: distance(spellingsOf(spellings)) }))
    .sort((one, other) => one.distance - other.distance)
    .map(({ value }) => value);
};

const filter = (value: string, filter: Filter): Reading => ({ kind: 'filter', filter, value });
const problem = (code: SearchProblem['code'], suggestions: readonly string[]): Reading => ({
  kind: 'problem',
  code,
  suggestions,
});

const readDate = (name: 'before' | 'after' | 'during', typed: string, now: number): Reading => {
  const period = readPeriod(typed, now);
  if (period === null) return problem('bad_date', suggestDates(typed, now));
  const { from, to, value } = period;
  if (name === 'before') return filter(value, { name: 'time', from: null, to: from });
  if (name === 'after') return filter(value, { name: 'time', from: to, to: null });
  return filter(value, { name: 'time', from, to });
};

const positive = /^0{0,9}[1-9]\d{0,8}$/;

const readLength = (typed: string): Reading => {
  if (positive.test(typed))
    return filter(String(Number(typed)), { name: 'longer', characters: Number(typed) });
  // `1.000`, `500 characters`
  const meant = /\d+/.exec(typed.slice(0, 40).replace(/(?<=\d)[.,_' ](?=\d{3})/g, ''))?.[0] ?? '';
  return problem('bad_number', [
    ...new Set([...(positive.test(meant) ? [String(Number(meant))] : []), ...exampleLengths]),
  ]);
};

const readLanguage = (typed: string): Reading => {
  const language = codeLanguage(fold(typed));
  return /[\p{L}\p{N}]/u.test(language)
    ? filter(language, { name: 'lang', language })
    : problem('unknown_value', commonLanguages);
};

export const readFilter = (name: FilterName, typed: string, now: number): Reading => {
  if (typed === '') return problem('missing_value', possibleValues(name, now));
  switch (name) {
    case 'from': {
      const value = findFixedValue(name, typed);
      if (value) return filter(value, { name, role: value === 'me' ? 'user' : 'assistant' });
      return problem('unknown_value', nearest(name, typed));
    }
    case 'has': {
      const thing = findFixedValue(name, typed);
      return thing ? filter(thing, { name, thing }) : problem('unknown_value', nearest(name, typed));
    }
    case 'is': {
      const trait = findFixedValue(name, typed);
      return trait ? filter(trait, { name, trait }) : problem('unknown_value', nearest(name, typed));
    }
    case 'sort': {
      const sort = findFixedValue(name, typed);
      return sort ? { kind: 'sort', sort, value: sort } : problem('unknown_value', nearest(name, typed));
    }
    case 'in':
      return filter(typed, { name, title: typed });
    case 'folder':
      return filter(typed, { name, folder: typed });
    case 'tag':
      return filter(typed, { name, tag: typed });
    case 'model':
      return filter(typed, { name, model: typed });
    case 'before':
    case 'after':
    case 'during':
      return readDate(name, typed, now);
    case 'lang':
      return readLanguage(typed);
    case 'longer':
      return readLength(typed);
  }
};
