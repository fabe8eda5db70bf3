/** The list of messages brings markdown, sanitising and virtual rows along: the first paint does without. */
export const loadMessageList = () => import('./MessageList.vue');
