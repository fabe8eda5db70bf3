import type { Database } from 'better-sqlite3';
import type {
  Conversation,
  ConversationSummary,
  Message,
  MessageState,
  ModelReference,
} from '../../shared/contract/index.ts';
import type { MessageId } from '../../shared/ids.ts';
import { createIdMaker, idToBytes } from '../core/identifiers.ts';
import { cleanText } from '../core/text.ts';
import { openingWords } from '../search/index.ts';
import type { BranchReads, BranchWrites } from './branches.ts';
import { parametersText, type ConversationReads } from './conversations.ts';
import type { Argument } from './protocol.ts';
import { refuse } from './refusal.ts';
import { messageIdOf, stateData } from './rows.ts';
import { indexTogether } from './search-index.ts';
import type { Jobs } from './outbox.ts';
import type {
  AnswerChange,
  AnswerEnd,
  CacheUse,
  ExchangeChange,
  JobStart,
  PreparedConversation,
} from './storage.ts';

interface NewMessage {
  conversationId: Uint8Array;
  parentId: Uint8Array | null;
  depth: number;
  role: 'system' | 'user' | 'assistant';
  state: MessageState;
  model: ModelReference | null;
  content: string;
  createdAt: number;
}

const sending: JobStart = { kind: 'sending' };
const noId: Buffer = Buffer.alloc(0);
const written: MessageState = { kind: 'complete', finishReason: 'stop' };
const unfinished = "('pending', 'streaming')";

const sourceOf = (state: MessageState): 'live' | 'cache' | 'fallback' =>
  state.kind === 'complete' ? (state.origin?.kind ?? 'live') : 'live';

export interface ExchangeParts {
  conversations: ConversationReads;
  branches: BranchReads;
  branchWrites: BranchWrites;
  jobs: Jobs;
}

