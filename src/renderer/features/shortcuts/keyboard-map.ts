import type { MessageKey } from '../../i18n/index.ts';
import type { BootInfo, MenuCommand } from '../../../shared/shell.ts';

/** `mod` is ⌘ on a Mac and Ctrl elsewhere. */
export type Modifier = 'mod' | 'control' | 'shift' | 'alt';

export interface KeyPress {
  modifiers: readonly Modifier[];
  /** As `KeyboardEvent.key` has it, letters in lower case. */
  key: string;
}

export interface Shortcut {
  command: MenuCommand;
  label: MessageKey;
  group: 'conversations' | 'writing' | 'window';
  presses: readonly KeyPress[];
}

const press = (key: string, ...modifiers: Modifier[]): KeyPress => ({ key, modifiers });

/** The one table of keys: handlers, tooltips and the help overlay all read it. The native menu names the same. */
export const shortcuts: readonly Shortcut[] = [
  {
    command: 'conversation.new',
    label: 'shortcuts.new',
    group: 'conversations',
    presses: [press('n', 'mod')],
  },
  { command: 'search.open', label: 'shortcuts.search', group: 'conversations', presses: [press('k', 'mod')] },
  {
    command: 'search.page',
    label: 'shortcuts.searchPage',
    group: 'conversations',
    presses: [press('f', 'mod', 'shift')],
  },
  { command: 'find.open', label: 'shortcuts.find', group: 'conversations', presses: [press('f', 'mod')] },
  {
    command: 'conversation.next',
    label: 'shortcuts.next',
    group: 'conversations',
    presses: [press('Tab', 'control'), press('ArrowDown', 'alt')],
  },
  {
    command: 'conversation.previous',
    label: 'shortcuts.previous',
    group: 'conversations',
    presses: [press('Tab', 'control', 'shift'), press('ArrowUp', 'alt')],
  },
  {
    command: 'conversation.rename',
    label: 'shortcuts.rename',
    group: 'conversations',
    presses: [press('F2')],
  },
  {
    command: 'conversation.delete',
    label: 'shortcuts.delete',
    group: 'conversations',
    presses: [press('Backspace', 'mod', 'shift')],
  },
  { command: 'composer.focus', label: 'shortcuts.composer', group: 'writing', presses: [press('l', 'mod')] },
  { command: 'answer.stop', label: 'shortcuts.stop', group: 'writing', presses: [press('Escape')] },
  { command: 'sidebar.toggle', label: 'shortcuts.sidebar', group: 'window', presses: [press('b', 'mod')] },
  { command: 'settings.open', label: 'shortcuts.settings', group: 'window', presses: [press(',', 'mod')] },
  { command: 'help.shortcuts', label: 'shortcuts.help', group: 'window', presses: [press('/', 'mod')] },
];

type Platform = BootInfo['platform'];

const wants = (modifiers: readonly Modifier[], platform: Platform) => {
  const isMac = platform === 'darwin';
  const has = (modifier: Modifier): boolean => modifiers.includes(modifier);
  return {
    meta: isMac && has('mod'),
    ctrl: has('control') || (!isMac && has('mod')),
    shift: has('shift'),
    alt: has('alt'),
  };
};

type PressedKeys = Pick<KeyboardEvent, 'key' | 'metaKey' | 'ctrlKey' | 'shiftKey' | 'altKey'>;

/** The command that these keys mean; the help key also where it takes Shift to type a slash. */
export const commandFor = (event: PressedKeys, platform: Platform): MenuCommand | null => {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const isMeant = ({ presses }: Shortcut): boolean =>
    presses.some((wanted) => {
      const { meta, ctrl, shift, alt } = wants(wanted.modifiers, platform);
      const isShiftRight = event.shiftKey === shift || (wanted.key === '/' && event.shiftKey);
      return (
        wanted.key === key &&
        event.metaKey === meta &&
        event.ctrlKey === ctrl &&
        event.altKey === alt &&
        isShiftRight
      );
    });
  return shortcuts.find(isMeant)?.command ?? null;
};
