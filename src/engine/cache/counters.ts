import type { Database } from 'better-sqlite3';

/** What is counted, by its name in the file. All are whole numbers that only grow. */
export const counterNames = [
  'memory_hits',
  'file_hits',
  'expired_hits',
  'misses',
  'saved_input_tokens',
  'saved_output_tokens',
  'saved_ms',
  'saved_microdollars',
] as const;

export type CounterName = (typeof counterNames)[number];
export type Counters = Record<CounterName, number>;

export const noCounts = (): Counters => ({
  memory_hits: 0,
  file_hits: 0,
  expired_hits: 0,
  misses: 0,
  saved_input_tokens: 0,
  saved_output_tokens: 0,
  saved_ms: 0,
  saved_microdollars: 0,
});

export const createCounterQueries = (database: Database) => {
  const add = database.prepare<[CounterName, number]>(
    `INSERT INTO counters (name, value) VALUES (?, ?)
     ON CONFLICT (name) DO UPDATE SET value = value + excluded.value`,
  );
  const all = database.prepare<[], { name: CounterName; value: number }>('SELECT name, value FROM counters');
  const clear = database.prepare('DELETE FROM counters');
  return {
    add(counts: Counters): void {
      for (const name of counterNames) if (counts[name] > 0) add.run(name, counts[name]);
    },
    read(): Counters {
      const counts = noCounts();
      for (const { name, value } of all.all()) counts[name] = value;
      return counts;
    },
    clear(): void {
      clear.run();
    },
  };
};
