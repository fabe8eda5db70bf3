import type { Migration } from './migration.ts';

/*
 * Notes:
 * - `outbox` has a row for each answer that is not there yet: a job that is done goes in the transaction that ends its
 *   answer, and how it ended is the state of the answer. A job's place among those of its conversation is the number of
 *   its answer, so that nothing can tell them in two orders.
 * - `cached` says whether an answer from the cache will do (`use`), or a new one is wanted (`refresh`).
 */
export const delivery: Migration = {
  version: 3,
  name: 'delivery',
  sql: `
CREATE TABLE outbox (
  answer_id BLOB PRIMARY KEY CHECK (length(answer_id) = 16),
  conversation_id BLOB NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'sending')),
  reason TEXT,
  not_before INTEGER,
  attempts INTEGER NOT NULL,
  cached TEXT NOT NULL CHECK (cached IN ('use', 'refresh')),
  queued_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_by_conversation ON outbox (conversation_id);
INSERT INTO outbox
  SELECT id, conversation_id, 'sending', NULL, NULL, 0, 'use', created_at FROM messages
  WHERE state IN ('pending', 'streaming');

CREATE TRIGGER count_withdrawn_message AFTER UPDATE OF deleted_at ON messages
  WHEN new.role <> 'system' AND (old.deleted_at IS NULL) <> (new.deleted_at IS NULL)
    AND EXISTS (SELECT 1 FROM conversations WHERE id = new.conversation_id AND deleted_at IS NULL) BEGIN
  UPDATE counts SET count = count + iif(new.deleted_at IS NULL, 1, -1) WHERE of = 'messages';
END;

ALTER TABLE conversations ADD COLUMN fresh_for TEXT CHECK (fresh_for IN ('off', 'hour', 'day', 'always'));
`,
};
