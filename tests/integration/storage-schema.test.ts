import Sqlite from 'better-sqlite3';
import { afterEach, describe, expect, it } from 'vitest';
import { openForWriting } from '../../src/engine/storage/file.ts';
import type { EndpointRow, ModelRow } from '../../src/engine/storage/endpoints.ts';
import type { OutboxRow } from '../../src/engine/storage/outbox.ts';
import { readerFunctions, writerFunctions } from '../../src/engine/storage/roles.ts';
import type { ConversationRow, MessageRow } from '../../src/engine/storage/rows.ts';
import type { RecentSearchRow, SavedSearchRow } from '../../src/engine/storage/searches.ts';
import { keepIndexes, openRebuild } from '../../src/engine/storage/search-index.ts';
import {
  cleanUp,
  complete,
  makeFolder,
  model,
  openWriter,
  search,
  tickingClock,
} from '../support/storage.ts';

afterEach(cleanUp);

/** What a column's type in the schema is to TypeScript; a `null` among the values says that it may be NULL. */
type Sample<Row> = {
  [Column in keyof Row]: Row[Column] extends Buffer | null ? 'BLOB' | 'BLOB?' : SampleOf<Row[Column]>;
};
type SampleOf<Value> = null extends Value
  ? NonNullable<Value> extends number
    ? 'INTEGER?' | 'REAL?'
    : 'TEXT?'
  : Value extends number
    ? 'INTEGER' | 'REAL'
    : 'TEXT';

const conversation: Sample<ConversationRow> = {
  number: 'INTEGER',
  id: 'BLOB',
  created_at: 'INTEGER',
  last_activity_at: 'INTEGER',
  deleted_at: 'INTEGER?',
  root_id: 'BLOB',
  active_leaf_id: 'BLOB',
  title_source: 'TEXT',
  title: 'TEXT',
  endpoint_id: 'TEXT?',
  model: 'TEXT?',
  parameters: 'TEXT',
  draft: 'TEXT',
  pinned_at: 'INTEGER?',
  archived_at: 'INTEGER?',
  folder: 'TEXT?',
  fresh_for: 'TEXT?',
};
const message: Sample<MessageRow> = {
  number: 'INTEGER',
  id: 'BLOB',
  conversation_id: 'BLOB',
  parent_id: 'BLOB?',
  selected_child_id: 'BLOB?',
  depth: 'INTEGER',
  role: 'TEXT',
  state: 'TEXT',
  created_at: 'INTEGER',
  deleted_at: 'INTEGER?',
  endpoint_id: 'TEXT?',
  model: 'TEXT?',
  source: 'TEXT',
  input_tokens: 'INTEGER?',
  output_tokens: 'INTEGER?',
  cost_microdollars: 'INTEGER?',
  first_token_ms: 'REAL?',
  total_ms: 'REAL?',
  state_data: 'TEXT?',
  content: 'TEXT',
};
const endpoint: Sample<EndpointRow> = {
  number: 'INTEGER',
  id: 'TEXT',
  kind: 'TEXT',
  name: 'TEXT',
  base_url: 'TEXT',
  models_fetched_at: 'INTEGER?',
};
const modelRow: Sample<ModelRow> = {
  endpoint_id: 'TEXT',
  position: 'INTEGER',
  id: 'TEXT',
  owned_by: 'TEXT',
  context_window: 'INTEGER?',
  max_output_tokens: 'INTEGER?',
  purpose: 'TEXT',
};

const savedSearch: Sample<SavedSearchRow> = { id: 'BLOB', name: 'TEXT', text: 'TEXT', created_at: 'INTEGER' };
const outbox: Sample<OutboxRow> = {
  answer_id: 'BLOB',
  conversation_id: 'BLOB',
  state: 'TEXT',
  reason: 'TEXT?',
  not_before: 'INTEGER?',
  attempts: 'INTEGER',
  cached: 'TEXT',
  queued_at: 'INTEGER',
};
const recentSearch: Sample<RecentSearchRow> = { text: 'TEXT', used_at: 'INTEGER' };

describe('the row types', () => {
  it.each([
    ['conversations', conversation],
    ['messages', message],
    ['endpoints', endpoint],
    ['models', modelRow],
    ['saved_searches', savedSearch],
    ['recent_searches', recentSearch],
    ['outbox', outbox],
  ])('say what the table of %s has', async (table, row) => {
    const { database } = await openWriter();
    const columns = database
      .prepare<[string], { name: string; type: string; notnull: number; pk: number }>(
        'SELECT name, type, "notnull", pk FROM pragma_table_info(?)',
      )
      .all(table);
    const types = columns.map(({ name, type, notnull, pk }) => [name, notnull || pk ? type : `${type}?`]);
    expect(Object.fromEntries(types)).toEqual(row);
  });
});

/** Statistics as `PRAGMA optimize` writes them of so many messages, three to a conversation. */
const pretendToHold = (path: string, messages: number): void => {
  const database = new Sqlite(path);
  database.exec('ANALYZE');
  const grow = database.prepare(
    "UPDATE sqlite_stat1 SET stat = ? || substr(stat, instr(stat, ' ')) WHERE tbl = ? AND idx NOT LIKE '%unfinished%'",
  );
  grow.run(String(messages), 'messages');
  grow.run(String(messages / 3), 'conversations');
  database.close();
};

