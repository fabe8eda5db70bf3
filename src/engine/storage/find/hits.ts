import type { Database } from 'better-sqlite3';
import type { ConversationHit, MessageHit } from '../../../shared/contract/index.ts';
import type { Phrase } from '../../../shared/search-text/index.ts';
import { cutSnippet, highlight } from '../../search/index.ts';
import { conversationIdOf, messageIdOf } from '../rows.ts';
import { bestFirst, type Ranked } from './walk.ts';

interface FoundRow {
  id: Buffer;
  conversation_id: Buffer;
  role: 'user' | 'assistant';
  created_at: number;
  content: string;
  starred: number;
}

interface TitleRow {
  id: Buffer;
  last_activity_at: number;
  title: string;
}

export interface Hits {
  /** In the order of `numbers`, but those of one conversation behind its first. */
  messages(numbers: readonly number[], phrases: readonly Phrase[]): MessageHit[];
  /** Best title first, of equals the newest. `match` is about words alone. */
  conversations(match: string, phrases: readonly Phrase[], limit: number): ConversationHit[];
}

/** FTS5 can rank no more cheaply than each of them; the newest so many are enough to choose from. */
const titleCandidates = 50;

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
  const titles = database.prepare<[string], Ranked>(
    `SELECT rowid AS number, bm25(titles_index) AS rank FROM titles_index
     WHERE titles_index MATCH ? ORDER BY rowid DESC LIMIT ${titleCandidates}`,
  );
  const conversation = database.prepare<[number], TitleRow>(
    'SELECT id, last_activity_at, title FROM conversations WHERE number = ? AND deleted_at IS NULL',
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
    conversations(match, phrases, limit) {
      const found: ConversationHit[] = [];
      for (const { number } of titles.all(match).sort(bestFirst)) {
        const row = conversation.get(number);
        if (!row) continue;
        const { id, last_activity_at: lastActivityAt, title } = row;
        const conversationId = conversationIdOf(id);
        found.push({
          kind: 'conversation',
          conversationId,
          lastActivityAt,
          title: highlight(title, phrases),
        });
        if (found.length === limit) break;
      }
      return found;
    },
  };
};
