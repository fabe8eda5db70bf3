import { ref } from 'vue';
import { engine } from '../../engine/index.ts';

/** Searches that led somewhere, newest first. */
export const useRecentSearches = () => {
  const recent = ref<readonly string[]>([]);
  const load = async (): Promise<void> => {
    try {
      recent.value = (await engine.query('recent_searches.list', {})).texts;
    } catch {
      // Nothing to offer is no obstacle to searching.
    }
  };
  const forget = async (text: string | null): Promise<void> => {
    await engine.command('recent_searches.forget', { text });
    await load();
  };
  void load();
  return { recent, load, forget };
};
