import { ref, shallowRef } from 'vue';
import { defineStore } from 'pinia';
import type { MatchCount, SavedSearch } from '../../shared/contract/search.ts';
import type { SavedSearchId } from '../../shared/ids.ts';
import { engine } from '../engine/index.ts';
import { i18n } from '../i18n/index.ts';

/** Beyond it the number is of no use to anybody: the sidebar says 999+. */
export const countedTo = 999;
/** An answer that streams in changes things often; a count may be a moment old. */
const settleMs = 800;

/** Searches that the user keeps, each with how many messages it finds now. */
export const useSavedSearches = defineStore('saved searches', () => {
  const searches = shallowRef<readonly SavedSearch[]>([]);
  const counts = ref<ReadonlyMap<SavedSearchId, MatchCount>>(new Map());
  let timer: ReturnType<typeof setTimeout> | undefined;

  const countOne = async ({ id, text }: SavedSearch): Promise<void> => {
    try {
      const language = i18n.global.locale.value;
      const count = await engine.query('search.count', {
        box: `saved ${id}`,
        text,
        language,
        limit: countedTo,
      });
      counts.value = new Map(counts.value).set(id, count);
    } catch {
      // A newer count of the same search is on its way.
    }
  };
  /** One after the other: they are in no hurry, and other searches are. */
  const countAll = async (): Promise<void> => {
    for (const search of searches.value) await countOne(search);
  };
  const countSoon = (): void => {
    clearTimeout(timer);
    if (searches.value.length > 0) timer = setTimeout(() => void countAll(), settleMs);
  };

  const show = (listed: readonly SavedSearch[]): void => {
    searches.value = listed;
    countSoon();
  };

  const save = (searchId: SavedSearchId | null, name: string, text: string): Promise<unknown> =>
    engine.command('saved_searches.save', { searchId, name, text });
  const remove = (searchId: SavedSearchId): Promise<unknown> =>
    engine.command('saved_searches.delete', { searchId });

  const start = (): void => {
    engine.on('saved_searches.changed', (changed) => show(changed.searches));
    engine.on('messages.changed', countSoon);
    engine.on('conversations.changed', countSoon);
    engine.onConnected(() => {
      void engine.query('saved_searches.list', {}).then((listed) => show(listed.searches));
    });
  };

  return { searches, counts, start, save, remove };
});
