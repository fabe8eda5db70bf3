import { statSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import type { IndexStatus } from '../../shared/contract/index.ts';
import type { ConversationId } from '../../shared/ids.ts';
import { idToBytes } from '../core/identifiers.ts';
import { branchReads, branchWrites } from './branches.ts';
import { conversationReads, conversationWrites } from './conversations.ts';
import { settingReads, settingWrites } from './endpoints.ts';
import { exchangeWrites } from './exchanges.ts';
import { databasePath } from './location.ts';
import { searchReads } from './find/index.ts';
import { vocabularyWrites } from './find/vocabulary.ts';
import type { GoOn } from './find/walk.ts';
import { jobWrites, outboxReads, outboxWrites } from './outbox.ts';
import type { Argument } from './protocol.ts';
import { mergeWrites, type IndexRebuild } from './search-index.ts';
import { searchesReads, searchesWrites } from './searches.ts';
import type { Storage } from './storage.ts';

type Status = Awaited<ReturnType<Storage['status']>>;

/** What the writer's thread can be asked. Each call is one transaction. */
export const writerFunctions = (database: Database, rebuild: IndexRebuild) => {
  const conversations = conversationReads(database);
  const branches = branchReads(database, conversations);
  const settings = settingReads(database);
  const { saveConversationDraft, ...conversation } = conversationWrites(database, conversations);
  const { saveFirstDraft, ...setting } = settingWrites(database, settings);
  const parts = { conversations, branches, branchWrites: branchWrites(database), jobs: jobWrites(database) };
  return {
    ...exchangeWrites(database, parts),
    ...outboxWrites(database, parts),
    ...conversation,
    ...setting,
    ...searchesWrites(database),
    ...vocabularyWrites(database),
    ...mergeWrites(database),
    rebuildIndex: (): IndexStatus => {
      rebuild.begin();
      return rebuild.status();
    },
    indexStatus: (): IndexStatus => rebuild.status(),
    saveDraft: ({ conversationId, text }: Argument<'saveDraft'>): void =>
      conversationId === null ? saveFirstDraft(text) : saveConversationDraft(conversationId, text),
  };
};
export type WriterFunctions = ReturnType<typeof writerFunctions>;

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

/** What a reader's thread can be asked. Each call sees one state of the database. */
export const readerFunctions = (database: Database, dataFolder: string, goOn: GoOn) => {
  const conversations = conversationReads(database);
  const branches = branchReads(database, conversations);
  const { firstDraft, conversationDraft, ...settings } = settingReads(database);
  const searches = searchesReads(database);
  const count = database.prepare<[string], number>('SELECT count FROM counts WHERE of = ?').pluck();
  const version = database.prepare<[], string>('SELECT sqlite_version()').pluck();
  return {
    ...searchReads(database, { conversations, branches, goOn, namesInUse: searches.organisingNames }),
    ...searches,
    ...outboxReads(database),
    ...settings,
    message: branches.message,
    messagesPage: branches.messagesPage,
    context: branches.context,
    contextBelow: branches.contextBelow,
    listConversations: conversations.list,
    conversation: (id: ConversationId) => conversations.read(conversations.row(idToBytes(id)).id),
    draft: (id: ConversationId | null): string =>
      id === null ? firstDraft() : conversationDraft(idToBytes(id)),
    status: (): Status => {
      const path = databasePath(dataFolder);
      return {
        dataFolder,
        databaseBytes: sizeOf(path) + sizeOf(`${path}-wal`),
        conversations: count.get('conversations') ?? 0,
        messages: count.get('messages') ?? 0,
        sqliteVersion: version.get() ?? '',
      };
    },
  };
};
export type ReaderFunctions = ReturnType<typeof readerFunctions>;
