import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { inProject, pinnedNode } from './paths.mjs';
import { mustRun } from './run.mjs';
import { duration, say } from './say.mjs';

const stamp = inProject('.cache/build');
const configuration = [
  'electron.vite.config.ts',
  'package.json',
  'package-lock.json',
  'tsconfig.base.json',
  'tsconfig.web.json',
];
const results = [
  'out/main/index.js',
  'out/main/engine-process.js',
  'out/main/storage-thread.js',
  'out/main/cache-thread.js',
  'out/preload/index.cjs',
  'out/renderer/index.html',
];

/** By content, because a checkout or a touch changes times without changing what would be built. */
const sourcesHash = () => {
  const hash = createHash('sha256');
  const files = readdirSync(inProject('src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const path of [...files, ...configuration.map((name) => inProject(name))])
    hash.update(`${path}\0`).update(readFileSync(path)).update('\0');
  return hash.digest('hex');
};

const isBuilt = () =>
  results.every((path) => existsSync(inProject(path))) &&
  existsSync(stamp) &&
  readFileSync(stamp, 'utf8') === sourcesHash();

const build = async () => {
  if (isBuilt()) return;
  const started = performance.now();
  say('Building the app ...');
  const hash = sourcesHash();
  await mustRun(
    pinnedNode,
    [inProject('node_modules/electron-vite/bin/electron-vite.js'), 'build', '--logLevel', 'warn'],
    'The app could not be built (see above).',
    { output: 'capture', env: { ...process.env, NODE_ENV: 'production' } },
  );
  mkdirSync(inProject('.cache'), { recursive: true });
  writeFileSync(stamp, hash);
  say(`Built in ${duration(performance.now() - started)}.`);
};

/** Builds the app into out/, unless that is what it already holds. */
export const ensureBuild = async () => {
  if (!isBuilt()) await withLock(inProject('.cache/build.lock'), 'building', build);
};
