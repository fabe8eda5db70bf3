import type { IndexStatus } from '../../shared/contract/index.ts';
import type { EndpointId } from '../../shared/ids.ts';
import { setTimeout } from 'node:timers/promises';
import { remembered, rememberedBy } from '../core/remembered.ts';
import { Channel } from './channel.ts';
import { Abandonment, SearchQueue } from './search-queue.ts';
import type { ThreadRole } from './protocol.ts';
import type { ReaderFunctions, WriterFunctions } from './roles.ts';
import type { Storage } from './storage.ts';
import { wasLeftOpen } from './location.ts';
import { keepSearchFast, makeVocabulary, mergeIndex, type SearchUpkeep } from './search-upkeep.ts';

/** Something that was found wrong after the start; the app goes on with it. */
export interface StorageProblem {
  kind: 'damaged';
  details: string[];
}

export interface StorageOptions {
  /** Made if it is not there. */
  dataFolder: string;
  mode: 'normal' | 'safe';
  /** Milliseconds UTC. */
  now(): number;
  /** The thread's file when the engine is bundled; its source otherwise. */
  threadUrl?: URL;
  /** Told of damage that the check after an unclean exit, or in safe mode, has found. */
  onProblem?(problem: StorageProblem): void;
  /** Told while the full-text index is made anew, and once when that is done. */
  onIndexProgress?(status: IndexStatus): void;
}

// Not a literal in `new URL`: a bundler would take the source for an asset of its own.
const threadSource = './thread.ts';

/** A reader of its own for searches, which most starts do not need at once. */
const startLater = (start: () => Channel<ReaderFunctions>) => {
  const abandonment = new Abandonment();
  const queue = new SearchQueue(abandonment);
  let started: Channel<ReaderFunctions> | null = null;
  let closed = false;
  const channel = (): Channel<ReaderFunctions> => {
    if (closed) throw new Error('storage is closed');
    if (started === null) {
      started = start();
      started.open().catch(rejectedByEachCall);
    }
    return started;
  };
  return {
    abandonment,
    channel,
    run: async <Result>(box: string, ask: (channel: Channel<ReaderFunctions>) => Promise<Result>) =>
      queue.run(box, async () => ask(channel())),
    async close(): Promise<void> {
      closed = true;
      abandonment.raise();
      await started?.close();
    },
  };
};

/** A thread that could not open the file, or was closed meanwhile, rejects each call for that reason. */
const rejectedByEachCall = (): void => {};

/**
 * Ends the check behind the table that it is at, and waits for it only so long: a large one takes half a minute. Then the
 * log stays behind, and the next start begins the check again.
 */
const endSoon = (checker: Channel<unknown>, checking: Abandonment): Promise<unknown> => {
  checking.raise();
  return Promise.race([checker.close(), setTimeout(1_000, null, { ref: false })]);
};

/**
 * Opens the database of a profile, or makes it. Rejects with a ContractFailure that carries a `storage.*` error; the
 * file is then as it was.
 */
