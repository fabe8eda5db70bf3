import { readlinkSync } from 'node:fs';
import { constants, setPriority } from 'node:os';

/**
 * Lets the threads of the chat go before this one where both want the processor. Linux knows a priority for each thread, by
 * its number in /proc; elsewhere a thread has that of its process, and nothing is changed.
 */
export const stepBack = (): void => {
  if (process.platform !== 'linux') return;
  try {
    const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1));
    if (Number.isInteger(thread) && thread !== process.pid)
      setPriority(thread, constants.priority.PRIORITY_LOW);
  } catch {
    // Without /proc, or without the right to it, searches are merely less polite.
  }
};
