import type { BootInfo, MenuCommand } from '../../../shared/shell.ts';
import { translate, type MessageKey } from '../../i18n/index.ts';
import { shortcuts, type KeyPress, type Modifier } from './keyboard-map.ts';

const macSigns: Readonly<Record<string, string>> = {
  mod: '⌘',
  control: '⌃',
  shift: '⇧',
  alt: '⌥',
  Backspace: '⌫',
  Tab: '⇥',
  ArrowUp: '↑',
  ArrowDown: '↓',
};

const words: Readonly<Record<string, MessageKey>> = {
  mod: 'shortcuts.keys.control',
  control: 'shortcuts.keys.control',
  shift: 'shortcuts.keys.shift',
  alt: 'shortcuts.keys.alt',
  Backspace: 'shortcuts.keys.backspace',
  Tab: 'shortcuts.keys.tab',
  Enter: 'shortcuts.keys.enter',
  Escape: 'shortcuts.keys.escape',
  ArrowUp: 'shortcuts.keys.up',
  ArrowDown: 'shortcuts.keys.down',
};

const nameOf = (key: string | Modifier, platform: BootInfo['platform']): string => {
  const sign = platform === 'darwin' ? macSigns[key] : undefined;
  if (sign) return sign;
  const word = words[key];
  return word ? translate(word) : key.toUpperCase();
};

/** The keys of a press as they are printed on this machine's keyboard. */
export const namesOf = ({ modifiers, key }: KeyPress): string[] =>
  [...modifiers, key].map((part) => nameOf(part, window.versa.boot.platform));

/** What a tooltip shows beside a command: its first way. */
export const keysOf = (command: MenuCommand): string[] => {
  const first = shortcuts.find((shortcut) => shortcut.command === command)?.presses[0];
  return first ? namesOf(first) : [];
};
