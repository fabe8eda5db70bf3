import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Advice, megabytes, say } from '../say.mjs';

const attempts = 5;
const stalledMs = 30_000;

/** @param {string} path */
const sizeOf = async (path) => (await stat(path).catch(() => null))?.size ?? 0;

/** @param {string} path */
const sha512 = async (path) => {
  const hash = createHash('sha512');
  await pipeline(createReadStream(path), hash);
  return `sha512-${hash.digest('base64')}`;
};

/**
 * Tells how far it is: on a terminal on one line, elsewhere every tenth, so that a log stays readable.
 * @param {number} done
 * @param {number} total
 */
const progress = (done, total) => {
  const step = process.stdout.isTTY ? 1 : 10;
  let told = -1;
  return new Transform({
    transform(chunk, _, next) {
      done += chunk.length;
      const percent = Math.floor(((done / total) * 100) / step) * step;
      if (percent > told) {
        told = percent;
        const line = `  ${megabytes(done)} of ${megabytes(total)} (${percent} %)`;
        if (process.stdout.isTTY) process.stdout.write(`\r${line}${percent === 100 ? '\n' : ''}`);
        else say(line);
      }
      next(null, chunk);
    },
  });
};

/**
 * One request for what is still missing of the file.
 * @param {string} url
 * @param {string} part
 */
const fetchRest = async (url, part) => {
  const have = await sizeOf(part);
  const abort = new AbortController();
  let timer = setTimeout(() => abort.abort(), stalledMs);
  try {
    const response = await fetch(url, {
      headers: have > 0 ? { range: `bytes=${have}-` } : {},
      signal: abort.signal,
    });
    // The file on disk is already whole, or is longer than the real one: the checksum decides.
    if (response.status === 416) return;
    if (!response.ok || !response.body) throw new Error(`the server answered ${response.status}`);
    const resumed = response.status === 206;
    const start = resumed ? have : 0;
    const total = start + Number(response.headers.get('content-length') ?? 0);
    if (resumed) say(`  resuming after ${megabytes(have)}`);
    const watch = new Transform({
      transform(chunk, _, next) {
        clearTimeout(timer);
        timer = setTimeout(() => abort.abort(), stalledMs);
        next(null, chunk);
      },
    });
    const body = Readable.fromWeb(/** @type {import('node:stream/web').ReadableStream} */ (response.body));
    await pipeline(
      body,
      watch,
      progress(start, total),
      createWriteStream(part, { flags: resumed ? 'a' : 'w' }),
    );
  } finally {
    clearTimeout(timer);
  }
};

/**
 * Brings a file whose checksum is known. What has arrived stays in a `.part` file, from which the next try, or the
 * next run, goes on.
 * @param {{ url: string, to: string, integrity: string }} wanted
 */
export const download = async ({ url, to, integrity }) => {
  const part = `${to}.part`;
  await mkdir(dirname(to), { recursive: true });
  for (let attempt = 1; ; attempt += 1) {
    try {
      await fetchRest(url, part);
      break;
    } catch (error) {
      const reason =
        error instanceof Error ? `${error.message}${error.cause ? ` (${error.cause})` : ''}` : String(error);
      if (attempt === attempts)
        throw new Advice(
          `The download broke off: ${reason}.\nWhat has arrived is kept: run this again to go on from there.`,
        );
      say(`  interrupted: ${reason}; trying again ...`);
      await sleep(1_000 * attempt);
    }
  }
  if ((await sha512(part)) !== integrity) {
    await rm(part, { force: true });
    throw new Advice(
      `What came from ${new URL(url).host} is not the file that was expected: its checksum differs. It was removed; run this again.`,
    );
  }
  await rename(part, to);
};
