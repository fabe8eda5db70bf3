import { computed, onScopeDispose, ref, shallowRef } from 'vue';
import type { Completion } from '../../../shared/contract/search.ts';
import type { Output } from '../../../shared/contract/operations.ts';
import type { Language } from '../../../shared/shell.ts';
import { engine } from '../../engine/index.ts';

const limit = 8;

/** What could stand at the caret, and which of it is chosen. Nothing is chosen among names: Enter means the search. */
export const useCompletion = (language: () => Language) => {
  const offer = shallowRef<Output<'search.complete'> | null>(null);
  const active = ref(-1);
  let newest = 0;

  const close = (): void => {
    newest += 1;
    offer.value = null;
    active.value = -1;
  };

  const isNews = (text: string, { start, end, completions }: Output<'search.complete'>): boolean => {
    const written = text.slice(start, end).trim();
    return written !== '' && completions.some(({ insert }) => insert.trim() !== written);
  };

  const ask = async (text: string, caret: number): Promise<void> => {
    const mine = ++newest;
    try {
      const answer = await engine.query('search.complete', { text, caret, language: language(), limit });
      if (mine !== newest) return;
      const isOffered = isNews(text, answer);
      offer.value = isOffered ? answer : null;
      active.value = isOffered && answer.completions[0]?.kind === 'value' ? 0 : -1;
    } catch {
      // Typing goes on without help.
      if (mine === newest) close();
    }
  };

  const completions = computed<readonly Completion[]>(() => offer.value?.completions ?? []);
  const move = (by: 1 | -1): void => {
    const total = completions.value.length;
    active.value = (Math.max(active.value, by === 1 ? -1 : 0) + by + total) % total;
  };

  onScopeDispose(close);
  return { offer, completions, active, ask, close, move };
};
