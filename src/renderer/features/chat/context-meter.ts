import type { ContextBudget } from '../../../shared/contract/context.ts';

/** `share` is how full the part of the context is that can be sent, from 0 to 1. */
export type Meter = { kind: 'hidden' } | { kind: 'calm' | 'leavesOut' | 'tooLong'; share: number };

/** Below this part of the window there is nothing to think about. */
const worthShowing = 0.25;

export const meterOf = ({ window, reserved, used, leftOut, tooLongBy }: ContextBudget): Meter => {
  if (tooLongBy !== null) return { kind: 'tooLong', share: 1 };
  const room = window - reserved;
  const share = room > 0 ? Math.min(1, used / room) : 1;
  if (leftOut > 0) return { kind: 'leavesOut', share };
  return used < window * worthShowing ? { kind: 'hidden' } : { kind: 'calm', share };
};
