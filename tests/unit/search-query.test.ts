import { describe, expect, it } from 'vitest';
import { parseQuery } from '../../src/engine/search/query/index.ts';
import type { QueryNode } from '../../src/engine/search/query/syntax.ts';

/** A Wednesday, shortly after midday. */
const now = new Date(2024, 4, 15, 12, 30).getTime();
const parse = (text: string) => parseQuery(text, { now });

const day = (time: number | null): string => {
  if (time === null) return '';
  const date = new Date(time);
  expect([date.getHours(), date.getMinutes(), date.getSeconds()]).toEqual([0, 0, 0]);
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    .map((field) => String(field).padStart(2, '0'))
    .join('-');
};

/** The tree in one line: `all(red, any(blue*, not(from=me)))`. */
const written = (node: QueryNode | null): string => {
  if (node === null) return 'nothing';
  switch (node.kind) {
    case 'all':
    case 'any':
      return `${node.kind}(${node.of.map(written).join(', ')})`;
    case 'not':
      return `not(${written(node.of)})`;
    case 'phrase':
      return node.phrase.words.join(' ') + (node.phrase.prefix ? '*' : '');
    case 'filter': {
      const { name, ...value } = node.filter;
      if (node.filter.name === 'time') return `${day(node.filter.from)} to ${day(node.filter.to)}`;
      return `${name}=${Object.values(value).join()}`;
    }
  }
};
const meaning = (text: string): string => written(parse(text).condition);
const problems = (text: string): string[] =>
  parse(text).problems.map(
    ({ start, end, code, suggestions }) =>
      `${code} in ${text.slice(start, end)}${suggestions.length > 0 ? `: ${suggestions.join(', ')}` : ''}`,
  );

describe('words', () => {
  it.each([
    ['red balloon ', 'all(red, balloon)'],
    ['red ball', 'all(red, ball*)'],
    ['Ünïcode ', 'unicode'],
    ['node.js ', 'node js'],
    ['foo-bar ', 'foo bar'],
    ['完全に機械学習 ', '完全 に 機械 学習'],
    ['"red balloon"', 'red balloon'],
    ['“red balloon”', 'red balloon'],
    ['"red ball', 'red ball*'],
    ['"red"balloon ', 'all(red, balloon)'],
    ['balloon. ', 'balloon'],
    ['ball* pit ', 'all(ball*, pit)'],
    ['"red ball"* pit ', 'all(red ball*, pit)'],
    ['(red OR blue) ', 'any(red, blue)'],
    ['(red ball*)', 'all(red, ball*)'],
    ['http://example.com/ at 10:30 ', 'all(http example com, at, 10 30)'],
    ['note:this ', 'note this'],
    ['', 'nothing'],
    ['  ', 'nothing'],
    ['?! ""', 'nothing'],
    ['a\ue000hcode b ', 'all(a, hcode, b)'],
    ['\ud800 ', 'nothing'],
  ])('%j looks for %s', (text, expected) => {
    expect(meaning(text)).toBe(expected);
  });
});

describe('OR and exclusion', () => {
  it.each([
    ['a b OR c d ', 'all(a, any(b, c), d)'],
    ['a OR b OR "c d"', 'any(a, b, c d)'],
    ['a or b ', 'all(a, or, b)'],
    ['"OR"', 'or'],
    ['a -b', 'all(a, not(b))'],
    ['a -"b c"', 'all(a, not(b c))'],
    ['-b* ', 'not(b*)'],
    ['a OR -b ', 'any(a, not(b))'],
    ['well-known ', 'well known'],
    ['-from:me', 'not(from=user)'],
    ['a -tiene:código', 'all(a, not(has=code))'],
    ['from:me OR tag:x a ', 'all(any(from=user, tag=x), a)'],
  ])('%j means %s', (text, expected) => {
    expect(meaning(text)).toBe(expected);
  });

  it('marks what is looked for, not what is excluded', () => {
    expect(parse('red -blue green OR "light grey" ').phrases.map(({ words }) => words.join(' '))).toEqual([
      ...['red', 'green', 'light grey'],
    ]);
  });

  it('says when a sign or an OR stands alone, and goes on', () => {
    expect(problems('OR a')).toEqual(['lone_or in OR']);
    expect(problems('a OR')).toEqual(['lone_or in OR']);
    expect(problems('a OR OR b')).toEqual(['lone_or in OR']);
    expect(problems('a - b')).toEqual(['lone_sign in -']);
    expect(problems('a *')).toEqual(['lone_sign in *']);
    expect(problems('a "b c')).toEqual(['open_quote in "b c: "b c"']);
    expect(meaning('OR a - * b OR ')).toBe('all(a, b)');
  });
});

