import { fold } from '../../../shared/search-text/index.ts';
import { dateEntries, findDateWord, spellingsOf, type DateWord } from './vocabulary.ts';

/** From the first moment of its first day to the first moment after its last, as the clock on the wall has them. */
export interface Period {
  from: number;
  to: number;
  /** The same for every language: `2024-12`, `last week`. */
  value: string;
}

/** A midnight. Counting in calendar fields, never in hours, keeps days right that have 23 or 25 of them. */
const midnight = (year: number, month: number, day: number): number => new Date(year, month, day).getTime();

const wordPeriod = (word: DateWord, now: number): [from: number, to: number] => {
  const date = new Date(now);
  const [year, month, day] = [date.getFullYear(), date.getMonth(), date.getDate()];
  // Weeks begin on Monday.
  const monday = day - ((date.getDay() + 6) % 7);
  switch (word) {
    case 'today':
      return [midnight(year, month, day), midnight(year, month, day + 1)];
    case 'yesterday':
      return [midnight(year, month, day - 1), midnight(year, month, day)];
    case 'this week':
      return [midnight(year, month, monday), midnight(year, month, monday + 7)];
    case 'last week':
      return [midnight(year, month, monday - 7), midnight(year, month, monday)];
    case 'this month':
      return [midnight(year, month, 1), midnight(year, month + 1, 1)];
    case 'last month':
      return [midnight(year, month - 1, 1), midnight(year, month, 1)];
    case 'this year':
      return [midnight(year, 0, 1), midnight(year + 1, 0, 1)];
    case 'last year':
      return [midnight(year - 1, 0, 1), midnight(year, 0, 1)];
  }
};

const calendarDate = /^([1-9]\d{3})(?:-(\d\d)(?:-(\d\d))?)?$/;

const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

const readSingle = (value: string, now: number): Period | null => {
  const word = findDateWord(value);
  if (word) {
    const [from, to] = wordPeriod(word, now);
    return { from, to, value: word };
  }
  const match = calendarDate.exec(value);
  if (!match) return null;
  const year = Number(match[1]);
  if (match[2] === undefined) return { from: midnight(year, 0, 1), to: midnight(year + 1, 0, 1), value };
  const month = Number(match[2]);
  if (month < 1 || month > 12) return null;
  if (match[3] === undefined)
    return { from: midnight(year, month - 1, 1), to: midnight(year, month, 1), value };
  const day = Number(match[3]);
  if (day < 1 || day > daysIn(year, month)) return null;
  return { from: midnight(year, month - 1, day), to: midnight(year, month - 1, day + 1), value };
};

const normal = (value: string): string => fold(value).trim().replace(/\s+/g, ' ');

/** A day, a month, a year, a word for one of them, or all from one to another (`2024-03..2024-08`). */
export const readPeriod = (typed: string, now: number): Period | null => {
  const [first = '', last, ...more] = normal(typed).split('..');
  const from = readSingle(first.trim(), now);
  if (last === undefined || from === null || more.length > 0) return more.length > 0 ? null : from;
  const to = readSingle(last.trim(), now);
  if (to === null || to.to < from.to || to.from < from.from) return null;
  return { from: from.from, to: to.to, value: `${from.value}..${to.value}` };
};

const padded = (number: number): string => String(number).padStart(2, '0');
const within = (number: number, least: number, most: number): number =>
  Math.min(Math.max(number, least), most);

/** This year and this month, as one writes them: examples of what could stand there. */
export const exampleDates = (now: number): string[] => {
  const date = new Date(now);
  const year = String(date.getFullYear());
  return [year, `${year}-${padded(date.getMonth() + 1)}`];
};

const yearFirst = /^(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?$/;
const yearLast = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/;

/** What may have been meant by a date that is none, or is not written our way. */
const meant = (value: string): string[] => {
  const usual = yearFirst.exec(value);
  if (usual) {
    const [year, month] = [Number(usual[1]), within(Number(usual[2]), 1, 12)];
    const name = `${usual[1]}-${padded(month)}`;
    if (usual[3] === undefined) return [name, String(year)];
    return [`${name}-${padded(within(Number(usual[3]), 1, daysIn(year, month)))}`, name];
  }
  const other = yearLast.exec(value);
  if (other) {
    const [one, two] = [padded(Number(other[1])), padded(Number(other[2]))];
    return [`${other[3]}-${two}-${one}`, `${other[3]}-${one}-${two}`];
  }
  const [first = '', last] = value.split('..');
  if (last !== undefined) return [`${last}..${first}`, first, last];
  return /^\d\d$/.test(value) ? [`20${value}`] : [];
};

/** Words for dates that begin so, in either language. */
const beginning = (folded: string): string[] =>
  dateEntries
    .filter(({ spellings }) => spellingsOf(spellings).some((text) => text.startsWith(folded)))
    .map(({ value }) => value);

/** Dates that could stand instead, the likeliest first, in their language-neutral form. */
export const suggestDates = (typed: string, now: number): string[] => {
  const value = normal(typed);
  const words = dateEntries.map((entry) => entry.value);
  const begun = value === '' ? [] : beginning(value);
  const near = [...meant(value), ...begun].filter((date) => readPeriod(date, now) !== null);
  return [...new Set(near.length > 0 ? near : [...words, ...exampleDates(now)])];
};

/** One of the dates that are written as several words begins so. */
export const isBeginningOfDate = (typed: string): boolean => beginning(normal(typed)).length > 0;

/** Dates that begin with what is typed: words, this year and month, the months of a year that is typed out. */
export const datesBeginning = (typed: string, now: number): string[] => {
  const value = fold(typed);
  const year = /^([1-9]\d{3})-/.exec(value)?.[1];
  const months = year ? Array.from({ length: 12 }, (_, month) => `${year}-${padded(month + 1)}`) : [];
  const dates = [...exampleDates(now), ...months].filter((date) => date.startsWith(value));
  return [...new Set([...beginning(value), ...dates])];
};
