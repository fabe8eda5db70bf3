import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { inProject, pinnedNode } from './paths.mjs';
import { mustRun } from './run.mjs';
import { say } from './say.mjs';

const stamp = inProject('node_modules/.versaai-lock');

/** @param {string} path */
const lockedPackages = (path) =>
  /** @type {Record<string, { version?: string, optional?: boolean }>} */ (
    JSON.parse(readFileSync(path, 'utf8')).packages
  );

/** Whether somebody's own `npm install` has already put there what the lock file asks for. */
const installedByHand = () => {
  const installed = inProject('node_modules/.package-lock.json');
  if (!existsSync(installed)) return false;
  const there = lockedPackages(installed);
  return Object.entries(lockedPackages(inProject('package-lock.json'))).every(
    ([path, { version, optional }]) =>
      path === '' || (there[path] ? there[path].version === version : optional),
  );
};

const npm = () => {
  const cli = process.env['npm_execpath'];
  if (cli?.endsWith('.js')) return { command: process.execPath, before: [cli] };
  return { command: process.platform === 'win32' ? 'npm.cmd' : 'npm', before: [] };
};

/**
 * Installs exactly what package-lock.json names, unless it is there; then without a network and at once. Runs on the
 * machine's own Node, before anything else of ours can.
 */
export const ensureDependencies = async () => {
  const wanted = createHash('sha256')
    .update(readFileSync(inProject('package-lock.json')))
    .digest('hex');
  if (existsSync(pinnedNode)) {
    if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
    if (installedByHand()) {
      writeFileSync(stamp, wanted);
      return;
    }
  }
  say('Installing the npm dependencies that package-lock.json names (about half a minute) ...');
  const { command, before } = npm();
  await mustRun(
    command,
    [...before, 'ci', '--no-audit', '--no-fund', '--loglevel=error'],
    'The npm dependencies could not be installed (see above). Check the network and `npm config get registry`, then run this again.',
  );
  writeFileSync(stamp, wanted);
};