describe('filters', () => {
  it.each([
    ['from:me', 'de:yo', 'from=user'],
    ['from:assistant', 'DE:Asistente', 'from=assistant'],
    ['in:"Four days in Kyoto"', 'en:"Four days in Kyoto"', 'in=Four days in Kyoto'],
    ['folder:Work', 'carpeta:Work', 'folder=Work'],
    ['tag:idea', 'etiqueta:idea', 'tag=idea'],
    ['model:openai/gpt:20b', 'modelo:"openai/gpt:20b"', 'model=openai/gpt:20b'],
    ['has:code', 'tiene:codigo', 'has=code'],
    ['has:links', 'tiene:enlace', 'has=link'],
    ['has:image', 'tiene:imágenes', 'has=image'],
    ['has:math', 'tiene:fórmula', 'has=math'],
    ['is:pinned', 'es:fijada', 'is=pinned'],
    ['is:interrupted', 'es:interrumpido', 'is=interrupted'],
    ['lang:py', 'lenguaje:Python', 'lang=python'],
    ['lang:c++', 'lenguaje:cpp', 'lang=cpp'],
    ['lang:c#', 'lenguaje:cs', 'lang=csharp'],
    ['longer:500', 'largo:0500', 'longer=500'],
    ['before:2024', 'antes:2024', ' to 2024-01-01'],
    ['after:2024-12', 'después:2024-12', '2025-01-01 to '],
    ['after:2024-02-29', 'despues:2024-02-29', '2024-03-01 to '],
    ['during:2024-12', 'durante:2024-12', '2024-12-01 to 2025-01-01'],
    ['during:2024-03..2024-08', 'durante:2024-03..2024-08', '2024-03-01 to 2024-09-01'],
    ['during:today', 'durante:hoy', '2024-05-15 to 2024-05-16'],
    ['during:yesterday', 'durante:ayer', '2024-05-14 to 2024-05-15'],
    ['during:"this week"', 'durante:"esta semana"', '2024-05-13 to 2024-05-20'],
    ['during:"last week"', 'durante:"la semana pasada"', '2024-05-06 to 2024-05-13'],
    ['during:last week', 'durante:semana pasada', '2024-05-06 to 2024-05-13'],
    ['during:"this month"', 'durante:"este mes"', '2024-05-01 to 2024-06-01'],
    ['during:"last month"', 'durante:el mes pasado', '2024-04-01 to 2024-05-01'],
    ['during:"this year"', 'durante:"este ano"', '2024-01-01 to 2025-01-01'],
    ['before:"last year"', 'antes:"año pasado"', ' to 2023-01-01'],
  ])('%s and %s are the same', (english, spanish, expected) => {
    expect(meaning(english)).toBe(expected);
    expect(meaning(spanish)).toBe(expected);
    expect(parse(spanish).filters.map(({ value }) => value)).toEqual(
      parse(english).filters.map(({ value }) => value),
    );
    expect([...problems(english), ...problems(spanish)]).toEqual([]);
  });

  it.each([
    ['from:me from:assistant a ', 'all(any(from=user, from=assistant), a)'],
    ['folder:a x folder:b ', 'all(any(folder=a, folder=b), x)'],
    ['tag:a tag:b', 'all(tag=a, tag=b)'],
    ['has:code has:link', 'all(has=code, has=link)'],
    ['during:2023 during:2024', 'any(2023-01-01 to 2024-01-01, 2024-01-01 to 2025-01-01)'],
    ['after:2023 before:2024-03', 'all(2024-01-01 to ,  to 2024-03-01)'],
    ['in:a -in:b', 'all(in=a, not(in=b))'],
  ])('together: %j means %s', (text, expected) => {
    expect(meaning(text)).toBe(expected);
  });

  it('order without being a condition; the last order counts', () => {
    expect(parse('sort:oldest red orden:relevancia')).toMatchObject({ sort: 'relevance', isEmpty: false });
    expect(parse('sort:oldest')).toMatchObject({ sort: 'oldest', isEmpty: true, condition: null });
    expect(parse('red')).toMatchObject({ sort: 'newest' });
  });

  it('say where they stand and what they mean in every language', () => {
    expect(parse('red -de:yo (in:"a b") ').filters).toEqual([
      { start: 4, end: 10, name: 'from', value: 'me', negated: true },
      { start: 12, end: 20, name: 'in', value: 'a b', negated: false },
    ]);
    expect(parse('durante:semana  pasada').filters).toMatchObject([{ value: 'last week', end: 22 }]);
  });

  it('need no words beside them', () => {
    expect(parse('is:starred')).toMatchObject({ isEmpty: false, phrases: [] });
  });
});

