import { script } from './lib/script.mjs';

await script(import.meta.url, async () => {
  const { inProject, pinnedNode } = await import('./lib/paths.mjs');
  const { run } = await import('./lib/run.mjs');
  const prettier = inProject('node_modules/prettier/bin/prettier.cjs');
  return (await run(pinnedNode, [prettier, '--write', '--log-level=warn', '.'])).code;
});
