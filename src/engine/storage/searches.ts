import type { Database } from 'better-sqlite3';
import type { Input, Output, SavedSearch } from '../../shared/contract/index.ts';
import type { SavedSearchId } from '../../shared/ids.ts';
import { idFromBytes, idToBytes, createIdMaker } from '../core/identifiers.ts';
import { cleanText } from '../core/text.ts';
import { refuse } from './refusal.ts';

const recentKept = 20;

export interface SavedSearchRow {
  id: Buffer;
  name: string;
  text: string;
  created_at: number;
}

export interface RecentSearchRow {
  text: string;
  used_at: number;
}

const toSavedSearch = (row: SavedSearchRow): SavedSearch => ({
  id: idFromBytes(row.id) as SavedSearchId,
  name: row.name,
  text: row.text,
  createdAt: row.created_at,
});

/** Searches that people keep, and those that they made last. */
export const searchesReads = (database: Database) => {
  const saved = database.prepare<[], SavedSearchRow>('SELECT * FROM saved_searches ORDER BY id');
  const recent = database
    .prepare<[], string>(`SELECT text FROM recent_searches ORDER BY used_at DESC LIMIT ${recentKept}`)
    .pluck();
  // As many rows as the user has made names.
  const folders = database.prepare<[], { name: string; conversations: number }>(
    `SELECT folder AS name, count(*) AS conversations FROM conversations INDEXED BY conversations_by_folder
     WHERE folder IS NOT NULL AND deleted_at IS NULL GROUP BY folder ORDER BY folder`,
  );
  const tags = database.prepare<[], { name: string; conversations: number }>(
    `SELECT t.tag AS name, count(*) AS conversations
     FROM conversation_tags AS t CROSS JOIN conversations AS c ON c.id = t.conversation_id
     WHERE c.deleted_at IS NULL GROUP BY t.tag ORDER BY t.tag`,
  );
  return {
    savedSearches: (): SavedSearch[] => saved.all().map(toSavedSearch),
    recentSearches: (): string[] => recent.all(),
    organisingNames: (): Output<'organising.names'> => ({ folders: folders.all(), tags: tags.all() }),
  };
};

export const searchesWrites = (database: Database) => {
  const newest = database.prepare<[], Buffer | null>('SELECT max(id) FROM saved_searches').pluck();
  const makeId = createIdMaker(newest.get() ?? null);
  const one = database.prepare<[Uint8Array], SavedSearchRow>('SELECT * FROM saved_searches WHERE id = ?');
  const insert = database.prepare<[Uint8Array, string, string, number]>(
    'INSERT INTO saved_searches (id, name, text, created_at) VALUES (?, ?, ?, ?)',
  );
  const update = database.prepare<[string, string, Uint8Array]>(
    'UPDATE saved_searches SET name = ?, text = ? WHERE id = ?',
  );
  const remove = database.prepare<[Uint8Array]>('DELETE FROM saved_searches WHERE id = ?');
  const use = database.prepare<[string, number]>(
    'INSERT OR REPLACE INTO recent_searches (text, used_at) VALUES (?, ?)',
  );
  const forgetOld = database.prepare(
    `DELETE FROM recent_searches WHERE used_at < (
       SELECT used_at FROM recent_searches ORDER BY used_at DESC LIMIT 1 OFFSET ${recentKept - 1}
     )`,
  );
  const forget = database.prepare<[string]>('DELETE FROM recent_searches WHERE text = ?');
  const forgetAll = database.prepare('DELETE FROM recent_searches');

  return {
    saveSearch({ searchId, name, text }: Input<'saved_searches.save'>, now: number): SavedSearch {
      const id = searchId === null ? makeId(now) : idToBytes(searchId);
      if (searchId === null) insert.run(id, cleanText(name), cleanText(text), now);
      else update.run(cleanText(name), cleanText(text), id);
      return toSavedSearch(one.get(id) ?? refuse('saved_search.not_found'));
    },
    deleteSavedSearch(searchId: SavedSearchId): void {
      if (remove.run(idToBytes(searchId)).changes === 0) refuse('saved_search.not_found');
    },
    addRecentSearch(text: string, now: number): void {
      use.run(cleanText(text), now);
      forgetOld.run();
    },
    forgetRecentSearch(text: string | null): void {
      if (text === null) forgetAll.run();
      else forget.run(text);
    },
  };
};
