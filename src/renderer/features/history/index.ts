export { useHistoryCommands } from './commands.ts';
export { undoLastDeletion, useHistoryActions } from './actions.ts';
export { default as RenameField } from './RenameField.vue';
export { default as ShowSidebarButton } from './ShowSidebarButton.vue';
export { default as Sidebar } from './Sidebar.vue';
