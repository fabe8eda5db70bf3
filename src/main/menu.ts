import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { MenuCommand } from '../shared/shell.ts';
import type { Texts } from './texts.ts';

type Item = MenuItemConstructorOptions;

const separator: Item = { type: 'separator' };

/** Builds the native menu; its items say what they are for, and the window does it. */
export const buildMenu = (
  texts: Texts,
  send: (command: MenuCommand) => void,
  developer: 'with tools' | 'without tools',
): Menu => {
  const isMac = process.platform === 'darwin';
  const command = (label: string, name: MenuCommand, accelerator?: string): Item => ({
    label,
    click: () => send(name),
    ...(accelerator ? { accelerator } : {}),
  });
  const settings = command(texts.settings, 'settings.open', 'CmdOrCtrl+,');

  const appMenu: Item = {
    role: 'appMenu',
    submenu: [
      { role: 'about', label: texts.about },
      separator,
      settings,
      separator,
      { role: 'services' },
      separator,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      separator,
      { role: 'quit' },
    ],
  };
  const file: Item = {
    label: texts.file,
    submenu: [
      command(texts.newConversation, 'conversation.new', 'CmdOrCtrl+N'),
      separator,
      command(texts.renameConversation, 'conversation.rename', 'F2'),
      command(texts.deleteConversation, 'conversation.delete', 'CmdOrCtrl+Shift+Backspace'),
      separator,
      ...(isMac
        ? [{ role: 'close', label: texts.closeWindow } as const]
        : [settings, separator, { role: 'quit', label: texts.quit } as const]),
    ],
  };
  const edit: Item = {
    label: texts.edit,
    submenu: [
      { role: 'undo', label: texts.undo },
      { role: 'redo', label: texts.redo },
      separator,
      { role: 'cut', label: texts.cut },
      { role: 'copy', label: texts.copy },
      { role: 'paste', label: texts.paste },
      { role: 'selectAll', label: texts.selectAll },
      separator,
      command(texts.search, 'search.open', 'CmdOrCtrl+K'),
      command(texts.searchPage, 'search.page', 'CmdOrCtrl+Shift+F'),
      command(texts.find, 'find.open', 'CmdOrCtrl+F'),
    ],
  };
  const view: Item = {
    label: texts.view,
    submenu: [
      command(texts.toggleSidebar, 'sidebar.toggle', 'CmdOrCtrl+B'),
      separator,
      { role: 'resetZoom', label: texts.actualSize },
      { role: 'zoomIn', label: texts.zoomIn },
      // On most keyboards the plus is a shifted equals sign, and nobody holds Shift for it.
      { role: 'zoomIn', accelerator: 'CmdOrCtrl+=', visible: false },
      { role: 'zoomOut', label: texts.zoomOut },
      separator,
      { role: 'togglefullscreen', label: texts.fullScreen },
      ...(developer === 'with tools'
        ? [separator, { role: 'toggleDevTools', label: texts.developerTools } as const]
        : []),
    ],
  };
  const conversation: Item = {
    label: texts.conversation,
    submenu: [
      command(texts.next, 'conversation.next', 'Ctrl+Tab'),
      command(texts.previous, 'conversation.previous', 'Ctrl+Shift+Tab'),
      separator,
      command(texts.focusComposer, 'composer.focus', 'CmdOrCtrl+L'),
      // Escape belongs to whatever is open in the window; it stops the answer when nothing else wants it.
      command(texts.stop, 'answer.stop'),
    ],
  };
  const window: Item = isMac
    ? { role: 'windowMenu', label: texts.window }
    : {
        label: texts.window,
        submenu: [
          { role: 'minimize', label: texts.minimize },
          { role: 'close', label: texts.closeWindow },
        ],
      };
  const help: Item = {
    role: 'help',
    label: texts.help,
    submenu: [
      command(texts.shortcuts, 'help.shortcuts', 'CmdOrCtrl+/'),
      ...(isMac ? [] : [separator, { role: 'about', label: texts.about } as const]),
    ],
  };
  return Menu.buildFromTemplate([...(isMac ? [appMenu] : []), file, edit, view, conversation, window, help]);
};
