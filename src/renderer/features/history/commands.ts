import { runCommand, useCommand } from '../../stores/commands.ts';
import { useOverlays } from '../../stores/overlays.ts';
import { useHistoryActions } from './actions.ts';

/** What moves through the list works also while the list is hidden. */
export const useHistoryCommands = (): void => {
  const actions = useHistoryActions();
  const overlays = useOverlays();

  useCommand('conversation.new', () => {
    actions.open(null);
    overlays.closeDrawer();
    runCommand('composer.focus');
  });
  useCommand('conversation.next', () => actions.step(1));
  useCommand('conversation.previous', () => actions.step(-1));
};
