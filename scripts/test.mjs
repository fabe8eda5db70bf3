import { script } from './lib/script.mjs';

await script(import.meta.url, async ([part = 'all', ...args]) => {
  const { ensureBuild } = await import('./lib/build.mjs');
  const { endToEnd, unit } = await import('./lib/checks/runners.mjs');
  const { format, lint, one, types, unused } = await import('./lib/checks/static.mjs');
  const { resolveElectron } = await import('./lib/electron/resolve.mjs');
  const { Advice, duration, heading, say, tellFailure } = await import('./lib/say.mjs');

  const build = async () => {
    await ensureBuild();
    return one(true);
  };
  /** @typedef {{ name: string, work: () => Promise<import('./lib/checks/static.mjs').Tally> }} Check */
  /** @type {Check[]} */
  const statics = [
    { name: 'Format', work: format },
    { name: 'Types', work: types },
    { name: 'Lint', work: lint },
    { name: 'Unused code', work: unused },
  ];
  /** @type {Check[]} */
  const units = [{ name: 'Unit and integration tests', work: () => unit(args) }];
  /** @type {Check[]} */
  const ends = [
    { name: 'Build', work: build },
    { name: 'End-to-end tests on Electron', work: () => endToEnd(args) },
  ];
  /** @type {Record<string, Check[]>} */
  const parts = { all: [...statics, ...units, ...ends], lint: statics, unit: units, e2e: ends };
  const checks = parts[part];
  if (!checks)
    throw new Advice(`There is no part ${part} of the tests: it is one of ${Object.keys(parts).join(', ')}.`);
  if (part === 'all' && args.length > 0)
    throw new Advice('A single test is run with `npm run test:unit -- FILE` or `npm run test:e2e -- FILE`.');

  if (part !== 'lint') await resolveElectron();
  const total = { passed: 0, failed: 0 };
  /** @type {string[]} */
  const summary = [];
  for (const { name, work } of checks) {
    heading(name);
    const started = performance.now();
    const { passed, failed } = await work().catch((error) => {
      tellFailure(error);
      return one(false);
    });
    total.passed += passed;
    total.failed += failed;
    const took = duration(performance.now() - started);
    summary.push(`${failed > 0 ? 'FAILED' : 'ok    '}  ${name.padEnd(32)} ${took.padStart(8)}`);
    say(`${passed} passed, ${failed} failed in ${took}`);
  }
  heading('Summary');
  for (const line of summary) say(line);
  say(`\n${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 ? 0 : 1;
});
