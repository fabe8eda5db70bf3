/**
 * The history search at 10,000, 100,000 and a million messages (or as many as `--messages N` says), asked through the
 * engine's contract over a message port, each time against the bare statement in the same run.
 */
import Sqlite from 'better-sqlite3';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readerFunctions } from '../src/engine/storage/roles.ts';
import type { EngineClient } from '../src/shared/contract/index.ts';
import { markers } from '../tests/support/corpus/index.ts';
import { launchEngine } from '../tests/support/engine.ts';
import { search } from '../tests/support/storage.ts';
import { median, percentile, rounded } from './lib/statistics.ts';
import { historyOf } from './search/histories.ts';
import { measureInserts, measureInterference } from './search/writing.ts';
import { likeWords, mixOfQueries, typeAhead } from './search/queries.ts';

const limit = 20;
const rounds = 5;

const timed = async (act: () => unknown): Promise<number> => {
  const began = performance.now();
  await act();
  return performance.now() - began;
};
/** Of several rounds the middle one: a single pause of the machine says nothing about a query. */
const middle = async (act: () => unknown, times = rounds): Promise<number> => {
  const taken: number[] = [];
  for (let round = 0; round < times; round += 1) taken.push(await timed(act));
  return median(taken);
};
const p95 = (values: readonly number[]): number => percentile(values, 0.95);
const ms = (value: number): string => `${value.toFixed(2)} ms`.padStart(12);

const find = (client: EngineClient, text: string, more = {}) =>
  client.request('search.find', search(text, { limit, ...more }));

/** The same index, asked as barely as better-sqlite3 can. */
const bareIndex = (dataFolder: string) => {
  const database = new Sqlite(join(dataFolder, 'versaai.db'), { readonly: true });
  database.pragma('mmap_size = 268435456');
  const ids = database
    .prepare<[string, number, number, number], number>(
      `SELECT rowid FROM messages_index WHERE messages_index MATCH ? AND rowid BETWEEN ? AND ?
       ORDER BY rowid DESC LIMIT ?`,
    )
    .pluck();
  const like = database
    .prepare<[string, number], number>(
      'SELECT number FROM messages WHERE content LIKE ? ORDER BY number DESC LIMIT ?',
    )
    .pluck();
  const second = new Sqlite(join(dataFolder, 'versaai.db'), { readonly: true });
  const { planOf } = readerFunctions(second, dataFolder, () => {});
  return {
    database,
    /** The statement that our search runs in the end, or `null` when rows decide too: no bare one gives these ids. */
    statementOf(text: string): (() => number[]) | null {
      const plan = planOf(text, Date.now());
      if (!plan || plan.conditions.length > 0) return null;
      return () => ids.all(plan.match, plan.lowest, plan.highest, limit);
    },
    like: (word: string): number[] => like.all(`%${word}%`, limit),
    close(): void {
      database.close();
      second.close();
    },
  };
};

const measureFloor = async (client: EngineClient, bare: ReturnType<typeof bareIndex>) => {
  const ours = new Map<string, number[]>();
  const theirs = new Map<string, number[]>();
  const add = (map: Map<string, number[]>, kind: string, value: number): void => {
    map.set(kind, [...(map.get(kind) ?? []), value]);
  };
  for (const { kind, text } of mixOfQueries()) {
    const statement = bare.statementOf(text);
    await find(client, text);
    statement?.();
    add(ours, kind, await middle(() => find(client, text)));
    if (statement) add(theirs, kind, await middle(statement));
  }
  for (const [kind, values] of ours)
    console.log(
      `  ${kind.padEnd(12)} ours p50 ${ms(median(values))} p95 ${ms(p95(values))} · ` +
        `bare p50 ${ms(median(theirs.get(kind) ?? []))} p95 ${ms(p95(theirs.get(kind) ?? []))}`,
    );
  return { ours: p95([...ours.values()].flat()), bare: p95([...theirs.values()].flat()) };
};

const measureTypeAhead = async (client: EngineClient): Promise<number> => {
  const taken: number[] = [];
  for (const text of typeAhead) {
    await find(client, text);
    taken.push(await middle(() => find(client, text)));
  }
  return p95(taken);
};

const measureLike = async (client: EngineClient, bare: ReturnType<typeof bareIndex>): Promise<number> => {
  const ours: number[] = [];
  const like: number[] = [];
  for (const word of likeWords()) {
    ours.push(await middle(() => find(client, `${word} `), 3));
    like.push(await timed(() => bare.like(word)));
  }
  console.log(`  LIKE p95 ${ms(p95(like))} · ours p95 ${ms(p95(ours))}`);
  return p95(like) / p95(ours);
};

const measureHalf = async (client: EngineClient, text: string): Promise<number> => {
  const taken: number[] = [];
  for (let round = 0; round < 30; round += 1) taken.push(await timed(() => find(client, text)));
  return p95(taken);
};

/** Bytes of everything that is there only for searching, over the bytes of the texts. */
const indexShare = ({ database }: ReturnType<typeof bareIndex>): number => {
  const search = database
    .prepare<[], number>(
      `SELECT sum(pgsize) FROM dbstat WHERE
       (name LIKE 'messages_index%' OR name LIKE 'titles_index%' OR name IN ('vocabulary', 'message_days', 'models_used'))`,
    )
    .pluck();
  const content = database.prepare<[], number>('SELECT sum(octet_length(content)) FROM messages').pluck();
  return (search.get() ?? NaN) / (content.get() ?? NaN);
};

const { values } = parseArgs({ options: { messages: { type: 'string' } }, allowPositionals: true });
const largest = Number(values.messages ?? 1_000_000);
const sizes = [10_000, 100_000, 1_000_000].filter((size) => size < largest).concat(largest);

const typeAheads: number[] = [];
let result: Record<string, number> = {};
for (const size of sizes) {
  const dataFolder = await historyOf(size);
  const engine = await launchEngine({ dataFolder, key: null, mode: 'safe' });
  const bare = bareIndex(dataFolder);
  try {
    console.log(`${size} messages`);
    const floor = await measureFloor(engine.client, bare);
    typeAheads.push(await measureTypeAhead(engine.client));
    console.log(
      `  all p95: ours ${ms(floor.ours)} · bare ${ms(floor.bare)} · type-ahead ${ms(typeAheads.at(-1) ?? NaN)}`,
    );
    if (size !== largest) continue;
    result = {
      floor_ratio: rounded(floor.ours / floor.bare),
      like_ratio: rounded(await measureLike(engine.client, bare), 0),
      newest_half_p95_ms: rounded(await measureHalf(engine.client, `${markers.half} `)),
      relevance_half_p95_ms: rounded(await measureHalf(engine.client, `sort:relevance ${markers.half} `)),
      index_bytes_ratio: rounded(indexShare(bare)),
    };
    console.log(JSON.stringify(result));
  } finally {
    bare.close();
    await engine.stop();
  }
}
const [smallest = NaN] = typeAheads;
result = {
  ...result,
  growth: rounded((typeAheads.at(-1) ?? NaN) / smallest),
  insert_ratio: rounded(await measureInserts()),
  interference: rounded(await measureInterference(await historyOf(largest))),
};
console.log(`RESULT ${JSON.stringify(result)}`);
