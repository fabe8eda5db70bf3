import { existsSync, readFileSync } from 'node:fs';
import { copyFile, cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { withLock } from '../lock.mjs';
import { inCache, inProject, pinnedNode } from '../paths.mjs';
import { mustRun } from '../run.mjs';
import { say } from '../say.mjs';
import { ensureSystemPackages, forCompiling } from '../system-packages.mjs';

const packageFolder = inProject('node_modules/better-sqlite3');
const installed = join(packageFolder, 'build/Release/better_sqlite3.node');
const addonName = 'better_sqlite3.node';

/** The first Electron whose Node speaks the version of Node-API for which the binaries in the npm package are made. */
const firstWithPrebuilt = 35;

/**
 * With these instead of `NAPI_VERSION=10` the addon asks nothing of the Node that loads it but what it really uses, and
 * an older Electron has all of that.
 */
const experimentalDefines = [
  'NAPI_EXPERIMENTAL',
  'NODE_API_EXPERIMENTAL_NOGC_ENV_OPT_OUT',
  'NODE_API_EXPERIMENTAL_NO_WARNING',
];

const check = `
const Database = require(process.argv[1]);
const database = new Database(':memory:', { nativeBinding: process.argv[2] });
database.exec("CREATE VIRTUAL TABLE words USING fts5(word); INSERT INTO words VALUES ('found')");
if (database.prepare("SELECT count(*) AS hits FROM words WHERE words MATCH 'found'").get().hits !== 1) process.exit(1);
`;

/** Node's own headers, wherever the machine's Node keeps them. */
const headersFlag = () => {
  const stockNode = process.env['VERSAAI_STOCK_NODE'];
  const prefixes = [...(stockNode ? [dirname(dirname(stockNode))] : []), '/usr', '/usr/local'];
  const found = prefixes.find((prefix) => existsSync(join(prefix, 'include/node/node_api.h')));
  return found ? [`--nodedir=${found}`] : [];
};

/** @param {string} folder */
const compile = async (folder) => {
  await cp(packageFolder, folder, {
    recursive: true,
    filter: (path) => path !== join(packageFolder, 'build'),
  });
  await cp(inProject('node_modules/node-addon-api'), join(folder, 'node_modules/node-addon-api'), {
    recursive: true,
  });
  const gypFile = join(folder, 'binding.gyp');
  const gyp = await readFile(gypFile, 'utf8');
  const patched = gyp.replace(
    "'NAPI_VERSION=10'",
    experimentalDefines.map((define) => `'${define}'`).join(', '),
  );
  if (patched === gyp)
    throw new Error('better-sqlite3 is built differently now: scripts/lib/electron/addon.mjs must follow');
  await writeFile(gypFile, patched);
  const headers = headersFlag();
  await mustRun(
    pinnedNode,
    [
      inProject('node_modules/node-gyp/bin/node-gyp.js'),
      'rebuild',
      '--release',
      '--force_build=1',
      ...headers,
    ],
    headers.length > 0
      ? 'better-sqlite3 could not be compiled (see above).'
      : "better-sqlite3 could not be compiled (see above). Node's headers were not found on this machine, and could not be " +
          'fetched: install the Node.js of nodejs.org or NodeSource, which bring them.',
    { cwd: folder, output: 'capture', timeoutMs: 15 * 60_000 },
  );
};

/** @param {string} cached */
const build = async (cached) => {
  if (existsSync(cached)) return;
  await ensureSystemPackages(forCompiling);
  say('Compiling better-sqlite3 for it (a minute or two, once) ...');
  const work = await mkdtemp(join(tmpdir(), 'better-sqlite3-'));
  try {
    await compile(work);
    const built = join(work, 'build/Release', addonName);
    await mustRun(
      pinnedNode,
      ['-e', check, packageFolder, built],
      'The compiled better-sqlite3 does not work.',
      {
        output: 'capture',
      },
    );
    await mkdir(dirname(cached), { recursive: true });
    await copyFile(built, `${cached}.part`);
    await rename(`${cached}.part`, cached);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
};

/** @param {string} cached */
const isInstalled = (cached) => existsSync(installed) && readFileSync(installed).equals(readFileSync(cached));

/**
 * Sees to it that the addon in node_modules is one that the given Electron can load; the pinned Node can load either.
 * @param {string} electronVersion
 */
export const ensureAddon = async (electronVersion) => {
  if (Number(electronVersion.split('.')[0]) >= firstWithPrebuilt) {
    await rm(join(packageFolder, 'build'), { recursive: true, force: true });
    return;
  }
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'));
  const key = `better-sqlite3-${version}-${process.platform}-${process.arch}`;
  const cached = inCache(key, addonName);
  if (!existsSync(cached))
    await withLock(inCache(`${key}.lock`), 'compiling better-sqlite3', () => build(cached));
  if (isInstalled(cached)) return;
  await mkdir(dirname(installed), { recursive: true });
  // Renamed into place, because a running process may have the old one mapped.
  await copyFile(cached, `${installed}.part`);
  await rename(`${installed}.part`, installed);
};
