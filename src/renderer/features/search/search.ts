import { onScopeDispose, ref, shallowRef, watch } from 'vue';
import type { SearchHit } from '../../../shared/contract/entities.ts';
import type { ContractError } from '../../../shared/contract/errors.ts';
import { engine, problemOf } from '../../engine/index.ts';
import { useTexts } from '../../i18n/index.ts';

export type SearchResult =
  | { kind: 'nothing' }
  | { kind: 'found'; hits: readonly SearchHit[]; bounded: boolean }
  | { kind: 'failed'; problem: ContractError };

/** Fast typists would otherwise send searches that nobody sees. */
const pauseMs = 25;
const limit = 40;

/** Searches while one types. What is shown stays until the newer result is there. */
export const useSearch = () => {
  const { language } = useTexts();
  const text = ref('');
  const result = shallowRef<SearchResult>({ kind: 'nothing' });
  let timer: ReturnType<typeof setTimeout> | undefined;
  let newest = 0;

  const find = async (wanted: string): Promise<void> => {
    const mine = ++newest;
    try {
      const { conversations, hits, bounded } = await engine.query('search.find', {
        box: 'palette',
        text: wanted,
        language: language.value,
        limit,
        cursor: null,
        reach: 'newest_matches',
      });
      if (mine === newest) result.value = { kind: 'found', hits: [...conversations, ...hits], bounded };
    } catch (reason) {
      const problem = problemOf(reason);
      if (mine === newest && problem.code !== 'search.superseded') result.value = { kind: 'failed', problem };
    }
  };

  watch(text, (typed) => {
    clearTimeout(timer);
    const wanted = typed.trim();
    if (wanted !== '') {
      timer = setTimeout(() => void find(wanted), pauseMs);
      return;
    }
    newest += 1;
    result.value = { kind: 'nothing' };
  });
  onScopeDispose(() => clearTimeout(timer));

  return { text, result };
};
