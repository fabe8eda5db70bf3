import { describe, expect, it } from 'vitest';
import { commandFor, shortcuts } from './keyboard-map.ts';

const pressed = (key: string, ...held: ('ctrl' | 'meta' | 'shift' | 'alt')[]) => ({
  key,
  ctrlKey: held.includes('ctrl'),
  metaKey: held.includes('meta'),
  shiftKey: held.includes('shift'),
  altKey: held.includes('alt'),
});

describe('the keyboard map', () => {
  it('gives each press to one command, on every system', () => {
    for (const isMac of [true, false]) {
      const presses = shortcuts.flatMap((shortcut) =>
        shortcut.presses.map(({ key, modifiers }) =>
          [...modifiers.map((one) => (one === 'mod' && !isMac ? 'control' : one)).sort(), key].join('+'),
        ),
      );
      expect(new Set(presses).size).toBe(presses.length);
    }
  });

  it('names each command once', () => {
    expect(new Set(shortcuts.map(({ command }) => command)).size).toBe(shortcuts.length);
  });

  it('takes Ctrl here and the command key on a Mac', () => {
    expect(commandFor(pressed('k', 'ctrl'), 'linux')).toBe('search.open');
    expect(commandFor(pressed('k', 'meta'), 'linux')).toBeNull();
    expect(commandFor(pressed('k', 'meta'), 'darwin')).toBe('search.open');
    expect(commandFor(pressed('k', 'ctrl'), 'darwin')).toBeNull();
  });

  it('tells presses apart that differ in one key', () => {
    expect(commandFor(pressed('Tab', 'ctrl'), 'darwin')).toBe('conversation.next');
    expect(commandFor(pressed('Tab', 'ctrl', 'shift'), 'win32')).toBe('conversation.previous');
    expect(commandFor(pressed('ArrowDown', 'alt'), 'linux')).toBe('conversation.next');
    expect(commandFor(pressed('ArrowDown'), 'linux')).toBeNull();
    expect(commandFor(pressed('Backspace', 'ctrl'), 'linux')).toBeNull();
  });

  it('finds the slash where it takes Shift to type it', () => {
    expect(commandFor(pressed('/', 'ctrl', 'shift'), 'linux')).toBe('help.shortcuts');
  });
});
