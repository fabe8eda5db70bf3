import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { withDisplay } from '../display.mjs';
import { inProject, pinnedNode } from '../paths.mjs';
import { run } from '../run.mjs';
import { say } from '../say.mjs';

/** @typedef {import('./static.mjs').Tally} Tally */

/**
 * Runs a test runner that writes a report, and counts by the report. A runner that fails without a failed test to show
 * for it, or that ran none, counts as one failure: silence is no success.
 * @param {{ entry: string, args: readonly string[], report: string, count: (report: any) => Tally }} runner
 * @returns {Promise<Tally>}
 */
const counted = async ({ entry, args, report, count }) => {
  const path = inProject(report);
  await rm(path, { force: true });
  const { code } = await run(pinnedNode, [inProject('node_modules', entry), ...args]);
  const tally = existsSync(path) ? count(JSON.parse(readFileSync(path, 'utf8'))) : { passed: 0, failed: 0 };
  if (tally.passed + tally.failed === 0) {
    say('No test was run.');
    return { passed: 0, failed: 1 };
  }
  return code !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
};

/** @param {readonly string[]} args */
export const unit = (args) => {
  const report = 'out/test-results/unit.json';
  return counted({
    entry: 'vitest/vitest.mjs',
    args: ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...args],
    report,
    count: ({ numPassedTests, numFailedTests }) => ({ passed: numPassedTests, failed: numFailedTests }),
  });
};

/** @param {readonly string[]} args */
export const endToEnd = (args) =>
  withDisplay(() =>
    counted({
      entry: '@playwright/test/cli.js',
      args: ['test', ...args],
      report: 'out/test-results/e2e.json',
      count: ({ stats }) => ({ passed: stats.expected + stats.flaky, failed: stats.unexpected }),
    }),
  );
