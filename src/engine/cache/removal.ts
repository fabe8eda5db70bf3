import type { Database } from 'better-sqlite3';
import type { Selection } from './answer-cache.ts';
import type { AnswerKey } from './key.ts';

/** How much the file holds, kept up with each change: to sum it up anew would take longer than the change. */
export interface Totals {
  entries: number;
  bytes: number;
}

/** So few that a lookup which comes meanwhile hardly waits. */
const rowsPerStep = 50;
const pagesPerStep = 256;
/** Reading is faster than deleting. */
const rowsReadPerStep = 500;

interface GoneRow {
  key: AnswerKey;
  bytes: number;
}

const returning = 'RETURNING lower(hex(key)) AS key, bytes';
const few = `LIMIT ${rowsPerStep}`;

/** For `LIKE ? ESCAPE '\'`: the text, with nothing special in it, anywhere. */
export const containing = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;

/** What takes answers out of the file. Each call is a small step, so that lookups go in between. */
export const createRemovals = (database: Database, totals: Totals) => {
  const deletion = <Inputs extends unknown[]>(condition: string) =>
    database.prepare<Inputs, GoneRow>(`DELETE FROM answers WHERE ${condition} ${returning}`);
  const chosen = <Inputs extends unknown[]>(condition: string) =>
    deletion<Inputs>(`number IN (SELECT number FROM answers WHERE ${condition} ${few})`);

  const byKey = deletion<[Buffer]>('key = ?');
  const byNumber = deletion<[number]>('number = ?');
  const byConversation = chosen<[string]>('conversation = ?');
  const byModel = chosen<[string]>('model = ?');
  const byAge = chosen<[number]>('created_at < ?');
  const any = chosen<[]>('true');
  const byText = deletion<[number, number, string, string]>(
    `number > ? AND number <= ? AND (content LIKE ? ESCAPE '\\' OR question LIKE ? ESCAPE '\\')`,
  );
  const lastOfStep = database
    .prepare<[number], number | null>(
      `SELECT max(number) FROM
         (SELECT number FROM answers WHERE number > ? ORDER BY number LIMIT ${rowsReadPerStep})`,
    )
    .pluck();
  const leastUsed = database.prepare<[], { number: number; bytes: number }>(
    `SELECT number, bytes FROM answers ORDER BY last_used_at ${few}`,
  );

  const without = (gone: GoneRow[]): AnswerKey[] => {
    totals.entries -= gone.length;
    for (const { bytes } of gone) totals.bytes -= bytes;
    return gone.map(({ key }) => key);
  };

  const freePages = (): number => Number(database.pragma('freelist_count', { simple: true }));
  /** Gives pages back to the disk. Whether there are more to give. */
  const shrink = (): boolean => {
    const before = freePages();
    if (before === 0) return false;
    database.pragma(`incremental_vacuum(${pagesPerStep})`);
    const after = freePages();
    return after > 0 && after < before;
  };

  const chosenBy = (selection: Exclude<Selection, { kind: 'containing' }>): GoneRow[] => {
    switch (selection.kind) {
      case 'entry':
        return byKey.all(Buffer.from(selection.key, 'hex'));
      case 'conversation':
        return byConversation.all(selection.conversationId);
      case 'model':
        return byModel.all(selection.model);
      case 'older_than':
        return byAge.all(selection.createdBefore);
      case 'all':
        return any.all();
    }
  };

  return {
    dropNumber: (number: number): number => without(byNumber.all(number)).length,
    dropKey: (key: AnswerKey): number => without(byKey.all(Buffer.from(key, 'hex'))).length,

    /** `after` is what the last step has answered as `next`, at first 0; `null` when nothing more is to go. */
    dropSome({ selection, after }: { selection: Selection; after: number }): {
      gone: number;
      next: number | null;
    } {
      if (selection.kind !== 'containing') {
        const gone = without(chosenBy(selection)).length;
        return { gone, next: gone < rowsPerStep ? null : 0 };
      }
      const last = lastOfStep.get(after) ?? null;
      if (last === null) return { gone: 0, next: null };
      const pattern = containing(selection.text);
      return { gone: without(byText.all(after, last, pattern, pattern)).length, next: last };
    },

    /** Lets the least recently used go while there is more than `limitBytes`, then makes the file smaller. */
    tidy({ limitBytes }: { limitBytes: number }): { gone: AnswerKey[]; done: boolean } {
      if (totals.bytes <= limitBytes) return { gone: [], done: !shrink() };
      let bytes = totals.bytes;
      const going: number[] = [];
      for (const row of leastUsed.all()) {
        if (bytes <= limitBytes) break;
        bytes -= row.bytes;
        going.push(row.number);
      }
      const remove = database.transaction(() => going.flatMap((number) => byNumber.all(number)));
      return { gone: without(remove()), done: going.length === 0 };
    },
  };
};
