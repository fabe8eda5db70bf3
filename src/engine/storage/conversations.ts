import type { Database } from 'better-sqlite3';
import type {
  Conversation,
  ConversationSummary,
  Input,
  Output,
  Parameters,
} from '../../shared/contract/index.ts';
import type { ConversationId } from '../../shared/ids.ts';
import { idToBytes } from '../core/identifiers.ts';
import { cleanText } from '../core/text.ts';
import type { Argument } from './protocol.ts';
import { refuse } from './refusal.ts';
import {
  fullConversationColumns,
  summaryColumns,
  toConversation,
  toSummary,
  type ConversationRow,
  type FullConversationRow,
  type SummaryRow,
} from './rows.ts';

export interface ConversationReads {
  /** One that is not in the trash; otherwise conversation.not_found. */
  row(id: Uint8Array): ConversationRow;
  /** As it stands, also when it is in the trash. */
  read(id: Uint8Array): Conversation;
  summary(id: Uint8Array): ConversationSummary | null;
  list(input: Input<'conversations.list'>): Output<'conversations.list'>;
}

export const conversationReads = (database: Database): ConversationReads => {
  const shownRow = database.prepare<[Uint8Array], ConversationRow>(
    'SELECT * FROM conversations WHERE id = ? AND deleted_at IS NULL',
  );
  const full = database.prepare<[Uint8Array], FullConversationRow>(
    `SELECT ${fullConversationColumns}
     FROM conversations AS c JOIN messages AS r ON r.id = c.root_id JOIN messages AS l ON l.id = c.active_leaf_id
     WHERE c.id = ?`,
  );
  const shelf = (where: string) => ({
    newest: database.prepare<[number], SummaryRow>(
      `SELECT ${summaryColumns} FROM conversations AS c WHERE c.deleted_at IS NULL AND ${where}
       ORDER BY c.last_activity_at DESC, c.id DESC LIMIT ?`,
    ),
    before: database.prepare<[number, Uint8Array, number], SummaryRow>(
      `SELECT ${summaryColumns} FROM conversations AS c
       WHERE c.deleted_at IS NULL AND ${where} AND (c.last_activity_at, c.id) < (?, ?)
       ORDER BY c.last_activity_at DESC, c.id DESC LIMIT ?`,
    ),
  });
  const shownSummary = database.prepare<[Uint8Array], SummaryRow>(
    `SELECT ${summaryColumns} FROM conversations AS c WHERE c.id = ? AND c.deleted_at IS NULL`,
  );
  // A statement for each, so that each finds its own partial index.
  const shelves = {
    recent: shelf('c.archived_at IS NULL AND c.pinned_at IS NULL'),
    pinned: shelf('c.archived_at IS NULL AND c.pinned_at IS NOT NULL'),
    archived: shelf('c.archived_at IS NOT NULL'),
  };

  return {
    row: (id) => shownRow.get(id) ?? refuse('conversation.not_found'),
    read: (id) => toConversation(full.get(id) ?? refuse('conversation.not_found')),
    summary: (id) => {
      const row = shownSummary.get(id);
      return row ? toSummary(row) : null;
    },
    list: ({ limit, before: cursor, shelf: name }) => {
      const { newest, before } = shelves[name];
      const rows = cursor
        ? before.all(cursor.lastActivityAt, idToBytes(cursor.id), limit + 1)
        : newest.all(limit + 1);
      const conversations = rows.slice(0, limit).map(toSummary);
      const last = rows.length > limit ? conversations.at(-1) : undefined;
      return {
        conversations,
        next: last ? { lastActivityAt: last.lastActivityAt, id: last.id } : null,
      };
    },
  };
};

