import { z } from 'zod';

export const windowStateSchema = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().positive(),
  height: z.int().positive(),
  maximized: z.boolean(),
});
export type WindowState = z.infer<typeof windowStateSchema>;

type Rectangle = Pick<WindowState, 'x' | 'y' | 'width' | 'height'>;

export const smallestWindow = { width: 380, height: 480 };
/** So much of the title bar must lie on a screen for the window to be caught again. */
const reachable = { width: 120, height: 40 };

const overlap = (start: number, length: number, otherStart: number, otherLength: number): number =>
  Math.min(start + length, otherStart + otherLength) - Math.max(start, otherStart);

const within = (size: number, smallest: number, largest: number): number =>
  Math.max(smallest, Math.min(size, largest));

/** The window's last place, no larger than its screen; `null` when that screen is gone. */
export const usablePlace = (state: WindowState | null, screens: readonly Rectangle[]): WindowState | null => {
  if (!state) return null;
  const screen = screens.find(
    ({ x, y, width, height }) =>
      overlap(state.x, state.width, x, width) >= reachable.width &&
      // The title bar, not just any part: a window that hangs from above the screen cannot be dragged back.
      overlap(state.y, reachable.height, y, height) >= reachable.height,
  );
  if (!screen) return null;
  return {
    ...state,
    width: within(state.width, smallestWindow.width, screen.width),
    height: within(state.height, smallestWindow.height, screen.height),
  };
};
