export { keysOf } from './key-names.ts';
export { listenForShortcuts } from './listen.ts';
/** Shown on demand, so it is fetched on demand. */
export const loadShortcutsOverlay = () => import('./ShortcutsOverlay.vue');
