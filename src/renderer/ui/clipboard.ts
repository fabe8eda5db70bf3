import { onScopeDispose, ref, type Ref } from 'vue';

const shownMs = 1_600;

/** Copies text, and says for a moment whether that went well. */
export const useCopy = (): {
  state: Ref<'idle' | 'copied' | 'failed'>;
  copy(text: string): Promise<void>;
} => {
  const state = ref<'idle' | 'copied' | 'failed'>('idle');
  let timer: ReturnType<typeof setTimeout> | undefined;
  onScopeDispose(() => clearTimeout(timer));
  return {
    state,
    async copy(text) {
      try {
        await navigator.clipboard.writeText(text);
        state.value = 'copied';
      } catch {
        state.value = 'failed';
      }
      clearTimeout(timer);
      timer = setTimeout(() => (state.value = 'idle'), shownMs);
    },
  };
};
