import { createRandom, markers } from '../../tests/support/corpus/index.ts';

export interface BenchQuery {
  kind: string;
  text: string;
}

const prefixes = [
  'a',
  'd',
  's',
  'c',
  't',
  'de',
  'co',
  're',
  'an',
  'st',
  'the',
  'con',
  'fun',
  'ver',
  'mar',
  'pro',
];
const common: readonly [string, ...string[]] = [
  'function',
  'value',
  'file',
  'data',
  'list',
  'code',
  'error',
  'para',
  'como',
  'und',
];
const eastern: readonly [string, ...string[]] = [
  '数据',
  '函数',
  '文件',
  'データ',
  '関数',
  '問題',
  '时间',
  '使用',
];
const months: readonly [string, ...string[]] = ['2018-03', '2020-11', '2023-06', '2025-01', '2025-11'];

/** 200 queries as people ask them, the same in each run. */
export const mixOfQueries = (): BenchQuery[] => {
  const random = createRandom(200);
  const queries: BenchQuery[] = [];
  const add = (kind: string, count: number, make: (index: number) => string): void => {
    for (let index = 0; index < count; index += 1) queries.push({ kind, text: make(index) });
  };
  add('rare', 30, (index) =>
    index % 2 === 0 ? `${random.pick(markers.tenThousandth)} ` : `${markers.only(index)} `,
  );
  add('common', 25, () => `${random.pick([markers.half, markers.quarter, ...common])} `);
  add('two common', 25, () => `${random.pick(common)} ${random.pick([markers.half, markers.quarter])} `);
  add('phrase', 20, () => `"${random.pick(common)} ${random.pick(common)}"`);
  add('type-ahead', 40, (index) => prefixes[index % prefixes.length] ?? 'a');
  add('filtered', 30, (index) => {
    const word = random.pick(common);
    const filter = [
      'from:me',
      'has:code',
      `during:${random.pick(months)}`,
      'lang:python',
      'from:assistant has:link',
      'longer:500',
    ];
    return `${filter[index % filter.length]} ${word} `;
  });
  add('CJK', 20, () => `${random.pick(eastern)} `);
  add('no hit', 10, (index) => `zzqx${index} ${random.pick(common)} `);
  return queries;
};

export const typeAhead: readonly string[] = prefixes;

/** For LIKE, which looks for the same letters anywhere: whole words of every frequency. */
export const likeWords = (): string[] => {
  const random = createRandom(50);
  return Array.from({ length: 50 }, (_, index) => {
    if (index % 5 === 0) return markers.only(index);
    return index % 5 < 3 ? random.pick(markers.tenThousandth) : random.pick(markers.hundredth);
  });
};
