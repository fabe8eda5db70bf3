import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** @param {string[]} parts */
export const inProject = (...parts) => join(projectRoot, ...parts);

/** The Node that comes with the dependencies; every script runs under it, whatever Node the machine has. */
export const pinnedNode = inProject(
  'node_modules/node/bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);

const systemCache = () => {
  if (process.env['XDG_CACHE_HOME']) return process.env['XDG_CACHE_HOME'];
  if (process.platform === 'darwin') return join(homedir(), 'Library/Caches');
  if (process.platform === 'win32') return process.env['LOCALAPPDATA'] ?? join(homedir(), 'AppData/Local');
  return join(homedir(), '.cache');
};

/**
 * What is large and the same for every clone; outside node_modules, so that `npm ci` does not take it away.
 * @param {string[]} parts
 */
export const inCache = (...parts) => join(systemCache(), 'versaai-desktop', ...parts);

export const electronRecord = inProject('.cache/electron.json');
