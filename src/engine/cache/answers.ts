import type { Database } from 'better-sqlite3';
import type { KeptAnswer, NewAnswer } from './answer-cache.ts';
import { createCounterQueries, type Counters } from './counters.ts';
import type { AnswerKey } from './key.ts';
import { createRemovals, type Totals } from './removal.ts';
import {
  answerColumns,
  answerOf,
  bytesOf,
  checksumOf,
  isIntact,
  rowOf,
  type AnswerRow,
  type ContentRow,
  type KeyedAnswer,
} from './rows.ts';

/** How often an answer was given again, and when last. */
export interface Use {
  key: AnswerKey;
  uses: number;
  lastUsedAt: number;
}

/** What happened in a while. */
export interface Gathered {
  uses: Use[];
  counters: Counters;
}

export interface FileStatistics extends Totals {
  counters: Counters;
  models: { model: string; entries: number }[];
}

/** What can be asked of the file; each is one call to the cache's thread. */
export const createAnswerFunctions = (database: Database) => {
  const sum = database.prepare<[], Totals>(
    'SELECT count(*) AS entries, coalesce(sum(bytes), 0) AS bytes FROM answers',
  );
  const totals: Totals = { entries: 0, bytes: 0, ...sum.get() };
  const { dropNumber, dropKey, dropSome, tidy } = createRemovals(database, totals);
  const counters = createCounterQueries(database);

  const insert = database.prepare<
    [Omit<ContentRow, 'key'> & { key: Buffer; bytes: number; checksum: Buffer }]
  >(
    `INSERT INTO answers (
       key, endpoint, model, conversation, created_at, last_used_at, uses, bytes, finish_reason, input_tokens,
       output_tokens, first_token_ms, total_ms, cost_microdollars, checksum, question, content
     ) VALUES (
       @key, @endpoint, @model, @conversation, @created_at, @created_at, 0, @bytes, @finish_reason, @input_tokens,
       @output_tokens, @first_token_ms, @total_ms, @cost_microdollars, @checksum, @question, @content
     )`,
  );
  const byKey = database.prepare<[Buffer], AnswerRow>(`SELECT ${answerColumns} FROM answers WHERE key = ?`);
  const byNumber = database.prepare<[number], AnswerRow>(
    `SELECT ${answerColumns} FROM answers WHERE number = ?`,
  );
  const byHeat = database.prepare<[], { number: number; bytes: number }>(
    'SELECT number, bytes FROM answers ORDER BY uses DESC, last_used_at DESC',
  );
  const byModel = database.prepare<[], { model: string; entries: number }>(
    'SELECT model, count(*) AS entries FROM answers GROUP BY model ORDER BY entries DESC, model LIMIT 50',
  );
  const use = database.prepare<[{ key: Buffer; uses: number; lastUsedAt: number }]>(
    `UPDATE answers SET uses = uses + @uses, last_used_at = max(last_used_at, @lastUsedAt) WHERE key = @key`,
  );

  const replace = database.transaction((row: ContentRow): void => {
    const bytes = bytesOf(row);
    dropKey(row.key as AnswerKey);
    insert.run({ ...row, key: Buffer.from(row.key, 'hex'), bytes, checksum: checksumOf(row) });
    totals.entries += 1;
    totals.bytes += bytes;
  });

  const record = database.transaction(({ uses, counters: counts }: Gathered): void => {
    for (const { key, ...used } of uses) use.run({ key: Buffer.from(key, 'hex'), ...used });
    counters.add(counts);
  });

  /** A row that is not what was written goes, and was never there. */
  const intact = (row: AnswerRow | undefined): KeyedAnswer[] => {
    if (row === undefined) return [];
    if (isIntact(row)) return [answerOf(row)];
    dropNumber(row.number);
    return [];
  };

  return {
    dropSome,
    tidy,

    /** Answers with how many bytes the file's answers take up now. */
    store(answer: NewAnswer): number {
      try {
        replace(rowOf(answer));
      } catch (error) {
        // What was rolled back is counted as gone by now.
        Object.assign(totals, sum.get());
        throw error;
      }
      return totals.bytes;
    },

    find: (key: AnswerKey): KeptAnswer | null =>
      intact(byKey.get(Buffer.from(key, 'hex')))[0]?.answer ?? null,

    record: (input: Gathered): void => record(input),

    /** The numbers of the most used answers, as many as fit into so many bytes; the most used first. */
    hottest(budgetBytes: number): number[] {
      const numbers: number[] = [];
      let bytes = 0;
      for (const row of byHeat.iterate()) {
        bytes += row.bytes;
        if (bytes > budgetBytes) break;
        numbers.push(row.number);
      }
      return numbers;
    },

    read: (numbers: number[]): KeyedAnswer[] => numbers.flatMap((number) => intact(byNumber.get(number))),

    statistics: (_input: null): FileStatistics => ({
      ...totals,
      counters: counters.read(),
      models: byModel.all(),
    }),
    forgetStatistics: (_input: null): void => counters.clear(),
  };
};

export type AnswerFunctions = ReturnType<typeof createAnswerFunctions>;
