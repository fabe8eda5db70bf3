import { ensureBuild } from './build.mjs';
import { withDisplay } from './display.mjs';
import { resolveElectron } from './electron/resolve.mjs';
import { inProject, pinnedNode } from './paths.mjs';
import { run } from './run.mjs';

/**
 * Runs the scripted tour of the real app, on the display or on one that nobody sees.
 * @param {readonly string[]} args
 */
export const tour = async (args) => {
  await resolveElectron();
  await ensureBuild();
  const { code } = await withDisplay(() => run(pinnedNode, [inProject('scripts/demo/tour.ts'), ...args]));
  return code;
};
