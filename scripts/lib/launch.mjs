import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { electronRecord, projectRoot } from './paths.mjs';
import { Advice } from './say.mjs';

/**
 * @typedef {object} LaunchWishes
 * @property {string} [userData] the folder for everything that the app keeps; its own by default
 * @property {readonly string[]} [extraArgs]
 * @property {Record<string, string>} [env] added to this process's own
 */

/** @returns {import('./electron/resolve.mjs').ResolvedElectron} */
const recordedElectron = () => {
  if (!existsSync(electronRecord)) throw new Advice('No Electron is set up yet: run `npm run setup` first.');
  return JSON.parse(readFileSync(electronRecord, 'utf8'));
};

/**
 * Chromium's sandbox needs namespaces that root, containers and some distributions do not give to a program that was
 * not installed by a package. A development run then goes without; what we package never does.
 */
const needsNoSandbox = () => {
  if (process.platform !== 'linux') return false;
  if (process.getuid?.() === 0) return true;
  const probe = spawnSync('unshare', ['--user', '--map-root-user', 'true'], { stdio: 'ignore' });
  return !probe.error && probe.status !== 0;
};

/**
 * How to start the built app from the sources: for Playwright's `_electron.launch` and for `spawn` alike.
 * @param {LaunchWishes} [wishes]
 */
export const electronLaunchOptions = ({ userData, extraArgs = [], env = {} } = {}) => {
  /** @type {Record<string, string>} */
  const ours = {};
  // An ELECTRON_RUN_AS_NODE of an editor's terminal would start no app at all.
  for (const [name, value] of Object.entries({ ...process.env, ...env }))
    if (value !== undefined && name !== 'ELECTRON_RUN_AS_NODE' && name !== 'NODE_OPTIONS') ours[name] = value;
  return {
    executablePath: recordedElectron().executable,
    args: [
      projectRoot,
      ...(needsNoSandbox() ? ['--no-sandbox'] : []),
      ...(userData ? [`--user-data-dir=${userData}`] : []),
      ...extraArgs,
    ],
    env: ours,
    cwd: projectRoot,
  };
};
