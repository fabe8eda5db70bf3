/** Shown on demand, so it is fetched on demand. */
export const loadSearchPalette = () => import('./SearchPalette.vue');
export const loadSearchView = () => import('./SearchView.vue');
