import type { Database } from 'better-sqlite3';
import type { QueuedMessage, WaitReason } from '../../shared/contract/index.ts';
import type { MessageId } from '../../shared/ids.ts';
import { idToBytes } from '../core/identifiers.ts';
import { cleanText } from '../core/text.ts';
import type { BranchReads, BranchWrites } from './branches.ts';
import type { ConversationReads } from './conversations.ts';
import type { Argument } from './protocol.ts';
import { refuse } from './refusal.ts';
import { conversationIdOf, messageIdOf, modelOf } from './rows.ts';
import type { AnswerChange, BegunJob, CacheUse, ConversationChange, JobStart } from './storage.ts';

export interface OutboxRow {
  answer_id: Buffer;
  conversation_id: Buffer;
  state: 'queued' | 'sending';
  reason: WaitReason | null;
  not_before: number | null;
  attempts: number;
  cached: CacheUse;
  queued_at: number;
}

interface JobRow {
  answer_id: Buffer;
  question_id: Buffer;
  conversation_id: Buffer;
  title: string;
  text: string;
  endpoint_id: string | null;
  model: string | null;
  queued_at: number;
  reason: WaitReason;
  not_before: number | null;
}

/** So often a job may be found on its way after the process died: a message that kills the engine must not do so for ever. */
const mostAttempts = 3;

const toJob = (row: JobRow): QueuedMessage => ({
  answerId: messageIdOf(row.answer_id),
  questionId: messageIdOf(row.question_id),
  conversationId: conversationIdOf(row.conversation_id),
  conversationTitle: row.title,
  text: row.text,
  model: modelOf(row),
  queuedAt: row.queued_at,
  reason: row.reason,
  notBefore: row.not_before,
});

/** What waits, for whoever sends it and whoever shows it. A conversation in the trash keeps its jobs until it is restored. */
export const outboxReads = (database: Database) => {
  const waiting = database.prepare<[], JobRow>(
    `SELECT o.answer_id, q.id AS question_id, o.conversation_id, c.title, q.content AS text, a.endpoint_id, a.model,
       o.queued_at, o.reason, o.not_before
     FROM outbox AS o
     JOIN conversations AS c ON c.id = o.conversation_id AND c.deleted_at IS NULL
     JOIN messages AS a ON a.id = o.answer_id
     JOIN messages AS q ON q.id = a.parent_id
     WHERE o.state = 'queued' ORDER BY a.number`,
  );
  return { jobs: (): QueuedMessage[] => waiting.all().map(toJob) };
};

export interface Jobs {
  add(
    answerId: Uint8Array,
    conversationId: Uint8Array,
    how: { start: JobStart; cached: CacheUse; now: number },
  ): void;
  remove(answerId: Uint8Array): void;
}

export const jobWrites = (database: Database): Jobs => {
  const insert = database.prepare<
    [Uint8Array, Uint8Array, string, string | null, number | null, string, number]
  >(
    `INSERT OR REPLACE INTO outbox (answer_id, conversation_id, state, reason, not_before, attempts, cached, queued_at)
     VALUES (?, ?, ?, ?, ?, 0, ?, ?)`,
  );
  const remove = database.prepare<[Uint8Array]>('DELETE FROM outbox WHERE answer_id = ?');
  return {
    add(answerId, conversationId, { start, cached, now }) {
      const { reason, notBefore } = start.kind === 'queued' ? start : { reason: null, notBefore: null };
      insert.run(answerId, conversationId, start.kind, reason, notBefore, cached, now);
    },
    remove: (answerId) => void remove.run(answerId),
  };
};

export interface OutboxParts {
  conversations: ConversationReads;
  branches: BranchReads;
  branchWrites: BranchWrites;
  jobs: Jobs;
}

