import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';

const blockSize = 512;

/**
 * Takes one file out of a .tgz as it streams by; nothing else of the archive touches the disk.
 * @param {{ archive: string, member: string, to: string }} wanted
 */
export const takeFromTarball = async ({ archive, member, to }) => {
  let found = false;
  /** @type {{ name: string, left: number, padding: number } | null} */
  let entry = null;
  /** @type {Buffer} */
  let rest = Buffer.alloc(0);
  await pipeline(
    createReadStream(archive),
    createGunzip(),
    async function* (/** @type {AsyncIterable<Buffer>} */ chunks) {
      for await (const chunk of chunks) {
        rest = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
        while (rest.length > 0) {
          if (!entry) {
            if (rest.length < blockSize) break;
            const size = Number.parseInt(rest.toString('latin1', 124, 136), 8) || 0;
            const padding = (blockSize - (size % blockSize)) % blockSize;
            const name = rest.toString('utf8', 0, 100).replace(/\0.*$/s, '');
            entry = { name, left: size, padding };
            rest = rest.subarray(blockSize);
          }
          const content = rest.subarray(0, entry.left);
          if (entry.name === member) {
            found = true;
            yield content;
          }
          entry.left -= content.length;
          rest = rest.subarray(content.length);
          if (entry.left > 0) break;
          const skipped = Math.min(entry.padding, rest.length);
          entry.padding -= skipped;
          rest = rest.subarray(skipped);
          if (entry.padding > 0) break;
          entry = null;
        }
      }
    },
    createWriteStream(to),
  );
  if (!found) throw new Error(`${archive} holds no ${member}`);
};

/**
 * Unpacks those files of a zip to which `place` gives a place.
 * @param {{ archive: string, to: string, place: (name: string) => string | null }} wanted
 */
export const unpackZip = async ({ archive, to, place }) => {
  const yauzl = await import('yauzl');
  const zip = await yauzl.openPromise(archive);
  try {
    for await (const entry of zip.eachEntry()) {
      const name = entry.fileName.endsWith('/') ? null : place(entry.fileName);
      if (name === null) continue;
      if (normalize(name).startsWith('..'))
        throw new Error(`${archive} holds a file outside its folder: ${name}`);
      const file = join(to, name);
      await mkdir(dirname(file), { recursive: true });
      await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(file));
      const mode = (entry.externalFileAttributes >>> 16) & 0o777;
      if (mode) await chmod(file, mode);
    }
  } finally {
    zip.close();
  }
};
