import type { ShellBridge } from '../shared/shell.ts';

declare global {
  interface Window {
    /** What the preload hands over. */
    readonly versa: ShellBridge;
  }
}
