import { runCommand } from '../../stores/commands.ts';
import { useOverlays } from '../../stores/overlays.ts';
import { commandFor } from './keyboard-map.ts';

const isWriting = (target: EventTarget | null): boolean =>
  (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) && target.value !== '';

/**
 * Listens to the keyboard and to the native menu for as long as the window lives. `undo` takes back what can be taken
 * back, and says whether there was anything.
 */
export const listenForShortcuts = (undo: () => boolean): void => {
  const { boot } = window.versa;
  const overlays = useOverlays();

  window.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const mod = boot.platform === 'darwin' ? event.metaKey : event.ctrlKey;
    if (mod && !event.shiftKey && event.key.toLowerCase() === 'z') {
      // Text that is being written has its own undo.
      if (!isWriting(event.target) && undo()) event.preventDefault();
      return;
    }
    const command = commandFor(event, boot.platform);
    if (command === null) return;
    // Escape belongs to whatever lies on top.
    if (command === 'answer.stop' && overlays.overlay !== null) return;
    // Taken here, so the menu does not take it as well.
    event.preventDefault();
    runCommand(command, 'keyboard');
  });

  window.versa.on('menu.command', ({ command }) => runCommand(command, 'menu'));
};