export const openStorage = async (options: StorageOptions): Promise<Storage> => {
  const { dataFolder, mode, now, threadUrl = new URL(threadSource, import.meta.url) } = options;
  const needsCheck = mode === 'safe' || wasLeftOpen(dataFolder);
  const start = <Functions>(role: ThreadRole, abandonment?: Abandonment): Channel<Functions> =>
    new Channel<Functions>(
      threadUrl,
      { role, dataFolder, abandoned: abandonment?.flag ?? null },
      now,
      options.onIndexProgress,
    );

  // Two readers, so that a slow search never delays a page. The first loads while the writer prepares the file; the
  // other only once that is done: three at a time would take the processor from each other.
  const writer = start<WriterFunctions>('writer');
  const pages = start<ReaderFunctions>('reader');
  try {
    await writer.open();
  } catch (error) {
    await Promise.all([writer.terminate(), pages.terminate()]);
    throw error;
  }

  let closed = false;
  const searching = startLater(() => start<ReaderFunctions>('reader', searching.abandonment));
  const counting = startLater(() => start<ReaderFunctions>('reader', counting.abandonment));
  pages
    .open()
    .then(() => (closed ? null : searching.channel()))
    .catch(rejectedByEachCall);

  const checking = new Abandonment();
  const checker = needsCheck ? start('checker', checking) : null;
  checker
    ?.open()
    .then((details) => {
      if (details.length > 0) options.onProblem?.({ kind: 'damaged', details });
      return checker.close();
    })
    .catch(rejectedByEachCall);

  const searchUpkeep: SearchUpkeep = {
    isStale: () => counting.channel().call('isVocabularyStale', undefined),
    newestNumber: () => counting.channel().call('newestNumber', undefined),
    part: (input) => counting.channel().call('vocabularyPart', input),
    save: (input) => writer.call('saveVocabularyPart', input),
    merge: (step) => writer.call('mergeIndexPart', step),
  };
  const upkeep = new AbortController();
  if (mode === 'normal') void keepSearchFast(searchUpkeep, upkeep.signal);

  // Each message that is sent asks for these.
  const endpoints = remembered(() => pages.call('endpoints', undefined));
  const defaults = remembered(() => pages.call('defaults', undefined));
  const models = rememberedBy((endpointId: EndpointId) => pages.call('models', endpointId));

  return {
    beginConversation: (input) => writer.call('beginConversation', input),
    appendExchange: (input) => writer.call('appendExchange', input),
    editQuestion: (input) => writer.call('editQuestion', input),
    addAnswer: (input) => writer.call('addAnswer', input),
    restartAnswer: (input) => writer.call('restartAnswer', input),
    checkpointAnswer: (input) => writer.call('checkpointAnswer', input),
    endAnswer: (input) => writer.call('endAnswer', input),
    jobs: () => pages.call('jobs', undefined),
    beginJob: (answerId) => writer.call('beginJob', answerId),
    requeueJob: (input) => writer.call('requeueJob', input),
    cancelQueued: (answerId) => writer.call('cancelQueued', answerId),
    editQueued: (input) => writer.call('editQueued', input),
    withdrawQueued: (messageId) => writer.call('withdrawQueued', messageId),
    reorderQueued: (input) => writer.call('reorderQueued', input),
    recoverJobs: () => writer.call('recoverJobs', undefined),

    listConversations: (input) => pages.call('listConversations', input),
    conversation: (conversationId) => pages.call('conversation', conversationId),
    renameConversation: (input) => writer.call('renameConversation', input),
    configureConversation: (input) => writer.call('configureConversation', input),
    organiseConversation: (input) => writer.call('organiseConversation', input),
    organisingNames: () => pages.call('organisingNames', undefined),
    starMessage: (input) => writer.call('starMessage', input),
    deleteConversation: (conversationId) => writer.call('deleteConversation', conversationId),
    restoreConversation: (conversationId) => writer.call('restoreConversation', conversationId),
    showBranch: (messageId) => writer.call('showBranch', messageId),
    addPrepared: (conversations) => writer.call('addPrepared', conversations),

    message: (messageId) => pages.call('message', messageId),
    messagesPage: (input) => pages.call('messagesPage', input),
    context: (answerId) => pages.call('context', answerId),
    contextBelow: (messageId) => pages.call('contextBelow', messageId),

    earlierAnswers: (input) =>
      counting.run('earlier answers', (channel) => channel.call('earlierAnswers', input)),
    find: (input) => searching.run(input.box, (channel) => channel.call('find', input)),
    // On a thread of its own, at the same time as the messages.
    findTitles: (input) => pages.call('findTitles', input),
    findInConversation: (input) =>
      searching.run(input.box, (channel) => channel.call('findInConversation', input)),
    completeSearch: (input) => searching.channel().call('completeSearch', input),
    timeline: (input) => counting.run(input.box, (channel) => channel.call('timeline', input)),
    countMatches: (input) => counting.run(input.box, (channel) => channel.call('countMatches', input)),
    similar: (input) => counting.run('similar', (channel) => channel.call('similar', input)),
    spelling: (input) => counting.run('spelling', (channel) => channel.call('spelling', input)),
    preview: (messageId) => pages.call('preview', messageId),
    recentSearches: () => pages.call('recentSearches', undefined),
    addRecentSearch: (text) => writer.call('addRecentSearch', text),
    forgetRecentSearch: (text) => writer.call('forgetRecentSearch', text),
    savedSearches: () => pages.call('savedSearches', undefined),
    saveSearch: (input) => writer.call('saveSearch', input),
    deleteSavedSearch: (searchId) => writer.call('deleteSavedSearch', searchId),
    indexStatus: () => writer.call('indexStatus', undefined),
    rebuildIndex: () => writer.call('rebuildIndex', undefined),
    async makeSearchFast() {
      await makeVocabulary(searchUpkeep, upkeep.signal);
      await mergeIndex(searchUpkeep, upkeep.signal);
    },

    saveDraft: (input) => writer.call('saveDraft', input),
    draft: (conversationId) => pages.call('draft', conversationId),
    endpoints: () => endpoints.get(),
    saveEndpoint: (input) => endpoints.change(() => writer.call('saveEndpoint', input)),
    // New conversations may have begun there.
    deleteEndpoint: (endpointId) =>
      models
        .of(endpointId)
        .change(() =>
          defaults.change(() => endpoints.change(() => writer.call('deleteEndpoint', endpointId))),
        ),
    models: (endpointId) => models.of(endpointId).get(),
    saveModels: (input) => models.of(input.endpointId).change(() => writer.call('saveModels', input)),
    delivery: () => pages.call('delivery', undefined),
    saveDelivery: (input) => writer.call('saveDelivery', input),
    defaults: () => defaults.get(),
    saveDefaults: (input) => defaults.change(() => writer.call('saveDefaults', input)),

    status: () => pages.call('status', undefined),
    async close() {
      // The writer last: SQLite folds the log into the file and removes it when nobody else has it open.
      closed = true;
      endpoints.forget();
      defaults.forget();
      models.forget();
      upkeep.abort();
      await Promise.all([
        pages.close(),
        searching.close(),
        counting.close(),
        checker && endSoon(checker, checking),
      ]);
      await writer.close();
      // Only now: a thread that is ended within a statement can take the process with it.
      await checker?.terminate();
    },
  };
};
