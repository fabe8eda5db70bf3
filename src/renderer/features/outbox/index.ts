export { useOutboxActions } from './actions.ts';
export { isWorthTrying } from './order.ts';
export { default as QueuedTools } from './QueuedTools.vue';
export { default as WaitReason } from './WaitReason.vue';
export { useWaitText, type Wait } from './wait-text.ts';
/** Shown on demand, so it is fetched on demand. */
export const loadOutboxDialog = () => import('./OutboxDialog.vue');
