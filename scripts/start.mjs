import { script } from './lib/script.mjs';

await script(import.meta.url, async (args) => {
  const { ensureBuild } = await import('./lib/build.mjs');
  const { hasDisplay } = await import('./lib/display.mjs');
  const { resolveElectron } = await import('./lib/electron/resolve.mjs');
  const { electronLaunchOptions } = await import('./lib/launch.mjs');
  const { run } = await import('./lib/run.mjs');
  const { say } = await import('./lib/say.mjs');

  if (!hasDisplay()) {
    say('There is no display here to open a window on: showing the scripted tour on a virtual one instead.');
    const { tour } = await import('./lib/tour.mjs');
    return tour(args);
  }
  await resolveElectron();
  await ensureBuild();
  say('Opening VersaAI ...');
  const { executablePath, args: appArgs, env, cwd } = electronLaunchOptions({ extraArgs: args });
  return (await run(executablePath, appArgs, { env, cwd })).code;
});
