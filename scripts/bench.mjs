import { script } from './lib/script.mjs';

await script(import.meta.url, async ([name, ...args]) => {
  const { readdirSync } = await import('node:fs');
  const { ensureBuild } = await import('./lib/build.mjs');
  const { withDisplay } = await import('./lib/display.mjs');
  const { resolveElectron } = await import('./lib/electron/resolve.mjs');
  const { inProject, pinnedNode } = await import('./lib/paths.mjs');
  const { run } = await import('./lib/run.mjs');
  const { Advice, say } = await import('./lib/say.mjs');

  const names = readdirSync(inProject('bench'))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -'.ts'.length));
  const list = `The benchmarks are: ${names.join(', ')}. Run one with \`npm run bench -- NAME\`.`;
  if (!name) {
    say(list);
    return 0;
  }
  if (!names.includes(name)) throw new Advice(`There is no benchmark named ${name}. ${list}`);
  await resolveElectron();
  await ensureBuild();
  return (await withDisplay(() => run(pinnedNode, [inProject('bench', `${name}.ts`), ...args]))).code;
});