describe('a filter that is wrong or unfinished', () => {
  it.each([
    ['from:', ['missing_value in from:: from:me, from:assistant']],
    ['red de: blue', ['missing_value in de:: de:yo, de:asistente']],
    ['in:', ['missing_value in in:']],
    ['in:""', ['missing_value in in:""']],
    ['from:bob', ['unknown_value in from:bob: from:me, from:assistant']],
    ['-de:bob', ['unknown_value in -de:bob: -de:yo, -de:asistente']],
    ['longer:much', ['bad_number in longer:much: longer:200, longer:500, longer:1000']],
    ['largo:1.500', ['bad_number in largo:1.500: largo:1500, largo:200, largo:500, largo:1000']],
    ['during:2024-02-30', ['bad_date in during:2024-02-30: during:2024-02-29, during:2024-02']],
    ['antes:2024-13', ['bad_date in antes:2024-13: antes:2024-12, antes:2024']],
    ['after:2024/3/5', ['bad_date in after:2024/3/5: after:2024-03-05, after:2024-03']],
    ['durante:31.12.2023', ['bad_date in durante:31.12.2023: durante:2023-12-31']],
    ['during:last', ['bad_date in during:last: during:"last week", during:"last month", during:"last year"']],
    ['during:2024..2023', ['bad_date in during:2024..2023: during:2023..2024, during:2024, during:2023']],
    ['form:me', ['unknown_filter in form:me: from:me']],
    ['capreta:"Mis viajes"', ['unknown_filter in capreta:"Mis viajes": carpeta:"Mis viajes"']],
    ['form:bob port:8080 https://x', []],
  ])('%j: %j', (text, expected) => {
    expect(problems(text)).toEqual(expected);
  });

  it('offers what begins so first, then what is nearest', () => {
    expect(parse('has:ta').problems[0]?.suggestions[0]).toBe('has:table');
    expect(parse('tiene:imajen').problems[0]?.suggestions[0]).toBe('tiene:imagen');
  });

  it('leaves the rest of the query as it is', () => {
    expect(meaning('red from:bob during:never blue ')).toBe('all(red, blue)');
    expect(meaning('red OR from:bob ')).toBe('red');
    expect(meaning('form:me ')).toBe('form me');
  });

  it('with its quotes still open takes the rest', () => {
    expect(meaning('red in:"Four days')).toBe('all(red, in=Four days)');
    expect(problems('in:"Four days')).toEqual(['open_quote in in:"Four days: in:"Four days"']);
  });
});
