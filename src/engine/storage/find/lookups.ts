import type { Database } from 'better-sqlite3';
import { fold, wordsOf } from '../../../shared/search-text/index.ts';
import { toPhrase } from '../../search/index.ts';
import type { ConversationSet, Lookups } from './plan.ts';
import type { Vocabulary } from './vocabulary.ts';

/** So many conversations are named in the query itself; more are looked up row by row. */
const mostNamed = 300;
const dayMs = 86_400_000;

const few = (ids: readonly Uint8Array[]): ConversationSet => ({ kind: 'few', ids });

/** Names are compared as people remember them: without case and accents. */
const sameName = (one: string, other: string): boolean => fold(one) === fold(other);

/** `Clients` names `Work/Clients` too, and a folder stands for all that lie in it. */
const isFolderIn = (folder: string, wanted: string): boolean => {
  const path = `/${fold(folder)}/`;
  return path.includes(`/${fold(wanted)}/`);
};

const bare = (model: string): string => fold(model).replace(/[^\p{L}\p{N}]/gu, '');

export const lookupReads = (database: Database, vocabulary: Vocabulary): Lookups => {
  const ids = (sql: string) =>
    database.prepare<(string | number)[], Buffer>(`${sql} LIMIT ${mostNamed + 1}`).pluck();
  const titledSql = `SELECT c.id FROM titles_index AS f CROSS JOIN conversations AS c ON c.number = f.rowid
    WHERE titles_index MATCH ? AND c.deleted_at IS NULL`;
  const taggedSql = 'SELECT t.conversation_id FROM conversation_tags AS t WHERE t.tag = ?';
  const folderSql = 'SELECT c.id FROM conversations AS c WHERE c.folder = ?';
  const traitSql = {
    pinned:
      'SELECT c.id FROM conversations AS c WHERE c.deleted_at IS NULL AND c.archived_at IS NULL AND c.pinned_at IS NOT NULL',
    archived: 'SELECT c.id FROM conversations AS c WHERE c.deleted_at IS NULL AND c.archived_at IS NOT NULL',
  };
  const trashSql = 'SELECT c.id FROM conversations AS c WHERE c.deleted_at IS NOT NULL';

  const titled = ids(titledSql);
  const tagged = ids(taggedSql);
  const inFolder = ids(folderSql);
  const having = { pinned: ids(traitSql.pinned), archived: ids(traitSql.archived) };
  const trashed = ids(trashSql);
  // Each of these lists is as long as the user has made names.
  const folders = database
    .prepare<[], string>('SELECT DISTINCT folder FROM conversations WHERE folder IS NOT NULL')
    .pluck();
  const tags = database.prepare<[], string>('SELECT DISTINCT tag FROM conversation_tags').pluck();
  const models = database.prepare<[], string>('SELECT model FROM models_used').pluck();
  const days = database.prepare<[number, number], { lowest: number | null; highest: number | null }>(
    'SELECT min(first_number) AS lowest, max(last_number) AS highest FROM message_days WHERE day BETWEEN ? AND ?',
  );

  const set = (
    found: readonly Buffer[],
    sql: string,
    parameters: readonly (string | number)[] = [],
  ): ConversationSet => (found.length > mostNamed ? { kind: 'many', sql, parameters } : few(found));

  const named = (
    names: readonly string[],
    list: (name: string) => readonly Buffer[],
    sql: string,
  ): ConversationSet | null => {
    if (names.length === 0) return null;
    const found = names.flatMap(list);
    return set(found, names.map(() => sql).join(' UNION ALL '), names);
  };

  return {
    titled(title) {
      const words = [...wordsOf(title)].map(({ folded }) => folded);
      if (words.length === 0) return null;
      const match = toPhrase({ words, prefix: true });
      const found = titled.all(match);
      return found.length === 0 ? null : set(found, titledSql, [match]);
    },
    inFolder: (wanted) =>
      named(
        folders.all().filter((folder) => isFolderIn(folder, wanted)),
        (folder) => inFolder.all(folder),
        folderSql,
      ),
    tagged: (wanted) =>
      named(
        tags.all().filter((tag) => sameName(tag, wanted)),
        (tag) => tagged.all(tag),
        taggedSql,
      ),
    having: (trait) => set(having[trait].all(), traitSql[trait]),
    trash: () => set(trashed.all(), trashSql),
    models(name) {
      const wanted = bare(name);
      return wanted === '' ? [] : models.all().filter((model) => bare(model).includes(wanted));
    },
    beginning: (prefix, most) => vocabulary.beginning(prefix, most),
    numbersOf(from, to) {
      const first = from === null ? Number.MIN_SAFE_INTEGER : Math.floor(from / dayMs);
      const last = to === null ? Number.MAX_SAFE_INTEGER : Math.floor((to - 1) / dayMs);
      const { lowest, highest } = days.get(first, last) ?? { lowest: null, highest: null };
      return lowest === null || highest === null ? { lowest: 1, highest: 0 } : { lowest, highest };
    },
  };
};
