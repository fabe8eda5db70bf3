export { default as ChatView } from './ChatView.vue';
export { default as ModelPicker } from './ModelPicker.vue';
export { useFind } from './find/index.ts';
/** A message's text as the transcript shows it; fetched on demand. */
export const loadMessageMarkdown = () => import('./message-markdown.ts');
export { loadMessageList } from './message-list.ts';
export { useTranscript } from './transcript.ts';
