import type {
  Conversation,
  ConversationSummary,
  FreshFor,
  Message,
  MessageState,
  ModelReference,
  Parameters,
} from '../../shared/contract/index.ts';
import type { ConversationId, EndpointId, MessageId } from '../../shared/ids.ts';
import { idFromBytes } from '../core/identifiers.ts';

/*
 * Rows as the statements return them. A test compares the table rows with the schema, and runs each statement.
 */

export interface ConversationRow {
  number: number;
  id: Buffer;
  created_at: number;
  last_activity_at: number;
  deleted_at: number | null;
  root_id: Buffer;
  active_leaf_id: Buffer;
  title_source: ConversationSummary['titleSource'];
  title: string;
  endpoint_id: string | null;
  model: string | null;
  parameters: string;
  draft: string;
  pinned_at: number | null;
  archived_at: number | null;
  folder: string | null;
  fresh_for: FreshFor | null;
}

export interface MessageRow {
  number: number;
  id: Buffer;
  conversation_id: Buffer;
  parent_id: Buffer | null;
  selected_child_id: Buffer | null;
  depth: number;
  role: 'system' | 'user' | 'assistant';
  state: Exclude<MessageState['kind'], 'queued'>;
  created_at: number;
  deleted_at: number | null;
  endpoint_id: string | null;
  model: string | null;
  source: 'live' | 'cache' | 'fallback';
  input_tokens: number | null;
  output_tokens: number | null;
  cost_microdollars: number | null;
  first_token_ms: number | null;
  total_ms: number | null;
  state_data: string | null;
  content: string;
}

export const conversationIdOf = (bytes: Uint8Array): ConversationId => idFromBytes(bytes) as ConversationId;
export const messageIdOf = (bytes: Uint8Array): MessageId => idFromBytes(bytes) as MessageId;

export const modelOf = (row: { endpoint_id: string | null; model: string | null }): ModelReference | null =>
  row.endpoint_id === null || row.model === null
    ? null
    : { endpointId: row.endpoint_id as EndpointId, model: row.model };

// --- conversations ---------------------------------------------------------------------------------------------------

export type SummaryRow = Pick<
  ConversationRow,
  | 'id'
  | 'created_at'
  | 'last_activity_at'
  | 'title_source'
  | 'title'
  | 'endpoint_id'
  | 'model'
  | 'pinned_at'
  | 'archived_at'
  | 'folder'
> & { answering: number; queued: number; tags: string };

/** Of `conversations AS c`. */
export const summaryColumns = `
  c.id, c.created_at, c.last_activity_at, c.title_source, c.title, c.endpoint_id, c.model,
  c.pinned_at, c.archived_at, c.folder,
  (SELECT json_group_array(t.tag) FROM conversation_tags AS t WHERE t.conversation_id = c.id) AS tags,
  EXISTS (SELECT 1 FROM outbox AS o WHERE o.conversation_id = c.id AND o.state = 'sending') AS answering,
  EXISTS (SELECT 1 FROM outbox AS o WHERE o.conversation_id = c.id AND o.state = 'queued') AS queued`;

export const toSummary = (row: SummaryRow): ConversationSummary => ({
  id: conversationIdOf(row.id),
  title: row.title,
  titleSource: row.title_source,
  createdAt: row.created_at,
  lastActivityAt: row.last_activity_at,
  model: modelOf(row),
  answering: row.answering === 1,
  queued: row.queued === 1,
  pinned: row.pinned_at !== null,
  archived: row.archived_at !== null,
  folder: row.folder,
  tags: JSON.parse(row.tags) as string[],
});

export type FullConversationRow = SummaryRow &
  Pick<ConversationRow, 'parameters' | 'draft' | 'active_leaf_id' | 'fresh_for'> & {
    system_prompt: string;
    message_count: number;
  };

/** Of `conversations AS c`, its root `AS r` and its active leaf `AS l`. */
export const fullConversationColumns = `
  ${summaryColumns}, c.parameters, c.draft, c.active_leaf_id, c.fresh_for, r.content AS system_prompt, l.depth AS message_count`;

export const toConversation = (row: FullConversationRow): Conversation => ({
  ...toSummary(row),
  systemPrompt: row.system_prompt,
  parameters: JSON.parse(row.parameters) as Parameters,
  freshFor: row.fresh_for,
  draft: row.draft,
  activeLeafId: messageIdOf(row.active_leaf_id),
  messageCount: row.message_count,
});

// --- messages --------------------------------------------------------------------------------------------------------

export type FullMessageRow = Omit<
  MessageRow,
  'number' | 'parent_id' | 'selected_child_id' | 'role' | 'deleted_at' | 'source' | 'cost_microdollars'
> & {
  parent_id: Buffer;
  role: 'user' | 'assistant';
  starred: number;
  /** JSON; NULL when it does not wait. */
  queued: string | null;
  sibling_index: number;
  sibling_count: number;
  previous_id: Buffer | null;
  next_id: Buffer | null;
};

const siblings = 'FROM messages AS s WHERE s.parent_id = m.parent_id AND s.deleted_at IS NULL';

/** Of `messages AS m`, roots excluded. The order of siblings is that of their ids, which grow. */
export const messageColumns = `
  m.id, m.conversation_id, m.parent_id, m.depth, m.role, m.state, m.created_at, m.endpoint_id, m.model,
  m.input_tokens, m.output_tokens, m.first_token_ms, m.total_ms, m.state_data, m.content,
  EXISTS (SELECT 1 FROM stars AS t WHERE t.message_id = m.id) AS starred,
  (SELECT json_object('reason', o.reason, 'notBefore', o.not_before) FROM outbox AS o
   WHERE o.answer_id = m.id AND o.state = 'queued') AS queued,
  (SELECT count(*) ${siblings} AND s.id < m.id) AS sibling_index,
  (SELECT count(*) ${siblings}) AS sibling_count,
  (SELECT max(s.id) ${siblings} AND s.id < m.id) AS previous_id,
  (SELECT min(s.id) ${siblings} AND s.id > m.id) AS next_id`;

/** What a state holds besides its kind, as it is stored. */
export const stateData = (state: MessageState): string | null => {
  const { kind: _, ...data } = state;
  return Object.keys(data).length === 0 ? null : JSON.stringify(data);
};

const stateOf = (row: Pick<FullMessageRow, 'state' | 'state_data' | 'queued'>): MessageState => {
  const [kind, data] = row.queued === null ? [row.state, row.state_data] : ['queued', row.queued];
  return { kind, ...(data === null ? {} : JSON.parse(data)) } as MessageState;
};

export const toMessage = (row: FullMessageRow): Message => ({
  id: messageIdOf(row.id),
  conversationId: conversationIdOf(row.conversation_id),
  parentId: messageIdOf(row.parent_id),
  depth: row.depth,
  role: row.role,
  content: row.content,
  createdAt: row.created_at,
  state: stateOf(row),
  model: modelOf(row),
  usage:
    row.input_tokens === null || row.output_tokens === null
      ? null
      : { inputTokens: row.input_tokens, outputTokens: row.output_tokens },
  timing:
    row.first_token_ms === null || row.total_ms === null
      ? null
      : { firstTokenMs: row.first_token_ms, totalMs: row.total_ms },
  starred: row.starred === 1,
  siblings: {
    index: row.sibling_index,
    count: row.sibling_count,
    previousId: row.previous_id === null ? null : messageIdOf(row.previous_id),
    nextId: row.next_id === null ? null : messageIdOf(row.next_id),
  },
});
