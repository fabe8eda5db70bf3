import type { Storage } from '../storage/index.ts';
import type { ContractServer, Handlers } from './server.ts';

export interface SearchHandlerParts {
  storage: Storage;
  tell: ContractServer['tell'];
}

type SearchHandlers = Pick<
  Handlers,
  Extract<
    keyof Handlers,
    | `search.${string}`
    | `recent_searches.${string}`
    | `saved_searches.${string}`
    | `index.${string}`
    | 'organising.names'
  >
>;

export const searchHandlers = ({ storage, tell }: SearchHandlerParts): SearchHandlers => {
  const tellSaved = async (): Promise<void> =>
    tell('saved_searches.changed', { searches: await storage.savedSearches() });

  return {
    'search.find': (input) => storage.find(input),
    'search.titles': (input) => storage.findTitles(input),
    'search.timeline': (input) => storage.timeline(input),
    'search.count': (input) => storage.countMatches(input),
    'search.preview': ({ messageId }) => storage.preview(messageId),
    'search.in_conversation': (input) => storage.findInConversation(input),
    'search.complete': (input) => storage.completeSearch(input),
    'search.spelling': (input) => storage.spelling(input),
    'search.similar': (input) => storage.similar(input),

    'recent_searches.list': async () => ({ texts: await storage.recentSearches() }),
    'recent_searches.add': async ({ text }) => {
      await storage.addRecentSearch(text);
      return {};
    },
    'recent_searches.forget': async ({ text }) => {
      await storage.forgetRecentSearch(text);
      return {};
    },

    'saved_searches.list': async () => ({ searches: await storage.savedSearches() }),
    'saved_searches.save': async (input) => {
      const search = await storage.saveSearch(input);
      await tellSaved();
      return { search };
    },
    'saved_searches.delete': async ({ searchId }) => {
      await storage.deleteSavedSearch(searchId);
      await tellSaved();
      return {};
    },

    'index.status': () => storage.indexStatus(),
    'index.rebuild': () => storage.rebuildIndex(),
    'organising.names': () => storage.organisingNames(),
  };
};
