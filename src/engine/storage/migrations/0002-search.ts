import type { Migration } from './migration.ts';

/*
 * Notes:
 * - Stars have a table of their own: a new column of `messages` would stand behind `content`, and reading it would read
 *   through every page of a long text.
 * - `message_days` says which row numbers the messages of a day (UTC, in days since 1970) have: a search in a
 *   stretch of time walks the index between two numbers, and the time itself is then checked row by row. Where older
 *   history was added later the stretch is wider than it need be, never narrower.
 * - `vocabulary` holds words that stand in many messages, and in how many: see find/vocabulary.ts. It is a
 *   cache, and made anew in the background.
 */
export const search: Migration = {
  version: 2,
  name: 'search',
  sql: `
ALTER TABLE conversations ADD COLUMN pinned_at INTEGER;
ALTER TABLE conversations ADD COLUMN archived_at INTEGER;
ALTER TABLE conversations ADD COLUMN folder TEXT;
CREATE INDEX conversations_recent ON conversations (last_activity_at, id)
  WHERE deleted_at IS NULL AND archived_at IS NULL AND pinned_at IS NULL;
CREATE INDEX conversations_pinned ON conversations (last_activity_at, id)
  WHERE deleted_at IS NULL AND archived_at IS NULL AND pinned_at IS NOT NULL;
CREATE INDEX conversations_archived ON conversations (last_activity_at, id)
  WHERE deleted_at IS NULL AND archived_at IS NOT NULL;
CREATE INDEX conversations_by_folder ON conversations (folder) WHERE folder IS NOT NULL;

CREATE TABLE conversation_tags (
  conversation_id BLOB NOT NULL,
  tag TEXT NOT NULL,
  PRIMARY KEY (conversation_id, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX conversation_tags_by_tag ON conversation_tags (tag, conversation_id);

CREATE TABLE stars (
  message_id BLOB PRIMARY KEY,
  starred_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE models_used (
  model TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
INSERT INTO models_used SELECT DISTINCT model FROM messages WHERE model IS NOT NULL;
CREATE TRIGGER note_model_of_new_message AFTER INSERT ON messages WHEN new.model IS NOT NULL BEGIN
  INSERT OR IGNORE INTO models_used VALUES (new.model);
END;
CREATE TRIGGER note_model_of_changed_message AFTER UPDATE OF model ON messages WHEN new.model IS NOT NULL BEGIN
  INSERT OR IGNORE INTO models_used VALUES (new.model);
END;

CREATE TABLE message_days (
  day INTEGER PRIMARY KEY,
  first_number INTEGER NOT NULL,
  last_number INTEGER NOT NULL
) STRICT;
INSERT INTO message_days SELECT created_at / 86400000, min(number), max(number) FROM messages
  WHERE role <> 'system' GROUP BY 1;
CREATE TRIGGER note_day_of_new_message AFTER INSERT ON messages WHEN new.role <> 'system' BEGIN
  INSERT INTO message_days VALUES (new.created_at / 86400000, new.number, new.number)
    ON CONFLICT (day) DO UPDATE SET
      first_number = min(first_number, excluded.first_number), last_number = max(last_number, excluded.last_number)
    WHERE excluded.first_number < first_number OR excluded.last_number > last_number;
END;
CREATE TRIGGER note_day_of_changed_message AFTER UPDATE OF created_at ON messages WHEN new.role <> 'system' BEGIN
  INSERT INTO message_days VALUES (new.created_at / 86400000, new.number, new.number)
    ON CONFLICT (day) DO UPDATE SET
      first_number = min(first_number, excluded.first_number), last_number = max(last_number, excluded.last_number);
END;

CREATE VIRTUAL TABLE messages_words USING fts5vocab (messages_index, row);
CREATE TABLE vocabulary (
  word TEXT PRIMARY KEY,
  messages INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE saved_searches (
  id BLOB PRIMARY KEY CHECK (length(id) = 16),
  name TEXT NOT NULL,
  text TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE recent_searches (
  text TEXT PRIMARY KEY,
  used_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`,
};
