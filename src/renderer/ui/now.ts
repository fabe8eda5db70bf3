import { onScopeDispose, readonly, ref, type Ref } from 'vue';

/** The time, again every so often, for texts that say how long ago something was or how long it still takes. */
export const useNow = (everyMs: number): Readonly<Ref<number>> => {
  const now = ref(Date.now());
  const clock = setInterval(() => (now.value = Date.now()), everyMs);
  onScopeDispose(() => clearInterval(clock));
  return readonly(now);
};
