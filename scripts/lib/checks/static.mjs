import { inProject, pinnedNode } from '../paths.mjs';
import { run } from '../run.mjs';

/**
 * @typedef {object} Tally
 * @property {number} passed
 * @property {number} failed
 */

/** @param {boolean} passed */
export const one = (passed) => (passed ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });

/**
 * Runs a tool of node_modules under the pinned Node.
 * @param {string} entry
 * @param {readonly string[]} args
 */
const tool = (entry, args) => run(pinnedNode, [inProject('node_modules', entry), ...args]);

/**
 * @param {string} entry
 * @param {readonly string[]} args
 */
const check = async (entry, args) => one((await tool(entry, args)).code === 0);

export const format = () => check('prettier/bin/prettier.cjs', ['--check', '--log-level=warn', '.']);

const typeProjects = ['node', 'web', 'tests'];

/** @returns {Promise<Tally>} */
export const types = async () => {
  const results = await Promise.all(
    typeProjects.map((name) => check('vue-tsc/bin/vue-tsc.js', ['-p', `tsconfig.${name}.json`])),
  );
  return {
    passed: results.filter(({ passed }) => passed === 1).length,
    failed: results.filter(({ failed }) => failed === 1).length,
  };
};

export const lint = () =>
  check('eslint/bin/eslint.js', [
    '--max-warnings=0',
    '--cache',
    '--cache-location=.cache/eslint',
    '--cache-strategy=content',
    '.',
  ]);

export const unused = () => check('knip/bin/knip.js', ['--no-progress']);