/** What changes a conversation itself. The writer's; each call runs in a transaction. */
export const conversationWrites = (database: Database, reads: ConversationReads) => {
  const setTitle = database.prepare<[string, string, Uint8Array]>(
    'UPDATE conversations SET title = ?, title_source = ? WHERE id = ?',
  );
  const setModel = database.prepare<[string, string, Uint8Array]>(
    'UPDATE conversations SET endpoint_id = ?, model = ? WHERE id = ?',
  );
  const setParameters = database.prepare<[string, Uint8Array]>(
    'UPDATE conversations SET parameters = ? WHERE id = ?',
  );
  const setFreshFor = database.prepare<[string | null, Uint8Array]>(
    'UPDATE conversations SET fresh_for = ? WHERE id = ?',
  );
  const setSystemPrompt = database.prepare<[string, Uint8Array]>(
    'UPDATE messages SET content = ? WHERE id = ?',
  );
  const setDeleted = database.prepare<[number | null, Uint8Array]>(
    'UPDATE conversations SET deleted_at = ? WHERE id = ?',
  );
  const setPinned = database.prepare<[number | null, Uint8Array]>(
    'UPDATE conversations SET pinned_at = ? WHERE id = ?',
  );
  const setArchived = database.prepare<[number | null, Uint8Array]>(
    'UPDATE conversations SET archived_at = ? WHERE id = ?',
  );
  const setFolder = database.prepare<[string | null, Uint8Array]>(
    'UPDATE conversations SET folder = ? WHERE id = ?',
  );
  const removeTags = database.prepare<[Uint8Array]>(
    'DELETE FROM conversation_tags WHERE conversation_id = ?',
  );
  const addTag = database.prepare<[Uint8Array, string]>(
    'INSERT OR IGNORE INTO conversation_tags (conversation_id, tag) VALUES (?, ?)',
  );
  const setDraft = database.prepare<[string, Uint8Array]>('UPDATE conversations SET draft = ? WHERE id = ?');

  return {
    renameConversation({ conversationId, title, source }: Argument<'renameConversation'>): Conversation {
      const row = reads.row(idToBytes(conversationId));
      if (source === 'user' || row.title_source !== 'user') setTitle.run(cleanText(title), source, row.id);
      return reads.read(row.id);
    },

    configureConversation(input: Argument<'configureConversation'>): Conversation {
      const row = reads.row(idToBytes(input.conversationId));
      if (input.model) setModel.run(input.model.endpointId, input.model.model, row.id);
      if (input.parameters) setParameters.run(parametersText(input.parameters), row.id);
      if (input.systemPrompt !== undefined) setSystemPrompt.run(cleanText(input.systemPrompt), row.root_id);
      if (input.freshFor !== undefined) setFreshFor.run(input.freshFor, row.id);
      return reads.read(row.id);
    },

    deleteConversation(conversationId: ConversationId, now: number): void {
      setDeleted.run(now, reads.row(idToBytes(conversationId)).id);
    },

    restoreConversation(conversationId: ConversationId): Conversation {
      const id = idToBytes(conversationId);
      setDeleted.run(null, id);
      return reads.read(id);
    },

    organiseConversation(input: Argument<'organiseConversation'>, now: number): Conversation {
      const { id } = reads.row(idToBytes(input.conversationId));
      if (input.pin) setPinned.run(input.pin === 'pinned' ? now : null, id);
      if (input.shelf) setArchived.run(input.shelf === 'archived' ? now : null, id);
      if (input.folder !== undefined)
        setFolder.run(input.folder === null ? null : folderPath(input.folder), id);
      if (input.tags) {
        removeTags.run(id);
        for (const tag of input.tags) addTag.run(id, cleanText(tag));
      }
      return reads.read(id);
    },

    saveConversationDraft(conversationId: ConversationId, text: string): void {
      setDraft.run(cleanText(text), reads.row(idToBytes(conversationId)).id);
    },
  };
};

/** `Work / Clients/` and `Work/Clients` are one folder. */
const folderPath = (folder: string): string | null => {
  const names = cleanText(folder)
    .split('/')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return names.length === 0 ? null : names.join('/');
};

export const parametersText = (parameters: Parameters): string => JSON.stringify(parameters);
