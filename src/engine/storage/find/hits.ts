import type { Database } from 'better-sqlite3';
import type { ConversationHit, MessageHit } from '../../../shared/contract/index.ts';
import type { Phrase } from '../../../shared/search-text/index.ts';
import { cutSnippet, highlight } from '../../search/index.ts';
import { conversationIdOf, messageIdOf } from '../rows.ts';

interface FoundRow {
  id: Buffer;
  conversation_id: Buffer;
  role: 'user' | 'assistant';
  created_at: number;
  content: string;
  starred: number;
}

interface TitleRow {
  number: number;
  id: Buffer;
  last_activity_at: number;
  title: string;
  rank: number;
}

export interface Hits {
  /** In the order of `numbers`, but those of one conversation behind its first. */
  messages(numbers: readonly number[], phrases: readonly Phrase[]): MessageHit[];
  /** Best title first, of equals the newest. `match` is about words alone. */
  conversations(match: string, phrases: readonly Phrase[], limit: number): ConversationHit[];
}

/** FTS5 can rank no more cheaply than all of them; titles are few, and this many are enough to choose from. */
const titleCandidates = 200;

const together = (hits: readonly MessageHit[]): MessageHit[] => {
  const groups = new Map<string, MessageHit[]>();
  for (const hit of hits) {
    const group = groups.get(hit.conversationId);
    if (group) group.push(hit);
    else groups.set(hit.conversationId, [hit]);
  }
  return [...groups.values()].flat();
};

export const hitReads = (database: Database): Hits => {
  const found = database.prepare<[number], FoundRow>(
    `SELECT m.id, m.conversation_id, m.role, m.created_at, m.content,
       EXISTS (SELECT 1 FROM stars AS t WHERE t.message_id = m.id) AS starred
     FROM messages AS m WHERE m.number = ?`,
  );
  const title = database
    .prepare<[Uint8Array], string>('SELECT title FROM conversations WHERE id = ?')
    .pluck();
  const titles = database.prepare<[string], TitleRow>(
    `SELECT f.rowid AS number, c.id, c.last_activity_at, c.title, bm25(titles_index) AS rank
     FROM titles_index AS f CROSS JOIN conversations AS c ON c.number = f.rowid
     WHERE titles_index MATCH ? AND c.deleted_at IS NULL
     ORDER BY f.rowid DESC LIMIT ${titleCandidates}`,
  );

  /** Hits of a page share conversations; each title is looked up once. */
  const titleOf = (titles: Map<string, string>, conversationId: string, id: Uint8Array): string => {
    const known = titles.get(conversationId);
    if (known !== undefined) return known;
    const read = title.get(id) ?? '';
    titles.set(conversationId, read);
    return read;
  };

  const hit = (number: number, phrases: readonly Phrase[], known: Map<string, string>): MessageHit[] => {
    const row = found.get(number);
    if (!row) return [];
    const conversationId = conversationIdOf(row.conversation_id);
    return [
      {
        kind: 'message',
        conversationId,
        conversationTitle: titleOf(known, conversationId, row.conversation_id),
        messageId: messageIdOf(row.id),
        role: row.role,
        createdAt: row.created_at,
        starred: row.starred === 1,
        snippet: cutSnippet(row.content, phrases),
      },
    ];
  };

  return {
    messages(numbers, phrases) {
      const known = new Map<string, string>();
      return together(numbers.flatMap((number) => hit(number, phrases, known)));
    },
    conversations: (match, phrases, limit) =>
      titles
        .all(match)
        .toSorted((one, other) => one.rank - other.rank || other.last_activity_at - one.last_activity_at)
        .slice(0, limit)
        .map((row) => ({
          kind: 'conversation',
          conversationId: conversationIdOf(row.id),
          lastActivityAt: row.last_activity_at,
          title: highlight(row.title, phrases),
        })),
  };
};
