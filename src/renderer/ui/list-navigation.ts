import { computed, ref, useId, watch, type ComputedRef, type Ref } from 'vue';

export interface ListNavigation {
  active: Ref<number>;
  listId: string;
  optionId(index: number): string;
  /** For `aria-activedescendant`. */
  activeId: ComputedRef<string | undefined>;
  onKeydown(event: KeyboardEvent): void;
}

/**
 * A text field that steers a list of options: the focus stays where one types, the arrows move a mark in the list.
 * (The combobox pattern of the ARIA practices.)
 */
export const useListNavigation = (
  count: () => number,
  choose: (index: number) => void,
  startAt: () => number = () => 0,
): ListNavigation => {
  const active = ref(0);
  const listId = useId();
  const optionId = (index: number): string => `${listId}-${index}`;

  watch(count, () => (active.value = Math.min(Math.max(startAt(), 0), Math.max(0, count() - 1))), {
    immediate: true,
  });

  const move = (to: number): void => {
    const total = count();
    if (total === 0) return;
    active.value = (to + total) % total;
    document.getElementById(optionId(active.value))?.scrollIntoView({ block: 'nearest' });
  };

  const moves: Readonly<Record<string, () => void>> = {
    ArrowDown: () => move(active.value + 1),
    ArrowUp: () => move(active.value - 1),
    PageDown: () => move(Math.min(count() - 1, active.value + 8)),
    PageUp: () => move(Math.max(0, active.value - 8)),
  };

  return {
    active,
    listId,
    optionId,
    activeId: computed(() => (count() === 0 ? undefined : optionId(active.value))),
    onKeydown(event) {
      if (event.isComposing) return;
      const go = moves[event.key];
      if (go && !event.altKey) {
        event.preventDefault();
        go();
      } else if (event.key === 'Enter' && count() > 0) {
        event.preventDefault();
        choose(active.value);
      }
    },
  };
};
