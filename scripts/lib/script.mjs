import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ensureDependencies } from './dependencies.mjs';
import { pinnedNode, projectRoot } from './paths.mjs';
import { run } from './run.mjs';
import { tellFailure } from './say.mjs';

const underPinnedNode = () => {
  try {
    return realpathSync(process.execPath) === realpathSync(pinnedNode);
  } catch {
    return false;
  }
};

/**
 * The frame of every script: dependencies first, then the script once more under the pinned Node, and there its work.
 * What the work needs of node_modules it must import inside, because this file is read before they exist.
 * @param {string} scriptUrl
 * @param {(args: string[]) => Promise<number | void>} work returns the exit code
 */
export const script = async (scriptUrl, work) => {
  const args = process.argv.slice(2);
  try {
    if (Number(process.versions.node.split('.')[0]) < 20)
      throw new Error(`Node ${process.versions.node} is too old to set this up: install Node 20 or newer.`);
    process.chdir(projectRoot);
    if (underPinnedNode()) {
      process.exitCode = (await work(args)) ?? 0;
      return;
    }
    await ensureDependencies();
    const env = { ...process.env, NODE_USE_ENV_PROXY: '1', VERSAAI_STOCK_NODE: process.execPath };
    process.exitCode = (await run(pinnedNode, [fileURLToPath(scriptUrl), ...args], { env })).code;
  } catch (error) {
    tellFailure(error);
    process.exitCode = 1;
  }
};
