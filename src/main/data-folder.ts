import { copyFile, mkdir, open, readdir, realpath, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { DataFolderChange } from '../shared/shell.ts';

const databaseName = 'versaai.db';

type Failure = Extract<DataFolderChange, { kind: 'failed' }>;
/** `same`: it is the folder in use. `open`: it holds a database of ours. `copy`: it is empty. */
export type FolderPlan = { kind: 'same' } | { kind: 'open' } | { kind: 'copy' } | Failure;

const failed = (reason: Failure['reason'], detail = ''): Failure => ({ kind: 'failed', reason, detail });

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** The files under a folder, by their path from there. */
const listFiles = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
};

const sizeOf = async (folder: string): Promise<number> => {
  let size = 0;
  for (const file of await listFiles(folder)) size += (await stat(join(folder, file))).size;
  return size;
};

/** Asked by writing, because permissions alone do not tell on every system. */
const checkWritable = async (folder: string): Promise<void> => {
  const probe = join(folder, '.versaai-probe');
  await (await open(probe, 'w')).close();
  await rm(probe);
};

/** What choosing this folder would mean, without changing anything. */
export const planFolder = async (from: string, to: string): Promise<FolderPlan> => {
  try {
    await mkdir(to, { recursive: true, mode: 0o700 });
    await checkWritable(to);
  } catch (reason) {
    return failed('not_writable', String(reason));
  }
  try {
    if ((await isThere(from)) && (await realpath(from)) === (await realpath(to))) return { kind: 'same' };
    if (await isThere(join(to, databaseName))) return { kind: 'open' };
    if ((await readdir(to)).length > 0) return failed('not_empty');
    const { bavail, bsize } = await statfs(to);
    return bavail * bsize < (await sizeOf(from)) * 1.1 ? failed('no_space') : { kind: 'copy' };
  } catch (reason) {
    return failed('unknown', String(reason));
  }
};

const copyDurably = async (from: string, to: string): Promise<void> => {
  await copyFile(from, to);
  const file = await open(to, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
};

/**
 * Copies the data of an engine that has closed its database into an empty folder. The database gets its name last, so
 * that a copy that was cut short is never taken for the whole; what cannot be copied whole leaves nothing behind.
 */
export const copyData = async (from: string, to: string): Promise<Failure | null> => {
  try {
    for (const file of await listFiles(from)) {
      if (file === databaseName) continue;
      await mkdir(dirname(join(to, file)), { recursive: true, mode: 0o700 });
      await copyDurably(join(from, file), join(to, file));
    }
    const partial = join(to, `${databaseName}.partial`);
    await copyDurably(join(from, databaseName), partial);
    await rename(partial, join(to, databaseName));
    return null;
  } catch (reason) {
    for (const name of await readdir(to)) await rm(join(to, name), { recursive: true, force: true });
    const isFull = reason instanceof Error && 'code' in reason && reason.code === 'ENOSPC';
    return failed(isFull ? 'no_space' : 'unknown', String(reason));
  }
};
