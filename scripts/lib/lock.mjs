import { mkdir, open, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { say } from './say.mjs';

const beatMs = 2_000;
const abandonedMs = 15_000;

/** @param {string} path */
const take = async (path) => {
  try {
    await (await open(path, 'wx')).close();
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    return false;
  }
};

/**
 * A holder that was killed no longer touches its file. Renaming first lets only one of those who wait take it away.
 * @param {string} path
 */
const clearAbandoned = async (path) => {
  const touched = await stat(path).catch(() => null);
  if (!touched || Date.now() - touched.mtimeMs < abandonedMs) return;
  const aside = `${path}.${process.pid}`;
  await rename(path, aside).catch(() => {});
  await rm(aside, { force: true });
};

/**
 * Runs `work` while no other process does, on this machine, under the same path.
 * @template Result
 * @param {string} path
 * @param {string} whatFor told to the user who has to wait
 * @param {() => Promise<Result>} work
 * @returns {Promise<Result>}
 */
export const withLock = async (path, whatFor, work) => {
  await mkdir(dirname(path), { recursive: true });
  for (let told = false; !(await take(path)); told = true) {
    if (!told) say(`Waiting for another run that is busy with ${whatFor} ...`);
    await clearAbandoned(path);
    await sleep(300);
  }
  const beat = setInterval(() => {
    const now = new Date();
    void utimes(path, now, now).catch(() => {});
  }, beatMs);
  beat.unref();
  try {
    return await work();
  } finally {
    clearInterval(beat);
    await rm(path, { force: true });
  }
};
