import type { Database } from 'better-sqlite3';
import { LRUCache } from 'lru-cache';
import type { Beginning } from './plan.ts';

/*
 * FTS5 gathers every place of every word that begins with `a` before it gives the first: seconds, in a million
 * messages. So for a large history we keep a list of the words that stand in many messages, and in how many. It says
 * whether a beginning is cheap to ask for; where it is not, its most frequent words are asked for instead, until
 * another letter is typed. The list is a cache: made in the background by one walk over the index, a little at a time.
 */

/** Below so many messages any beginning is cheap, and the index itself is asked about words. */
export const smallHistory = 20_000;
/** Places that a beginning may gather: some milliseconds. */
const affordable = 20_000;

/** A word is listed when it stands in so many messages: some ten thousand words, however large the history. */
export const listedFrom = (messages: number): number => Math.max(2, Math.floor(messages / 20_000));

/** The least text behind all that begin with `prefix`; no word of the index holds U+10FFFF. */
const endOf = (prefix: string): string => `${prefix}\u{10ffff}`;

export interface Vocabulary {
  /** With at most so many words in place of all. */
  beginning(prefix: string, most: number): Beginning;
  /** Whether any word begins so. */
  isBeginning(prefix: string): boolean;
  /** In how many messages a word stands. */
  frequency(word: string): number;
  /** Words of the list that begin with `prefix`, and where it is short or there is none, of the index. */
  words(prefix: string): Iterable<{ word: string; messages: number }>;
  /** Words of the index that begin with `prefix`, rare ones too. Slow for a beginning that very many share. */
  indexed(prefix: string): Iterable<{ word: string; messages: number }>;
}

export const vocabularyReads = (database: Database): Vocabulary => {
  const newest = database.prepare<[], number | null>('SELECT max(number) FROM messages').pluck();
  const listed = database.prepare<[string], number>('SELECT messages FROM vocabulary WHERE word = ?').pluck();
  const isListed = database.prepare('SELECT 1 FROM vocabulary LIMIT 1');
  const total = database
    .prepare<[string, string], number>(
      'SELECT coalesce(sum(messages), 0) FROM vocabulary WHERE word >= ? AND word < ?',
    )
    .pluck();
  const frequent = database
    .prepare<[string, string, number], string>(
      'SELECT word FROM vocabulary WHERE word >= ? AND word < ? ORDER BY messages DESC LIMIT ?',
    )
    .pluck();
  const firstInIndex = database.prepare<[string, string]>(
    'SELECT 1 FROM messages_words WHERE term >= ? AND term < ? LIMIT 1',
  );
  const inIndex = database.prepare<[string], number>('SELECT doc FROM messages_words WHERE term = ?').pluck();
  const listedRange = database.prepare<[string, string], { word: string; messages: number }>(
    'SELECT word, messages FROM vocabulary WHERE word >= ? AND word < ?',
  );
  const indexRange = database.prepare<[string, string], { word: string; messages: number }>(
    'SELECT term AS word, doc AS messages FROM messages_words WHERE term >= ? AND term < ?',
  );
  // Asked at each keystroke, and the list changes once for a tenth more history.
  const beginnings = new LRUCache<string, Beginning>({ max: 500 });
  const made = database
    .prepare<[], string>("SELECT value FROM meta WHERE key = 'vocabulary_made_at'")
    .pluck();
  let madeAt: string | undefined;
  const forgetOldBeginnings = (): void => {
    const now = made.get();
    if (now !== madeAt) beginnings.clear();
    madeAt = now;
  };
  const isSmall = (): boolean => (newest.get() ?? 0) < smallHistory;

  return {
    beginning(prefix, most) {
      if (isSmall()) return { kind: 'all' };
      if (!isListed.get()) return [...prefix].length < 3 ? { kind: 'some', words: [] } : { kind: 'all' };
      forgetOldBeginnings();
      const key = `${most} ${prefix}`;
      const known = beginnings.get(key);
      if (known) return known;
      const isAffordable = (total.get(prefix, endOf(prefix)) ?? 0) <= affordable;
      const beginning: Beginning = isAffordable
        ? { kind: 'all' }
        : { kind: 'some', words: frequent.all(prefix, endOf(prefix), most) };
      beginnings.set(key, beginning);
      return beginning;
    },
    frequency: (word) => listed.get(word) ?? inIndex.get(word) ?? 0,
    *words(prefix) {
      if (!isSmall() && isListed.get()) yield* listedRange.iterate(prefix, endOf(prefix));
      else yield* indexRange.iterate(prefix, endOf(prefix));
    },
    isBeginning: (prefix) => firstInIndex.get(prefix, endOf(prefix)) !== undefined,
    indexed: (prefix) => indexRange.iterate(prefix, endOf(prefix)),
  };
};

export interface VocabularyPart {
  words: { word: string; messages: number }[];
  /** The last word that was looked at; `null` when there are no more. */
  reached: string | null;
}

/** Words that are looked at before other calls get their turn. */
const wordsPerPart = 400;
/** The marks of the index lie between U+E000 and U+E100, and are no words. */
const [marksBegin, marksEnd] = ['\ue000', '\ue100'];

/** Reads the index's words in order, a part at a time. */
export const vocabularyParts = (database: Database) => {
  const newest = database.prepare<[], number | null>('SELECT max(number) FROM messages').pluck();
  const made = database
    .prepare<[], string>("SELECT value FROM meta WHERE key = 'vocabulary_made_at'")
    .pluck();
  const next = database.prepare<[string], { word: string; messages: number }>(
    `SELECT term AS word, doc AS messages FROM messages_words WHERE term > ? ORDER BY term LIMIT ${wordsPerPart}`,
  );
  return {
    /** Whether the history has grown by a tenth since the list was made. */
    isVocabularyStale(): boolean {
      const count = newest.get() ?? 0;
      return count >= smallHistory && count > Number(made.get() ?? 0) * 1.1;
    },
    vocabularyPart({ after, least }: { after: string; least: number }): VocabularyPart {
      const rows = next.all(after >= marksBegin && after < marksEnd ? marksEnd : after);
      const last = rows.at(-1)?.word ?? null;
      return {
        words: rows.filter(
          ({ word, messages }) => messages >= least && !(word >= marksBegin && word < marksEnd),
        ),
        reached: last !== null && last >= marksBegin && last < marksEnd ? marksEnd : last,
      };
    },
    newestNumber: (): number => newest.get() ?? 0,
  };
};

/** The writer's side: a part takes the place of what stood between its ends. */
export const vocabularyWrites = (database: Database) => {
  const removeTo = database.prepare<[string, string]>('DELETE FROM vocabulary WHERE word > ? AND word <= ?');
  const removeRest = database.prepare<[string]>('DELETE FROM vocabulary WHERE word > ?');
  const add = database.prepare<[string, number]>('INSERT INTO vocabulary (word, messages) VALUES (?, ?)');
  const note = database.prepare<[string]>(
    "INSERT OR REPLACE INTO meta (key, value) VALUES ('vocabulary_made_at', ?)",
  );
  return {
    saveVocabularyPart({
      after,
      part,
      newest,
    }: {
      after: string;
      part: VocabularyPart;
      newest: number;
    }): void {
      if (part.reached === null) {
        removeRest.run(after);
        note.run(String(newest));
      } else removeTo.run(after, part.reached);
      for (const { word, messages } of part.words) add.run(word, messages);
    },
  };
};