/** What happens to messages that wait. The writer's; each call runs in a transaction. */
export const outboxWrites = (
  database: Database,
  { conversations, branches, branchWrites, jobs }: OutboxParts,
) => {
  const begin = database
    .prepare<[Uint8Array], CacheUse>(
      `UPDATE outbox SET state = 'sending', reason = NULL, not_before = NULL
       WHERE answer_id = ? AND state = 'queued' RETURNING cached`,
    )
    .pluck();
  const queue = database.prepare<[string, number | null, Uint8Array]>(
    "UPDATE outbox SET state = 'queued', reason = ?, not_before = ? WHERE answer_id = ?",
  );
  const cancel = database.prepare<[Uint8Array]>(
    `UPDATE messages SET state = 'stopped', state_data = NULL
     WHERE id = ? AND EXISTS (SELECT 1 FROM outbox AS o WHERE o.answer_id = messages.id AND o.state = 'queued')`,
  );
  const retryable = database.prepare<[Uint8Array]>(
    "UPDATE messages SET state = 'pending', state_data = NULL WHERE id = ? AND content = ''",
  );
  const onTheirWay = database.prepare<[], { id: Buffer; content: string; attempts: number }>(
    `SELECT m.id, m.content, o.attempts FROM outbox AS o JOIN messages AS m ON m.id = o.answer_id
     WHERE o.state = 'sending'`,
  );
  const interrupt = database.prepare<[string, Uint8Array]>(
    "UPDATE messages SET state = 'interrupted', content = ? WHERE id = ?",
  );
  const recover = database.prepare<[Uint8Array]>(
    "UPDATE outbox SET state = 'queued', reason = 'restarted', attempts = attempts + 1 WHERE answer_id = ?",
  );
  const setContent = database.prepare<[string, Uint8Array]>('UPDATE messages SET content = ? WHERE id = ?');
  const waitingBelow = database
    .prepare<[Uint8Array], Buffer>(
      `SELECT a.id FROM messages AS a CROSS JOIN outbox AS o ON o.answer_id = a.id
       WHERE a.parent_id = ? AND a.deleted_at IS NULL AND o.state = 'queued'`,
    )
    .pluck();
  const answersOf = database
    .prepare<[Uint8Array], number>('SELECT count(*) FROM messages WHERE parent_id = ? AND deleted_at IS NULL')
    .pluck();
  const waitingIn = database.prepare<[Uint8Array], { id: Buffer; content: string }>(
    `SELECT q.id, q.content FROM outbox AS o JOIN messages AS a ON a.id = o.answer_id
     JOIN messages AS q ON q.id = a.parent_id
     WHERE o.conversation_id = ? AND o.state = 'queued' ORDER BY a.number`,
  );
  const tombstone = database.prepare<[number, Uint8Array]>(
    'UPDATE messages SET deleted_at = ?, selected_child_id = NULL WHERE id = ?',
  );
  const forgetChild = database.prepare<[Uint8Array]>(
    'UPDATE messages SET selected_child_id = NULL WHERE selected_child_id = ?',
  );
  const childrenOf = database
    .prepare<[Uint8Array], Buffer>('SELECT id FROM messages WHERE parent_id = ? AND deleted_at IS NULL')
    .pluck();
  const allFrom = database
    .prepare<[Uint8Array], Buffer>(
      `WITH RECURSIVE path (id) AS (
         SELECT ?
         UNION ALL
         SELECT m.id FROM path CROSS JOIN messages AS m ON m.parent_id = path.id AND m.deleted_at IS NULL
       )
       SELECT id FROM path`,
    )
    .pluck();
  const lift = database.prepare<[Uint8Array]>('UPDATE messages SET depth = depth - 2 WHERE id = ?');
  const setParent = database.prepare<[Uint8Array, Uint8Array]>(
    'UPDATE messages SET parent_id = ? WHERE id = ?',
  );

  const change = (answerId: Uint8Array): AnswerChange => {
    const answer = branches.read(answerId);
    return {
      conversation: conversations.read(idToBytes(answer.conversationId)),
      messages: [answer],
      answer,
    };
  };

  /** A question whose one answer waits: only then was it never sent. */
  const waitingAnswer = (questionId: Uint8Array): Buffer => {
    const answerId = waitingBelow.get(questionId);
    return answerId && answersOf.get(questionId) === 1 ? answerId : refuse('message.wrong_state');
  };

  return {
    beginJob(answerId: MessageId): BegunJob | null {
      const id = idToBytes(answerId);
      const cached = begin.get(id);
      return cached === undefined ? null : { ...change(id), cached };
    },

    requeueJob({ answerId, reason, notBefore }: Argument<'requeueJob'>): AnswerChange {
      const id = idToBytes(answerId);
      // One that was ended meanwhile has no job any more, and stays as it is.
      if (queue.run(reason, notBefore, id).changes > 0) retryable.run(id);
      return change(id);
    },

    cancelQueued(answerId: MessageId): AnswerChange | null {
      const id = idToBytes(answerId);
      if (cancel.run(id).changes === 0) return null;
      jobs.remove(id);
      return change(id);
    },

    editQueued({ messageId, text }: Argument<'editQueued'>): ConversationChange {
      const question = branches.row(idToBytes(messageId));
      waitingAnswer(question.id);
      setContent.run(cleanText(text), question.id);
      return {
        conversation: conversations.read(question.conversation_id),
        messages: [branches.read(question.id)],
      };
    },

    withdrawQueued(messageId: MessageId, now: number): ConversationChange & { text: string } {
      const question = branches.row(idToBytes(messageId));
      const answerId = waitingAnswer(question.id);
      const text = branches.read(question.id).content;
      const later = childrenOf.all(answerId);
      for (const id of later) {
        for (const below of allFrom.all(id)) lift.run(below);
        setParent.run(question.parent_id, id);
      }
      for (const id of [question.id, answerId]) {
        tombstone.run(now, id);
        forgetChild.run(id);
      }
      jobs.remove(answerId);
      branchWrites.show(later[0] ?? question.parent_id);
      return {
        conversation: conversations.read(question.conversation_id),
        messages: branches.children(question.parent_id),
        text,
      };
    },

    /** The places stay and the texts change them: what hangs below what needs no mending then. */
    reorderQueued({ conversationId, messageIds }: Argument<'reorderQueued'>): ConversationChange {
      const { id } = conversations.row(idToBytes(conversationId));
      const places = waitingIn.all(id);
      const texts = new Map(places.map(({ id: place, content }) => [messageIdOf(place), content]));
      const isSame = new Set(messageIds).size === places.length && messageIds.every((one) => texts.has(one));
      if (!isSame) refuse('message.wrong_state');
      for (const { id: place } of places) waitingAnswer(place);
      places.forEach(({ id: place }, index) => {
        const wanted = messageIds[index];
        setContent.run((wanted && texts.get(wanted)) ?? '', place);
      });
      return {
        conversation: conversations.read(id),
        messages: places.map(({ id: place }) => branches.read(place)),
      };
    },

    recoverJobs(): { interrupted: number; queued: number } {
      const found = { interrupted: 0, queued: 0 };
      for (const { id, content, attempts } of onTheirWay.all()) {
        if (content === '' && attempts < mostAttempts) {
          recover.run(id);
          found.queued += 1;
        } else {
          interrupt.run(cleanText(content), id);
          jobs.remove(id);
          found.interrupted += 1;
        }
      }
      return found;
    },
  };
};
