/** Makes the icons in build/ out of resources/icon.svg: run it after changing that. Needs Debian's librsvg2-bin. */
import { script } from './lib/script.mjs';

await script(import.meta.url, async () => {
  const { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } = await import('node:fs');
  const { tmpdir } = await import('node:os');
  const { join } = await import('node:path');
  const { inProject } = await import('./lib/paths.mjs');
  const { mustRun } = await import('./lib/run.mjs');
  const { say } = await import('./lib/say.mjs');

  const folder = mkdtempSync(join(tmpdir(), 'icons-'));
  /** @type {Map<number, Buffer>} */
  const rendered = new Map();

  /** @param {number} size */
  const render = async (size) => {
    const file = join(folder, `${size}.png`);
    const args = ['-w', String(size), '-h', String(size), inProject('resources/icon.svg'), '-o', file];
    await mustRun('rsvg-convert', args, 'The icon could not be drawn: install librsvg2-bin.', {
      output: 'capture',
    });
    rendered.set(size, readFileSync(file));
  };

  /** @param {number} size */
  const png = (size) => /** @type {Buffer} */ (rendered.get(size));

  /** Windows: a directory of pictures, 16 bytes for each, then the pictures. */
  const ico = () => {
    const sizes = [16, 24, 32, 48, 64, 128, 256];
    const header = Buffer.alloc(6 + 16 * sizes.length);
    header.writeUInt16LE(1, 2);
    header.writeUInt16LE(sizes.length, 4);
    let offset = header.length;
    sizes.forEach((size, index) => {
      const at = 6 + 16 * index;
      // A byte for each side, in which 256 does not fit and is written as 0.
      header.writeUInt8(size % 256, at);
      header.writeUInt8(size % 256, at + 1);
      header.writeUInt16LE(1, at + 4);
      header.writeUInt16LE(32, at + 6);
      header.writeUInt32LE(png(size).length, at + 8);
      header.writeUInt32LE(offset, at + 12);
      offset += png(size).length;
    });
    return Buffer.concat([header, ...sizes.map(png)]);
  };

  /** macOS: chunks with a four-letter name that tells size and density. */
  const icns = () => {
    /** @param {string} name @param {Buffer} content */
    const chunk = (name, content) => {
      const header = Buffer.alloc(8, name, 'latin1');
      header.writeUInt32BE(content.length + 8, 4);
      return Buffer.concat([header, content]);
    };
    const named = /** @type {const} */ ([
      ['icp4', 16],
      ['icp5', 32],
      ['ic07', 128],
      ['ic08', 256],
      ['ic09', 512],
      ['ic10', 1024],
      ['ic11', 32],
      ['ic12', 64],
      ['ic13', 256],
      ['ic14', 512],
    ]);
    return chunk('icns', Buffer.concat(named.map(([name, size]) => chunk(name, png(size)))));
  };

  try {
    for (const size of [16, 24, 32, 48, 64, 128, 256, 512, 1024]) await render(size);
  } finally {
    rmSync(folder, { recursive: true });
  }
  mkdirSync(inProject('build/icons'), { recursive: true });
  // Linux chooses among sizes, which have to be there under these names.
  for (const size of [16, 32, 48, 64, 128, 256, 512])
    writeFileSync(inProject(`build/icons/${size}x${size}.png`), png(size));
  writeFileSync(inProject('build/icon.png'), png(1024));
  writeFileSync(inProject('build/icon.ico'), ico());
  writeFileSync(inProject('build/icon.icns'), icns());
  say('build/ holds the icons.');
});
