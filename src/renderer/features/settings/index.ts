/** Shown on demand, so it is fetched on demand. */
export const loadSettingsDialog = () => import('./SettingsDialog.vue');
