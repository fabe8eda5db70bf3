import type { Database } from 'better-sqlite3';
import type { Input, Message, Output } from '../../shared/contract/index.ts';
import type { MessageId } from '../../shared/ids.ts';
import { idToBytes } from '../core/identifiers.ts';
import type { ConversationReads } from './conversations.ts';
import { refuse } from './refusal.ts';
import { messageColumns, toMessage, type FullMessageRow, type MessageRow } from './rows.ts';
import type { ContextTurn } from './storage.ts';

/**
 * The child of `messages AS m` on the branch last shown. A message whose children all came from elsewhere has none
 * selected: then the newest.
 */
const nextOf = `coalesce(m.selected_child_id, (
  SELECT max(s.id) FROM messages AS s WHERE s.parent_id = m.id AND s.deleted_at IS NULL
))`;

/*
 * In each walk the path stands left of a CROSS JOIN, which SQLite keeps in this order: once it has statistics of a large
 * table (`PRAGMA optimize`), it takes a path for long and reads the table instead.
 */

/** Walks from a message towards the root, at most so many steps; the root is not on the way. */
const upwards = `
WITH RECURSIVE path (number, parent_id, step) AS (
  SELECT number, parent_id, 1 FROM messages WHERE id = ? AND depth > 0
  UNION ALL
  SELECT m.number, m.parent_id, path.step + 1
  FROM path CROSS JOIN messages AS m ON m.id = path.parent_id
  WHERE path.step < ? AND m.depth > 0
)`;

/** Walks from below a message along the branch last shown, at most so many steps. */
const downwards = `
WITH RECURSIVE path (number, next_id, step) AS (
  SELECT m.number, ${nextOf}, 0 FROM messages AS m WHERE m.id = ?
  UNION ALL
  SELECT m.number, ${nextOf}, path.step + 1
  FROM path CROSS JOIN messages AS m ON m.id = path.next_id
  WHERE path.step < ?
)`;

type BareMessage = Omit<MessageRow, 'content'>;

const bareColumns = `number, id, conversation_id, parent_id, selected_child_id, depth, role, state, created_at, deleted_at,
  endpoint_id, model, source, input_tokens, output_tokens, cost_microdollars, first_token_ms, total_ms, state_data`;

export interface BranchReads {
  /** A message of a conversation that is not in the trash, roots excluded; otherwise message.not_found. */
  row(id: Uint8Array): BareMessage & { parent_id: Buffer };
  /** As it stands, also when it or its conversation is in the trash. */
  read(id: Uint8Array): Message;
  children(parentId: Uint8Array): Message[];
  message(messageId: MessageId): Message;
  messagesPage(input: Input<'messages.page'>): Output<'messages.page'>;
  /** The message with up to two before and behind it, on its own branch. message.not_found */
  around(messageId: MessageId): { conversationId: Uint8Array; messages: Message[] };
  context(answerId: MessageId): ContextTurn[];
  contextBelow(messageId: MessageId): ContextTurn[];
}

