import type { Database } from 'better-sqlite3';
import type { Input, Output, SearchHit } from '../../shared/contract/index.ts';
import {
  cutSnippet,
  highlight,
  parseQuery,
  toMatch,
  withoutShortPrefix,
  type Query,
} from '../search/index.ts';
import { conversationIdOf, messageIdOf } from './rows.ts';

/** Relevance is weighed among the newest so many: over all, a common word would take seconds in a large history. */
export const candidateLimit = 2_000;
const titleCandidates = 200;
/** Titles lead, but never fill the screen that the messages are looked for on. */
const leadingTitles = 5;

interface Ranked {
  number: number;
  rank: number;
}

interface TitleRow {
  id: Buffer;
  last_activity_at: number;
  title: string;
}

interface FoundRow {
  id: Buffer;
  conversation_id: Buffer;
  role: 'user' | 'assistant';
  created_at: number;
  content: string;
  title: string;
}

/** Best first; of equals the newest. bm25 is the lower the better. FTS5 cannot sort ties without ranking everything. */
const best = (ranked: Ranked[], count: number): Ranked[] =>
  ranked.toSorted((a, b) => a.rank - b.rank || b.number - a.number).slice(0, count);

export const searchReads = (database: Database) => {
  /*
   * The index stands left, read from its newest row down, so that the limit ends the walk; the trash is a short list
   * that is probed, not joined.
   */
  const messages = database.prepare<[string], Ranked>(
    `SELECT f.rowid AS number, bm25(messages_index) AS rank
     FROM messages_index AS f CROSS JOIN messages AS m ON m.number = f.rowid
     WHERE messages_index MATCH ?
       AND m.conversation_id NOT IN (SELECT id FROM conversations WHERE deleted_at IS NOT NULL)
     ORDER BY f.rowid DESC LIMIT ${candidateLimit + 1}`,
  );
  const titles = database.prepare<[string], Ranked>(
    `SELECT f.rowid AS number, bm25(titles_index) AS rank
     FROM titles_index AS f CROSS JOIN conversations AS c ON c.number = f.rowid
     WHERE titles_index MATCH ? AND c.deleted_at IS NULL
     ORDER BY f.rowid DESC LIMIT ${titleCandidates}`,
  );
  const title = database.prepare<[number], TitleRow>(
    'SELECT id, last_activity_at, title FROM conversations WHERE number = ?',
  );
  const found = database.prepare<[number], FoundRow>(
    `SELECT m.id, m.conversation_id, m.role, m.created_at, m.content, c.title
     FROM messages AS m JOIN conversations AS c ON c.id = m.conversation_id WHERE m.number = ?`,
  );

  const titleHit = (number: number, query: Query): SearchHit[] => {
    const row = title.get(number);
    if (!row) return [];
    return [
      {
        kind: 'conversation',
        conversationId: conversationIdOf(row.id),
        lastActivityAt: row.last_activity_at,
        title: highlight(row.title, query),
      },
    ];
  };

  const messageHit = (number: number, query: Query): SearchHit[] => {
    const row = found.get(number);
    if (!row) return [];
    return [
      {
        kind: 'message',
        conversationId: conversationIdOf(row.conversation_id),
        conversationTitle: row.title,
        messageId: messageIdOf(row.id),
        role: row.role,
        createdAt: row.created_at,
        snippet: cutSnippet(row.content, query),
      },
    ];
  };

  return {
    find({ text, limit }: Input<'search.find'>): Output<'search.find'> {
      const query = parseQuery(text);
      const messageQuery = withoutShortPrefix(query);
      const [match, titleMatch] = [toMatch(messageQuery), toMatch(query)];
      if (match === null || titleMatch === null) return { hits: [], bounded: false };
      const inMessages = messages.all(match);
      const bounded = inMessages.length > candidateLimit;
      const inTitles = best(titles.all(titleMatch), limit);
      const leading = inTitles.slice(0, leadingTitles);
      const shown = best(inMessages.slice(0, candidateLimit), limit - leading.length);
      const trailing = inTitles.slice(leadingTitles, limit - shown.length);
      return {
        hits: [
          ...leading.flatMap(({ number }) => titleHit(number, query)),
          ...shown.flatMap(({ number }) => messageHit(number, messageQuery)),
          ...trailing.flatMap(({ number }) => titleHit(number, query)),
        ],
        bounded,
      };
    },
  };
};
