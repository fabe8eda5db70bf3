import { script } from './lib/script.mjs';

await script(import.meta.url, async () => {
  const { ensureBuild } = await import('./lib/build.mjs');
  const { say } = await import('./lib/say.mjs');
  await ensureBuild();
  say('out/ holds the current app.');
});
