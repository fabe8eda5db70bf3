export { default as SafeModeBar } from './SafeModeBar.vue';
/** Hopefully never needed, so not part of what is loaded first. */
export const loadStoppedPage = () => import('./StoppedPage.vue');
