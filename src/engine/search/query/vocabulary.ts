import type { FilterName } from '../../../shared/contract/index.ts';
import { fold } from '../../../shared/search-text/index.ts';

/** A language of the search box. It decides how things are offered; what is typed is understood in both. */
export type Language = 'en' | 'es';

/** One thing by its names: the first of each language is the one that is offered, the others are understood too. */
export interface Spellings {
  en: readonly [string, ...string[]];
  es: readonly [string, ...string[]];
}

const names = {
  from: { en: ['from'], es: ['de'] },
  in: { en: ['in'], es: ['en'] },
  folder: { en: ['folder'], es: ['carpeta'] },
  tag: { en: ['tag'], es: ['etiqueta'] },
  model: { en: ['model'], es: ['modelo'] },
  before: { en: ['before'], es: ['antes'] },
  after: { en: ['after'], es: ['después'] },
  during: { en: ['during'], es: ['durante'] },
  has: { en: ['has'], es: ['tiene'] },
  is: { en: ['is'], es: ['es'] },
  lang: { en: ['lang'], es: ['lenguaje'] },
  longer: { en: ['longer'], es: ['largo'] },
  sort: { en: ['sort'], es: ['orden'] },
} satisfies Record<FilterName, Spellings>;

/** Values that are a fixed list, by what they are called in the tree. */
const fixedValues = {
  from: {
    me: { en: ['me'], es: ['yo'] },
    assistant: { en: ['assistant'], es: ['asistente'] },
  },
  has: {
    code: { en: ['code'], es: ['código'] },
    link: { en: ['link', 'links'], es: ['enlace', 'enlaces'] },
    image: { en: ['image', 'images'], es: ['imagen', 'imágenes'] },
    file: { en: ['file', 'files'], es: ['archivo', 'archivos'] },
    table: { en: ['table', 'tables'], es: ['tabla', 'tablas'] },
    math: { en: ['math', 'maths'], es: ['matemáticas', 'fórmula', 'fórmulas'] },
  },
  is: {
    pinned: { en: ['pinned'], es: ['fijado', 'fijada'] },
    archived: { en: ['archived'], es: ['archivado', 'archivada'] },
    starred: { en: ['starred'], es: ['destacado', 'destacada'] },
    interrupted: { en: ['interrupted'], es: ['interrumpido', 'interrumpida'] },
  },
  sort: {
    newest: { en: ['newest'], es: ['reciente', 'recientes'] },
    oldest: { en: ['oldest'], es: ['antiguo', 'antigua', 'antiguos', 'antiguas'] },
    relevance: { en: ['relevance'], es: ['relevancia'] },
  },
} as const satisfies Partial<Record<FilterName, Record<string, Spellings>>>;

/** Days and stretches of days that are counted from today. */
const dateWords = {
  today: { en: ['today'], es: ['hoy'] },
  yesterday: { en: ['yesterday'], es: ['ayer'] },
  'this week': { en: ['this week'], es: ['esta semana'] },
  'last week': { en: ['last week'], es: ['semana pasada', 'la semana pasada'] },
  'this month': { en: ['this month'], es: ['este mes'] },
  'last month': { en: ['last month'], es: ['mes pasado', 'el mes pasado'] },
  'this year': { en: ['this year'], es: ['este año'] },
  'last year': { en: ['last year'], es: ['año pasado', 'el año pasado'] },
} as const satisfies Record<string, Spellings>;
export type DateWord = keyof typeof dateWords;

export const isDateFilter = (name: FilterName): boolean =>
  name === 'before' || name === 'after' || name === 'during';

/** A value of a fixed list, with what it is called in either language. */
interface Entry<Value extends string> {
  value: Value;
  spellings: Spellings;
}

const entries = <Value extends string>(list: Readonly<Record<string, Spellings>>): Entry<Value>[] =>
  Object.entries<Spellings>(list).map(([value, spellings]) => ({ value: value as Value, spellings }));

export type FixedName = keyof typeof fixedValues;
type FixedValue<Name extends FixedName> = keyof (typeof fixedValues)[Name] & string;

export const filterNames: readonly Entry<FilterName>[] = entries<FilterName>(names);
export const dateEntries: readonly Entry<DateWord>[] = entries<DateWord>(dateWords);
export const fixedEntries = <Name extends FixedName>(name: Name): Entry<FixedValue<Name>>[] =>
  entries<FixedValue<Name>>(fixedValues[name]);

export const spellingsOf = ({ en, es }: Spellings): string[] => [...en, ...es].map(fold);

const table = <Value extends string>(list: readonly Entry<Value>[]): ReadonlyMap<string, Value> =>
  new Map(
    list.flatMap(({ value, spellings }) => spellingsOf(spellings).map((text) => [text, value] as const)),
  );

const dateTable = table(dateEntries);
export const findDateWord = (folded: string): DateWord | undefined => dateTable.get(folded);

export const findFixedValue = <Name extends FixedName>(
  name: Name,
  value: string,
): FixedValue<Name> | undefined => {
  const folded = fold(value);
  return fixedEntries(name).find(({ spellings }) => spellingsOf(spellings).includes(folded))?.value;
};

/** A filter's name as someone wrote it. */
export interface TypedName {
  name: FilterName;
  language: Language;
}

/** Every spelling of every name. No two languages share one, so a spelling also tells the language. */
export const typedNames: ReadonlyMap<string, TypedName> = new Map(
  filterNames.flatMap(({ value: name, spellings }) =>
    (['en', 'es'] as const).flatMap((language) =>
      spellings[language].map((text) => [fold(text), { name, language }] as const),
    ),
  ),
);

export const nameText = (name: FilterName, language: Language): string => names[name][language][0];

/** What opens or closes a quotation; keyboards and operating systems put in the others by themselves. */
export const quotationMarks = '"“”„«»＂';
const needsQuotes = /[\s()"“”„«»＂]/;
const escaped = /[\\"“”„«»＂]/g;

/** A value as it must stand behind a filter's name to be read as it is. */
export const quoteValue = (value: string): string =>
  needsQuotes.test(value) ? `"${value.replace(escaped, '\\$&')}"` : value;

const isFixed = (name: FilterName): name is FixedName => Object.hasOwn(fixedValues, name);

/** What a value is called in a language; titles, dates, numbers and the like are the same in all. */
export const valueText = (name: FilterName, value: string, language: Language): string => {
  const list: readonly Entry<string>[] = isFixed(name)
    ? fixedEntries(name)
    : isDateFilter(name)
      ? dateEntries
      : [];
  return list.find((entry) => entry.value === value)?.spellings[language][0] ?? value;
};

/** A whole filter as one would type it: `in:"Four days in Kyoto"`, `tiene:código`. */
export const filterText = (name: FilterName, value: string, language: Language): string =>
  `${nameText(name, language)}:${quoteValue(valueText(name, value, language))}`;
