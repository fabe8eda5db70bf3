import { script } from './lib/script.mjs';

await script(import.meta.url, async (args) => {
  const { cp, mkdtemp, rm } = await import('node:fs/promises');
  const { dirname, join } = await import('node:path');
  const { ensureBuild } = await import('./lib/build.mjs');
  const { resolveElectron } = await import('./lib/electron/resolve.mjs');
  const { inProject, pinnedNode } = await import('./lib/paths.mjs');
  const { mustRun } = await import('./lib/run.mjs');
  const { say } = await import('./lib/say.mjs');

  const { executable, kind, version } = await resolveElectron();
  await ensureBuild();
  const builder = inProject('node_modules/electron-builder/cli.js');
  const advice = args.includes('--dir')
    ? 'The app could not be packaged (see above).'
    : 'The app could not be packaged (see above). An installer needs tools that electron-builder fetches from the ' +
      'network at the first time; without them, `npm run package -- --dir` makes the unpacked app.';

  /** @param {string[]} more */
  const pack = (...more) => mustRun(pinnedNode, [builder, '--publish=never', ...more, ...args], advice);

  if (kind === 'official') {
    await pack();
  } else {
    const work = await mkdtemp(inProject('.cache/electron-'));
    try {
      const distribution = join(work, 'dist');
      const folder = dirname(executable);
      // Without the launcher that opens other folders as apps.
      const launcher = join(folder, 'resources/app');
      await cp(folder, distribution, { recursive: true, filter: (path) => path !== launcher });
      await pack(`--config.electronDist=${distribution}`, `--config.electronVersion=${version}`);
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  }
  say('dist/ holds the result.');
});