export const branchReads = (database: Database, conversations: ConversationReads): BranchReads => {
  const shownRow = database.prepare<[Uint8Array], BareMessage>(
    `SELECT ${bareColumns} FROM messages AS m
     WHERE id = ? AND deleted_at IS NULL AND EXISTS (
       SELECT 1 FROM conversations AS c WHERE c.id = m.conversation_id AND c.deleted_at IS NULL
     )`,
  );
  const one = database.prepare<[Uint8Array], FullMessageRow>(
    `SELECT ${messageColumns} FROM messages AS m WHERE m.id = ? AND m.depth > 0`,
  );
  const childrenOf = database.prepare<[Uint8Array], FullMessageRow>(
    `SELECT ${messageColumns} FROM messages AS m WHERE m.parent_id = ? AND m.deleted_at IS NULL ORDER BY m.id`,
  );
  const upFrom = database.prepare<[Uint8Array, number], FullMessageRow>(
    `${upwards} SELECT ${messageColumns} FROM path CROSS JOIN messages AS m ON m.number = path.number
     ORDER BY path.step`,
  );
  const downFrom = database.prepare<[Uint8Array, number], FullMessageRow>(
    `${downwards} SELECT ${messageColumns} FROM path CROSS JOIN messages AS m ON m.number = path.number
     WHERE path.step > 0 ORDER BY path.step`,
  );
  const contextUp = database.prepare<[Uint8Array], ContextTurn>(
    `WITH RECURSIVE path (number, parent_id, step) AS (
       SELECT number, parent_id, 1 FROM messages WHERE id = ?
       UNION ALL
       SELECT m.number, m.parent_id, path.step + 1 FROM path CROSS JOIN messages AS m ON m.id = path.parent_id
     )
     SELECT m.role, m.content FROM path CROSS JOIN messages AS m ON m.number = path.number
     WHERE m.content <> '' ORDER BY path.step DESC`,
  );

  const row: BranchReads['row'] = (id) => {
    const found = shownRow.get(id);
    return found?.parent_id ? { ...found, parent_id: found.parent_id } : refuse('message.not_found');
  };

  const rowIn = (conversationId: Uint8Array, messageId: MessageId): ReturnType<BranchReads['row']> => {
    const found = row(idToBytes(messageId));
    return found.conversation_id.equals(conversationId) ? found : refuse('message.not_found');
  };

  const above = (from: Uint8Array, count: number): [Message[], boolean] => {
    const rows = upFrom.all(from, count + 1);
    return [rows.slice(0, count).map(toMessage).reverse(), rows.length > count];
  };
  const below = (from: Uint8Array, count: number): [Message[], boolean] => {
    const rows = downFrom.all(from, count + 1);
    return [rows.slice(0, count).map(toMessage), rows.length > count];
  };

  return {
    row,
    read: (id) => toMessage(one.get(id) ?? refuse('message.not_found')),
    children: (parentId) => childrenOf.all(parentId).map(toMessage),
    message: (messageId) => toMessage(one.get(row(idToBytes(messageId)).id) ?? refuse('message.not_found')),

    messagesPage({ conversationId, position, limit }) {
      const conversation = conversations.row(idToBytes(conversationId));
      const total = conversations.read(conversation.id).messageCount;
      if (position.kind === 'latest') {
        const [messages, hasBefore] = above(conversation.active_leaf_id, limit);
        return { messages, hasBefore, hasAfter: false, total };
      }
      const at = rowIn(conversation.id, position.messageId as MessageId);
      if (position.kind === 'before') {
        const [messages, hasBefore] = above(at.parent_id, limit);
        return { messages, hasBefore, hasAfter: true, total };
      }
      if (position.kind === 'after') {
        const [messages, hasAfter] = below(at.id, limit);
        return { messages, hasBefore: true, hasAfter, total };
      }
      const half = Math.floor((limit - 1) / 2);
      const [before, hasBefore] = above(at.id, half + 1);
      const [after, hasAfter] = below(at.id, limit - half - 1);
      return { messages: [...before, ...after], hasBefore, hasAfter, total };
    },

    around(messageId) {
      const at = row(idToBytes(messageId));
      const [before] = above(at.id, 3);
      const [after] = below(at.id, 2);
      return { conversationId: at.conversation_id, messages: [...before, ...after] };
    },

    context: (answerId) => contextUp.all(row(idToBytes(answerId)).parent_id),
    contextBelow: (messageId) => contextUp.all(idToBytes(messageId)),
  };
};

export interface BranchWrites {
  /** Makes the branch of this message the one that is shown, down to the leaf last chosen below it. */
  show(messageId: Uint8Array): void;
  /** The same for a branch whose messages name each other already, from its first below the root to its leaf. */
  showWritten(branch: { rootId: Uint8Array; firstId: Uint8Array; leafId: Uint8Array }): void;
}

export const branchWrites = (database: Database): BranchWrites => {
  const unselectedUpwards = database.prepare<[Uint8Array], { id: Buffer; child_id: Buffer }>(
    `WITH RECURSIVE path (id, parent_id) AS (
       SELECT id, parent_id FROM messages WHERE id = ?
       UNION ALL
       SELECT m.id, m.parent_id FROM path CROSS JOIN messages AS m ON m.id = path.parent_id
     )
     SELECT m.id, path.id AS child_id FROM path CROSS JOIN messages AS m ON m.id = path.parent_id
     WHERE m.selected_child_id IS NOT path.id`,
  );
  const select = database.prepare<[Uint8Array, Uint8Array]>(
    'UPDATE messages SET selected_child_id = ? WHERE id = ?',
  );
  const leafBelow = database
    .prepare<[Uint8Array], Buffer>(
      `WITH RECURSIVE path (id, next_id, step) AS (
         SELECT m.id, ${nextOf}, 0 FROM messages AS m WHERE m.id = ?
         UNION ALL
         SELECT m.id, ${nextOf}, path.step + 1 FROM path CROSS JOIN messages AS m ON m.id = path.next_id
       )
       SELECT id FROM path ORDER BY step DESC LIMIT 1`,
    )
    .pluck();
  const setLeaf = database.prepare<[Uint8Array, Uint8Array]>(
    `UPDATE conversations SET active_leaf_id = ?
     WHERE id = (SELECT conversation_id FROM messages WHERE id = ?)`,
  );

  return {
    show(messageId) {
      for (const { id, child_id: childId } of unselectedUpwards.all(messageId)) select.run(childId, id);
      setLeaf.run(leafBelow.get(messageId) ?? refuse('message.not_found'), messageId);
    },
    showWritten({ rootId, firstId, leafId }) {
      select.run(firstId, rootId);
      setLeaf.run(leafId, leafId);
    },
  };
};
