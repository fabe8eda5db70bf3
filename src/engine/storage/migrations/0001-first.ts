import type { Migration } from './migration.ts';

/*
 * Notes on the schema:
 * - `number` is the local row number, which the full-text indexes go by; `id` is what everything else goes by. Rows that
 *   will be synced refer to each other by id without foreign keys: a child may come before its parent.
 * - Each conversation has a root: a message of role `system` whose content is the system prompt. So every other message
 *   has a parent, and two versions of the first question are siblings like any others.
 * - `selected_child_id` is the branch last shown below a message. Following it from the root ends at the
 *   conversation's active leaf.
 * - `content` stands last, so that walking a tree of long messages reads no overflow pages.
 * - The full-text tables are kept by temporary triggers of the writer: see search-index.ts.
 */
export const first: Migration = {
  version: 1,
  name: 'first',
  sql: `
CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE endpoints (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('groq', 'openai-compatible')),
  name TEXT NOT NULL,
  base_url TEXT NOT NULL,
  models_fetched_at INTEGER
) STRICT;

CREATE TABLE models (
  endpoint_id TEXT NOT NULL REFERENCES endpoints (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  id TEXT NOT NULL,
  owned_by TEXT NOT NULL,
  context_window INTEGER,
  max_output_tokens INTEGER,
  purpose TEXT NOT NULL CHECK (purpose IN ('chat', 'other')),
  PRIMARY KEY (endpoint_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE conversations (
  number INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  created_at INTEGER NOT NULL,
  last_activity_at INTEGER NOT NULL,
  deleted_at INTEGER,
  root_id BLOB NOT NULL,
  active_leaf_id BLOB NOT NULL,
  title_source TEXT NOT NULL CHECK (title_source IN ('none', 'opening', 'generated', 'user')),
  title TEXT NOT NULL,
  endpoint_id TEXT,
  model TEXT,
  parameters TEXT NOT NULL,
  draft TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX conversations_by_activity ON conversations (deleted_at, last_activity_at, id);

CREATE TABLE messages (
  number INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  conversation_id BLOB NOT NULL,
  parent_id BLOB,
  selected_child_id BLOB,
  depth INTEGER NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('system', 'user', 'assistant')),
  state TEXT NOT NULL
    CHECK (state IN ('pending', 'streaming', 'complete', 'stopped', 'interrupted', 'failed')),
  created_at INTEGER NOT NULL,
  deleted_at INTEGER,
  endpoint_id TEXT,
  model TEXT,
  source TEXT NOT NULL DEFAULT 'live' CHECK (source IN ('live', 'cache', 'fallback')),
  input_tokens INTEGER,
  output_tokens INTEGER,
  cost_microdollars INTEGER,
  first_token_ms REAL,
  total_ms REAL,
  state_data TEXT,
  content TEXT NOT NULL
) STRICT;

CREATE INDEX messages_by_conversation ON messages (conversation_id, number);
CREATE INDEX messages_by_parent ON messages (parent_id, id) WHERE deleted_at IS NULL;
CREATE INDEX messages_unfinished ON messages (conversation_id) WHERE state IN ('pending', 'streaming');

CREATE VIRTUAL TABLE messages_index USING fts5 (
  words, content = '', contentless_delete = 1,
  tokenize = "unicode61 remove_diacritics 2 categories 'L* M* N* Co'"
);
CREATE VIRTUAL TABLE titles_index USING fts5 (
  words, content = '', contentless_delete = 1,
  tokenize = "unicode61 remove_diacritics 2 categories 'L* M* N* Co'"
);

CREATE TABLE counts (
  of TEXT PRIMARY KEY,
  count INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO counts VALUES ('conversations', 0), ('messages', 0);

CREATE TRIGGER count_new_conversation AFTER INSERT ON conversations WHEN new.deleted_at IS NULL BEGIN
  UPDATE counts SET count = count + 1 WHERE of = 'conversations';
END;
CREATE TRIGGER count_trashed_conversation AFTER UPDATE OF deleted_at ON conversations
  WHEN (old.deleted_at IS NULL) <> (new.deleted_at IS NULL) BEGIN
  UPDATE counts SET count = count + iif(new.deleted_at IS NULL, 1, -1) WHERE of = 'conversations';
  UPDATE counts SET count = count + iif(new.deleted_at IS NULL, 1, -1) * (
    SELECT count(*) FROM messages
    WHERE conversation_id = new.id AND role <> 'system' AND deleted_at IS NULL
  ) WHERE of = 'messages';
END;
CREATE TRIGGER count_new_message AFTER INSERT ON messages
  WHEN new.role <> 'system' AND new.deleted_at IS NULL
    AND EXISTS (SELECT 1 FROM conversations WHERE id = new.conversation_id AND deleted_at IS NULL) BEGIN
  UPDATE counts SET count = count + 1 WHERE of = 'messages';
END;

INSERT INTO endpoints (id, kind, name, base_url)
VALUES ('groq', 'groq', 'Groq', 'https://api.groq.com/openai/v1');
`,
};
