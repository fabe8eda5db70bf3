import { script } from './lib/script.mjs';

await script(import.meta.url, async () => {
  const { resolveElectron } = await import('./lib/electron/resolve.mjs');
  const { say } = await import('./lib/say.mjs');
  const { executable, kind, version } = await resolveElectron();
  say(`Electron ${version} (${kind}): ${executable}`);
});
