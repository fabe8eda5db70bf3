export { useFind } from './find.ts';
export { default as MarkRail } from './MarkRail.vue';
/** Shown on demand, so it is fetched on demand. */
export const loadFindBar = () => import('./FindBar.vue');
