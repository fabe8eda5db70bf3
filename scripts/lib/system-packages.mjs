import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './run.mjs';
import { Advice, say } from './say.mjs';

/**
 * @typedef {object} Need
 * @property {() => boolean | Promise<boolean>} present
 * @property {string} what as told to a user of another distribution
 * @property {readonly string[]} packages names on Debian and Ubuntu, the newest releases' first
 */

/** @param {string} program */
export const onPath = (program) =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .some((folder) => folder !== '' && existsSync(join(folder, program)));

/** @type {Promise<string> | undefined} */
let libraryList;
const libraries = () =>
  (libraryList ??= run(existsSync('/sbin/ldconfig') ? '/sbin/ldconfig' : 'ldconfig', ['-p'], {
    output: 'capture',
  }).then(({ output }) => output));

/**
 * @param {string} name
 * @param {string[]} packages
 * @returns {Need}
 */
const library = (name, ...packages) => ({
  present: async () => (await libraries()).includes(`\t${name} `),
  what: name,
  packages,
});

/**
 * @param {string} name
 * @param {string[]} packages
 * @returns {Need}
 */
const program = (name, ...packages) => ({ present: () => onPath(name), what: name, packages });

/** What any Electron is linked against; the `t64` names are those of Debian 13 and Ubuntu 24.04 on. */
export const forElectron = [
  library('libgtk-3.so.0', 'libgtk-3-0t64', 'libgtk-3-0'),
  library('libnss3.so', 'libnss3'),
  library('libasound.so.2', 'libasound2t64', 'libasound2'),
  library('libgbm.so.1', 'libgbm1'),
  library('libatk-bridge-2.0.so.0', 'libatk-bridge2.0-0t64', 'libatk-bridge2.0-0'),
  library('libXss.so.1', 'libxss1'),
  library('libdrm.so.2', 'libdrm2'),
];

export const forVirtualDisplay = [program('Xvfb', 'xvfb')];

export const forCompiling = [program('g++', 'g++'), program('make', 'make'), program('python3', 'python3')];

const isRoot = () => process.getuid?.() === 0;

/** @param {Need} need */
const packageFor = async ({ packages }) => {
  for (const name of packages.slice(0, -1)) {
    const { code, output } = await run('apt-cache', ['show', name], { output: 'capture' });
    if (code === 0 && output.includes('Package:')) return name;
  }
  return packages.at(-1) ?? '';
};

/**
 * Installs what is missing when it may, otherwise tells the command and stops. Asks for the thing itself, not for the
 * package, so that it does not matter how it got there.
 * @param {readonly Need[]} needs
 */
export const ensureSystemPackages = async (needs) => {
  if (process.platform !== 'linux') return;
  const present = await Promise.all(needs.map((need) => need.present()));
  const missing = needs.filter((_, index) => !present[index]);
  if (missing.length === 0) return;
  const things = missing.map(({ what }) => what).join(', ');
  if (!onPath('apt-get'))
    throw new Advice(
      `This machine lacks ${things}. Install them with its package manager, then run this again.`,
    );
  const apt = ['-o', 'DPkg::Lock::Timeout=300'];
  if (isRoot()) {
    say(`Installing system packages, because this machine lacks ${things} ...`);
    await run('apt-get', [...apt, 'update', '-qq'], { output: 'capture' });
  }
  const names = await Promise.all(missing.map(packageFor));
  const command = `apt-get update && apt-get install -y --no-install-recommends ${names.join(' ')}`;
  if (!isRoot())
    throw new Advice(`This machine lacks ${things}. Run this, then try again:\n\n  sudo sh -c '${command}'`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = [...apt, 'install', '-y', '-qq', '--no-install-recommends', ...names];
  const { code, output } = await run('apt-get', install, { env, output: 'capture' });
  if (code !== 0) throw new Advice(`${output.trimEnd()}\n\nInstalling failed. Try by hand:\n\n  ${command}`);
  libraryList = undefined;
};
