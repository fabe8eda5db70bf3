import { onScopeDispose } from 'vue';
import type { MenuCommand } from '../../shared/shell.ts';

/** By which way a command came: the menu and the keyboard may both report one key press. */
export type CommandSource = 'menu' | 'keyboard' | 'app';

/** Two ways report the same press within this time. */
const samePressMs = 200;

const handlers = new Map<MenuCommand, (() => void)[]>();
let last: { command: MenuCommand; source: CommandSource; at: number } | null = null;

/** Does what the part of the window that knows how has declared for this command. */
export const runCommand = (command: MenuCommand, source: CommandSource = 'app'): void => {
  const now = performance.now();
  const isEcho =
    last !== null && last.command === command && last.source !== source && now - last.at < samePressMs;
  if (isEcho && source !== 'app') return;
  last = { command, source, at: now };
  handlers.get(command)?.at(-1)?.();
};

/** Declares what a command does while the calling component lives; the youngest declaration counts. */
export const useCommand = (command: MenuCommand, run: () => void): void => {
  handlers.set(command, [...(handlers.get(command) ?? []), run]);
  onScopeDispose(() => {
    handlers.set(
      command,
      (handlers.get(command) ?? []).filter((other) => other !== run),
    );
  });
};
