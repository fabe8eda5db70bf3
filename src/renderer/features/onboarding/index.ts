export { dismissWelcome, isWelcomeDismissed } from './dismissed.ts';
/** Seen once, so it is fetched only then. */
export const loadWelcomeView = () => import('./WelcomeView.vue');
