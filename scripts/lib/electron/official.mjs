import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inCache, inProject, pinnedNode } from '../paths.mjs';
import { run } from '../run.mjs';
import { duration, say } from '../say.mjs';

const folder = inProject('node_modules/electron');
const limitMs = 10 * 60_000;
const rememberMs = 24 * 60 * 60_000;

/** Where the executable lies inside a distribution of Electron. */
export const executableInside = () => {
  if (process.platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return process.platform === 'win32' ? 'electron.exe' : 'electron';
};

/**
 * The Electron of an unpacked distribution, or null when there is none.
 * @param {string} distribution
 */
export const electronIn = (distribution) => {
  const executable = join(distribution, executableInside());
  const versionFile = join(distribution, 'version');
  if (!existsSync(executable) || !existsSync(versionFile)) return null;
  return { executable, version: readFileSync(versionFile, 'utf8').trim().replace(/^v/, '') };
};

const wantedVersion = () =>
  /** @type {string} */ (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version);

/** The official binary, if it was downloaded. */
export const installedElectron = () => {
  const found = electronIn(join(folder, 'dist'));
  return found?.version === wantedVersion() ? found : null;
};

const failureFile = () => inCache(`electron-${wantedVersion()}.unreachable`);

/** Whether the download failed lately; it is not tried at every run, because that costs time where it cannot succeed. */
export const failedLately = () => {
  if (process.env['VERSAAI_ELECTRON_RETRY'] === '1') return false;
  const failure = statSync(failureFile(), { throwIfNoEntry: false });
  return failure !== undefined && Date.now() - failure.mtimeMs < rememberMs;
};

/** Lets the official package fetch its binary, as it would do by itself at the first run. Null when it cannot. */
export const downloadOfficial = async () => {
  say(`Fetching Electron ${wantedVersion()} (about 120 MB, once; up to ${duration(limitMs)}) ...`);
  const { code, output } = await run(pinnedNode, [join(folder, 'install.js')], {
    output: 'capture',
    timeoutMs: limitMs,
  });
  const found = code === 0 ? installedElectron() : null;
  if (found) {
    rmSync(failureFile(), { force: true });
    return found;
  }
  const [reason] = output.split('\n').filter((line) => line.trim() !== '');
  say(
    `The official download did not succeed: ${code === 124 ? 'it took too long' : (reason ?? `code ${code}`)}.`,
  );
  mkdirSync(inCache(), { recursive: true });
  writeFileSync(failureFile(), output);
  return null;
};