/** What adds messages and brings answers to their end. The writer's; each call runs in a transaction. */
export const exchangeWrites = (
  database: Database,
  { conversations, branches, branchWrites, jobs }: ExchangeParts,
) => {
  const newestId = database.prepare<[], Buffer | null>('SELECT max(id) FROM messages').pluck();
  const makeId = createIdMaker(newestId.get() ?? null);

  const insertConversation = database.prepare<
    [Uint8Array, number, number, Uint8Array, Uint8Array, string, string, string | null, string | null, string]
  >(
    `INSERT INTO conversations (id, created_at, last_activity_at, root_id, active_leaf_id, title_source, title,
       endpoint_id, model, parameters)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const isKnown = database.prepare<[Uint8Array]>('SELECT 1 FROM conversations WHERE id = ?');
  const insertMessage = database.prepare<
    [
      ...[Uint8Array, Uint8Array, Uint8Array | null, number, string, string, string | null, number],
      ...[string | null, string | null, Uint8Array | null, string],
    ]
  >(
    `INSERT INTO messages (id, conversation_id, parent_id, depth, role, state, state_data, created_at,
       endpoint_id, model, selected_child_id, content)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const depthOf = database.prepare<[Uint8Array], number>('SELECT depth FROM messages WHERE id = ?').pluck();
  const touch = database.prepare<[number, Uint8Array]>(
    'UPDATE conversations SET last_activity_at = max(last_activity_at, ?) WHERE id = ?',
  );
  const clearDraft = database.prepare<[Uint8Array]>(
    "UPDATE conversations SET draft = '' WHERE id = ? AND draft <> ''",
  );
  const clearFirstDraft = database.prepare("DELETE FROM settings WHERE key = 'draft'");
  const restart = database.prepare<[string, string, number, Uint8Array]>(
    `UPDATE messages SET state = 'pending', state_data = NULL, endpoint_id = ?, model = ?, created_at = ?,
       input_tokens = NULL, output_tokens = NULL, first_token_ms = NULL, total_ms = NULL
     WHERE id = ? AND role = 'assistant' AND state IN ('failed', 'stopped', 'interrupted') AND content = ''`,
  );
  const checkpoint = database.prepare<[string, Uint8Array]>(
    `UPDATE messages SET state = 'streaming', content = ? WHERE id = ? AND state IN ${unfinished}`,
  );
  const end = database.prepare<
    [
      ...[string, string, string | null, number | null, number | null, number | null, number | null],
      ...[string, number | null, string | null, string | null, Uint8Array],
    ]
  >(
    `UPDATE messages SET content = ?, state = ?, state_data = ?, input_tokens = ?, output_tokens = ?,
       first_token_ms = ?, total_ms = ?, source = ?, cost_microdollars = ?,
       endpoint_id = coalesce(?, endpoint_id), model = coalesce(?, model)
     WHERE id = ?`,
  );
  const addStar = database.prepare<[Uint8Array, number]>(
    'INSERT OR IGNORE INTO stars (message_id, starred_at) VALUES (?, ?)',
  );
  const removeStar = database.prepare<[Uint8Array]>('DELETE FROM stars WHERE message_id = ?');

  const insert = (id: Uint8Array, selectedChildId: Uint8Array | null, message: NewMessage): void => {
    insertMessage.run(
      id,
      message.conversationId,
      message.parentId,
      message.depth,
      message.role,
      message.state.kind,
      stateData(message.state),
      message.createdAt,
      message.model?.endpointId ?? null,
      message.model?.model ?? null,
      selectedChildId,
      message.content,
    );
  };

  const add = (message: NewMessage): Buffer => {
    const id = makeId(message.createdAt);
    insert(id, null, message);
    return id;
  };

  /** A conversation that holds its root alone; the root's id. */
  const addConversation = (
    id: Uint8Array,
    about: Pick<PreparedConversation, 'title' | 'createdAt' | 'model'> & {
      lastActivityAt: number;
      titleSource: Conversation['titleSource'];
      parameters: string;
    },
  ): Buffer => {
    const rootId = add({
      conversationId: id,
      parentId: null,
      depth: 0,
      role: 'system',
      state: written,
      model: null,
      content: '',
      createdAt: about.createdAt,
    });
    const { endpointId, model } = about.model ?? { endpointId: null, model: null };
    const { createdAt, lastActivityAt, titleSource, title, parameters } = about;
    insertConversation.run(
      id,
      createdAt,
      lastActivityAt,
      rootId,
      rootId,
      titleSource,
      title,
      endpointId,
      model,
      parameters,
    );
    return rootId;
  };

  type Place = {
    conversationId: Uint8Array;
    parentId: Uint8Array;
    now: number;
    job?: JobStart | undefined;
    cached?: CacheUse | undefined;
  };

  const addAnswerBelow = (
    questionId: Uint8Array,
    model: ModelReference,
    { conversationId, now, job = sending, cached = 'use' }: Place,
  ): Buffer => {
    const id = add({
      conversationId,
      parentId: questionId,
      depth: (depthOf.get(questionId) ?? 0) + 1,
      role: 'assistant',
      state: { kind: 'pending' },
      model,
      content: '',
      createdAt: now,
    });
    jobs.add(id, conversationId, { start: job, cached, now });
    return id;
  };

  /** Each is read once: reading is a good part of what a send takes. */
  const among = (messages: readonly Message[], id: Uint8Array): Message => {
    const wanted = messageIdOf(id);
    return messages.find((message) => message.id === wanted) ?? branches.read(id);
  };

  /** The children of `parents`, whose numbering moved or which are new. */
  const answerChange = (answerId: Uint8Array, parents: Uint8Array[]): AnswerChange => {
    const messages = parents.flatMap((parentId) => branches.children(parentId));
    const answer = among(messages, answerId);
    return { conversation: conversations.read(idToBytes(answer.conversationId)), messages, answer };
  };

  const addExchange = (text: string, model: ModelReference, place: Place): ExchangeChange => {
    const questionId = add({
      conversationId: place.conversationId,
      parentId: place.parentId,
      depth: (depthOf.get(place.parentId) ?? 0) + 1,
      role: 'user',
      state: written,
      model: null,
      content: text,
      createdAt: place.now,
    });
    const answerId = addAnswerBelow(questionId, model, place);
    branchWrites.show(answerId);
    touch.run(place.now, place.conversationId);
    const change = answerChange(answerId, [place.parentId, questionId]);
    return { ...change, question: among(change.messages, questionId) };
  };

  /** A conversation that holds its root alone so far, and the message that the next one goes below. */
  const openPrepared = (prepared: PreparedConversation) => {
    const { title, createdAt, model, messages } = prepared;
    const id = idToBytes(prepared.id);
    const lastActivityAt = messages.at(-1)?.createdAt ?? createdAt;
    const about = { title: cleanText(title), createdAt, lastActivityAt, model };
    const rootId = addConversation(id, { ...about, titleSource: 'user', parameters: '{}' });
    return { id, model, messages, rootId, leafId: rootId };
  };

  /** Messages are numbered by the time at which they were written, across conversations: search reads them in this order. */
  const addAllPrepared = (prepared: PreparedConversation[]): void => {
    const opened = prepared.filter(({ id }) => !isKnown.get(idToBytes(id))).map(openPrepared);
    const entries = opened.flatMap((conversation) => {
      let writtenAt = 0;
      return conversation.messages.map((message, index) => {
        writtenAt = Math.max(writtenAt, message.createdAt);
        return { conversation, message, depth: index + 1, writtenAt, id: noId, nextId: noId };
      });
    });
    entries.sort((one, other) => one.writtenAt - other.writtenAt);
    // Ids before rows: so each row names the child that is shown below it, and none is written twice.
    for (const entry of entries) entry.id = makeId(entry.message.createdAt);
    const firstIds = new Map<Buffer, Buffer>();
    for (const entry of entries.toReversed()) {
      const { rootId } = entry.conversation;
      entry.nextId = firstIds.get(rootId) ?? noId;
      firstIds.set(rootId, entry.id);
    }
    for (const { id, nextId, conversation, message, depth } of entries) {
      insert(id, nextId.length === 0 ? null : nextId, {
        conversationId: conversation.id,
        parentId: conversation.leafId,
        depth,
        role: message.role,
        state: written,
        model: message.role === 'assistant' ? conversation.model : null,
        content: cleanText(message.content),
        createdAt: message.createdAt,
      });
      conversation.leafId = id;
    }
    for (const { rootId, leafId } of opened) {
      const firstId = firstIds.get(rootId);
      if (firstId) branchWrites.showWritten({ rootId, firstId, leafId });
    }
  };

  return {
    beginConversation(input: Argument<'beginConversation'>, now: number): ExchangeChange {
      const text = cleanText(input.text);
      const title = openingWords(text);
      const conversationId = makeId(now);
      const rootId = addConversation(conversationId, {
        title,
        titleSource: title === '' ? 'none' : 'opening',
        createdAt: now,
        lastActivityAt: now,
        model: input.model,
        parameters: parametersText(input.parameters),
      });
      clearFirstDraft.run();
      return addExchange(text, input.model, { conversationId, parentId: rootId, now });
    },

    appendExchange(
      { conversationId, text, model, job }: Argument<'appendExchange'>,
      now: number,
    ): ExchangeChange {
      const { id, active_leaf_id: parentId } = conversations.row(idToBytes(conversationId));
      clearDraft.run(id);
      return addExchange(cleanText(text), model, { conversationId: id, parentId, now, job });
    },

    editQuestion({ messageId, text, model }: Argument<'editQuestion'>, now: number): ExchangeChange {
      const question = branches.row(idToBytes(messageId));
      if (question.role !== 'user') refuse('message.wrong_state');
      const place = { conversationId: question.conversation_id, parentId: question.parent_id, now };
      return addExchange(cleanText(text), model, place);
    },

    addAnswer({ besides, model, cached }: Argument<'addAnswer'>, now: number): AnswerChange {
      const other = branches.row(idToBytes(besides));
      if (other.role !== 'assistant') refuse('message.wrong_state');
      const place = { conversationId: other.conversation_id, parentId: other.parent_id, now, cached };
      const answerId = addAnswerBelow(other.parent_id, model, place);
      branchWrites.show(answerId);
      touch.run(now, other.conversation_id);
      return answerChange(answerId, [other.parent_id]);
    },

    restartAnswer({ messageId, model }: Argument<'restartAnswer'>, now: number): AnswerChange {
      const { id, conversation_id: conversationId } = branches.row(idToBytes(messageId));
      if (restart.run(model.endpointId, model.model, now, id).changes === 0) refuse('message.wrong_state');
      jobs.add(id, conversationId, { start: sending, cached: 'use', now });
      branchWrites.show(id);
      touch.run(now, conversationId);
      return { ...answerChange(id, []), messages: [branches.read(id)] };
    },

    // Content is cleaned at the end only: the offsets of deltas count the text as it came.
    checkpointAnswer({ messageId, content }: Argument<'checkpointAnswer'>): void {
      checkpoint.run(content, idToBytes(messageId));
    },

    endAnswer(
      { messageId, end: ending }: { messageId: MessageId; end: AnswerEnd },
      now: number,
    ): AnswerChange {
      const id = idToBytes(messageId);
      end.run(
        cleanText(ending.content),
        ending.state.kind,
        stateData(ending.state),
        ending.usage?.inputTokens ?? null,
        ending.usage?.outputTokens ?? null,
        ending.timing?.firstTokenMs ?? null,
        ending.timing?.totalMs ?? null,
        sourceOf(ending.state),
        ending.costMicrodollars ?? null,
        ending.model?.endpointId ?? null,
        ending.model?.model ?? null,
        id,
      );
      jobs.remove(id);
      const answer: Message = branches.read(id);
      touch.run(now, idToBytes(answer.conversationId));
      return { ...answerChange(id, []), messages: [answer] };
    },

    showBranch(messageId: MessageId): Conversation {
      const { id, conversation_id: conversationId } = branches.row(idToBytes(messageId));
      branchWrites.show(id);
      return conversations.read(conversationId);
    },

    starMessage({ messageId, star }: Argument<'starMessage'>, now: number): Message {
      const { id } = branches.row(idToBytes(messageId));
      if (star === 'starred') addStar.run(id, now);
      else removeStar.run(id);
      return branches.read(id);
    },

    addPrepared(prepared: PreparedConversation[]): ConversationSummary[] {
      indexTogether(database, () => addAllPrepared(prepared));
      return prepared.flatMap(({ id }) => conversations.summary(idToBytes(id)) ?? []);
    },
  };
};
