export { cutStretch, withFilter, withoutFilter } from './edit.ts';
export { default as FilterChips } from './FilterChips.vue';
export { useFilterNames } from './names.ts';
export { default as QueryField } from './QueryField.vue';
export { default as QueryHelp } from './QueryHelp.vue';
export { default as QueryProblems } from './QueryProblems.vue';
