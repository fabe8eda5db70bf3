import { script } from './lib/script.mjs';

await script(import.meta.url, async (args) => {
  const { withDisplay } = await import('./lib/display.mjs');
  const { resolveElectron } = await import('./lib/electron/resolve.mjs');
  const { electronLaunchOptions } = await import('./lib/launch.mjs');
  const { inProject, pinnedNode } = await import('./lib/paths.mjs');
  const { run } = await import('./lib/run.mjs');

  const { version } = await resolveElectron();
  const { executablePath, args: appArgs, env } = electronLaunchOptions({ extraArgs: args });
  const [, ...electronArgs] = appArgs;
  const { code } = await withDisplay(() =>
    run(pinnedNode, [inProject('node_modules/electron-vite/bin/electron-vite.js'), 'dev', '--watch'], {
      env: {
        ...env,
        ...(process.env['DISPLAY'] ? { DISPLAY: process.env['DISPLAY'] } : {}),
        ELECTRON_EXEC_PATH: executablePath,
        ELECTRON_MAJOR_VER: version.split('.')[0],
        ELECTRON_CLI_ARGS: JSON.stringify(electronArgs),
      },
    }),
  );
  return code;
});
