import { setTimeout } from 'node:timers/promises';
import { Channel } from './channel.ts';
import { SearchQueue } from './search-queue.ts';
import type { ThreadRole } from './protocol.ts';
import type { ReaderFunctions, WriterFunctions } from './roles.ts';
import type { Storage } from './storage.ts';
import { wasLeftOpen } from './location.ts';

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
}

// Not a literal in `new URL`: a bundler would take the source for an asset of its own.
const threadSource = './thread.ts';

/** A thread that could not open the file, or was closed meanwhile, rejects each call for that reason. */
const rejectedByEachCall = (): void => {};

/**
 * Ends the check, and waits for it only so long: over a large table it can be ended after half a minute. Then the log
 * stays behind, and the next start begins the check again.
 */
const endSoon = (checker: Channel<unknown>): Promise<unknown> =>
  Promise.race([checker.terminate(), setTimeout(1_000, null, { ref: false })]);

/**
 * Opens the database of a profile, or makes it. Rejects with a ContractFailure that carries a `storage.*` error; the
 * file is then as it was.
 */
export const openStorage = async (options: StorageOptions): Promise<Storage> => {
  const { dataFolder, mode, now, threadUrl = new URL(threadSource, import.meta.url) } = options;
  const needsCheck = mode === 'safe' || wasLeftOpen(dataFolder);
  const start = <Functions>(role: ThreadRole): Channel<Functions> =>
    new Channel<Functions>(threadUrl, { role, dataFolder }, now);

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
  let searches: Channel<ReaderFunctions> | null = null;
  const searcher = (): Channel<ReaderFunctions> => {
    if (searches === null) {
      searches = start<ReaderFunctions>('reader');
      searches.open().catch(rejectedByEachCall);
    }
    return searches;
  };
  pages
    .open()
    .then(() => (closed ? null : searcher()))
    .catch(rejectedByEachCall);
  const queue = new SearchQueue((input) => searcher().call('find', input));

  const checker = needsCheck ? start('checker') : null;
  checker
    ?.open()
    .then((details) => {
      if (details.length > 0) options.onProblem?.({ kind: 'damaged', details });
      return checker.close();
    })
    .catch(rejectedByEachCall);

  return {
    beginConversation: (input) => writer.call('beginConversation', input),
    appendExchange: (input) => writer.call('appendExchange', input),
    editQuestion: (input) => writer.call('editQuestion', input),
    addAnswer: (input) => writer.call('addAnswer', input),
    restartAnswer: (input) => writer.call('restartAnswer', input),
    checkpointAnswer: (input) => writer.call('checkpointAnswer', input),
    endAnswer: (input) => writer.call('endAnswer', input),
    interruptUnfinished: () => writer.call('interruptUnfinished', undefined),

    listConversations: (input) => pages.call('listConversations', input),
    conversation: (conversationId) => pages.call('conversation', conversationId),
    renameConversation: (input) => writer.call('renameConversation', input),
    configureConversation: (input) => writer.call('configureConversation', input),
    deleteConversation: (conversationId) => writer.call('deleteConversation', conversationId),
    restoreConversation: (conversationId) => writer.call('restoreConversation', conversationId),
    showBranch: (messageId) => writer.call('showBranch', messageId),
    addPrepared: (conversations) => writer.call('addPrepared', conversations),

    message: (messageId) => pages.call('message', messageId),
    messagesPage: (input) => pages.call('messagesPage', input),
    context: (answerId) => pages.call('context', answerId),

    find: async (input) => {
      if (closed) throw new Error('storage is closed');
      return queue.find(input);
    },

    saveDraft: (input) => writer.call('saveDraft', input),
    draft: (conversationId) => pages.call('draft', conversationId),
    endpoints: () => pages.call('endpoints', undefined),
    saveEndpoint: (input) => writer.call('saveEndpoint', input),
    deleteEndpoint: (endpointId) => writer.call('deleteEndpoint', endpointId),
    models: (endpointId) => pages.call('models', endpointId),
    saveModels: (input) => writer.call('saveModels', input),
    defaults: () => pages.call('defaults', undefined),
    saveDefaults: (input) => writer.call('saveDefaults', input),

    status: () => pages.call('status', undefined),
    async close() {
      // The writer last: SQLite folds the log into the file and removes it when nobody else has it open.
      closed = true;
      await Promise.all([pages.close(), searches?.close(), checker && endSoon(checker)]);
      await writer.close();
    },
  };
};
