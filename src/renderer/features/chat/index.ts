export { default as ChatView } from './ChatView.vue';
export { default as ModelPicker } from './ModelPicker.vue';
export { useDrafts } from './drafts.ts';
export { loadMessageList } from './message-list.ts';
export { useTranscript } from './transcript.ts';