describe('no statement', () => {
  it('reads a whole table of conversations or messages, nor sorts one', async () => {
    const folder = await makeFolder();
    const now = tickingClock();
    const writing = openForWriting(folder, now());
    keepIndexes(writing);
    writing.close();

    const run = new Set<string>();
    const database = new Sqlite(`${folder}/versaai.db`, { verbose: (sql) => run.add(String(sql)) });
    keepIndexes(database);
    const write = writerFunctions(database, openRebuild(database));
    const read = readerFunctions(database, folder, () => {});
    run.clear();

    const first = write.beginConversation({ text: 'Opening', model, parameters: {} }, now());
    const id = first.conversation.id;
    write.checkpointAnswer({ messageId: first.answer.id, content: 'half' });
    write.endAnswer({ messageId: first.answer.id, end: complete('whole') }, now());
    const next = write.appendExchange({ conversationId: id, text: 'More', model }, now());
    write.recoverJobs();
    write.editQueued({ messageId: next.question.id, text: 'More of it' });
    write.reorderQueued({ conversationId: id, messageIds: [next.question.id] });
    write.beginJob(next.answer.id);
    write.requeueJob({ answerId: next.answer.id, reason: 'offline', notBefore: null });
    write.saveDelivery({ freshFor: 'day' });
    write.editQuestion({ messageId: next.question.id, text: 'Otherwise', model }, now());
    write.addAnswer({ besides: first.answer.id, model }, now());
    write.showBranch(next.answer.id);
    write.renameConversation({ conversationId: id, title: 'Name', source: 'user' });
    write.configureConversation({ conversationId: id, model, parameters: {}, systemPrompt: 'Be kind' });
    write.saveDraft({ conversationId: id, text: 'draft' });
    write.deleteConversation(id, now());
    write.restoreConversation(id);
    write.addPrepared([{ id, title: '', createdAt: 1, model, messages: [] }]);
    const listed = read.listConversations({ limit: 10, before: null, shelf: 'recent' });
    for (const shelf of ['recent', 'pinned', 'archived'] as const)
      read.listConversations({ limit: 10, before: { lastActivityAt: 9e12, id }, shelf });
    read.conversation(id);
    read.message(first.answer.id);
    for (const kind of ['before', 'after', 'around'] as const)
      read.messagesPage({ conversationId: id, position: { kind, messageId: next.answer.id }, limit: 10 });
    read.messagesPage({ conversationId: id, position: { kind: 'latest' }, limit: 10 });
    read.context(next.answer.id);
    write.starMessage({ messageId: first.answer.id, star: 'starred' }, now());
    write.organiseConversation({ conversationId: id, pin: 'pinned', folder: 'Work', tags: ['a'] }, now());
    const queries = [
      'whole',
      '"name"',
      'sort:relevance whole',
      'sort:oldest in:name folder:work tag:a is:pinned whole',
      'model:test during:2026 longer:2 OR whole',
      '-is:archived has:code',
    ];
    expect(read.find(search('whole'), now()).hits).toHaveLength(1);
    for (const text of queries) {
      read.find(search(text), now());
      read.findTitles({ text, language: 'en', limit: 5 }, now());
      read.timeline(search(text), now());
      read.countMatches(search(text), now());
      read.findInConversation({ ...search(text), conversationId: id }, now());
      read.spelling(search(text), now());
    }
    read.preview(first.answer.id);
    read.similar({ messageId: first.answer.id, limit: 5 });
    for (const text of ['in:n', 'folder:', 'tag:', 'model:', 'in:'])
      read.completeSearch({ ...search(text), caret: text.length }, now());
    const saved = write.saveSearch({ searchId: null, name: 'One', text: 'whole' }, now());
    write.saveSearch({ searchId: saved.id, name: 'Two', text: 'whole' }, now());
    read.savedSearches();
    write.deleteSavedSearch(saved.id);
    write.addRecentSearch('whole', now());
    read.recentSearches();
    write.forgetRecentSearch('whole');
    write.rebuildIndex();
    read.organisingNames();
    read.draft(id);
    read.status();
    database.close();

    const statements = [...run].filter((sql) => /^\s*(SELECT|WITH|UPDATE|INSERT|DELETE)/.test(sql));
    const explain = () => {
      const reader = new Sqlite(`${folder}/versaai.db`);
      keepIndexes(reader);
      reader.function('go_on', () => 1);
      const found = statements.flatMap((sql) =>
        reader
          .prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
          .all()
          .map(({ detail }) => ({ sql, detail })),
      );
      reader.close();
      return found;
    };
    // What SQLite knows of sizes changes its mind: plans are to be the same whatever it knows.
    const plans = explain();
    for (const messages of [3_000, 18_000, 90_000, 1_200_000]) {
      pretendToHold(`${folder}/versaai.db`, messages);
      plans.push(...explain());
    }
    expect(listed.conversations).toHaveLength(1);
    expect(plans.length).toBeGreaterThan(60);
    // A walk of a path is as long as the path; the indexes of words end at their limit; few answers are unfinished or wait;
    // names, searches and models are as many as the user has made or used.
    const fine = new RegExp(
      `^SCAN (path|[fmsc] VIRTUAL TABLE INDEX|messages_index|titles_index|messages_words|vocabulary|models_used|
       (t|conversation_tags) USING COVERING INDEX conversation_tags_by_tag|saved_searches|recent_searches|o|message_days|
       conversations USING (COVERING )?INDEX conversations_by_folder|c USING INDEX conversations_(pinned|archived)|
       messages USING INDEX messages_unfinished|CONSTANT ROW|\\(subquery)`.replaceAll(/\n\s+/g, ''),
    );
    const scans = plans.filter(({ detail }) => /^SCAN/.test(detail) && !fine.test(detail));
    expect(scans).toEqual([]);
    const sorts = plans.filter(
      ({ sql, detail }) =>
        detail.startsWith('USE TEMP B-TREE') &&
        !/WITH RECURSIVE path|recent_searches|FROM vocabulary|FROM outbox/.test(sql),
    );
    expect(sorts).toEqual([]);
  });
});
