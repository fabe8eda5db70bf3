export { useFind } from './find.ts';
/** Shown on demand, so it is fetched on demand. */
export const loadFindBar = () => import('./FindBar.vue');
