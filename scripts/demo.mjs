import { script } from './lib/script.mjs';

await script(import.meta.url, async (args) => {
  const { tour } = await import('./lib/tour.mjs');
  return tour(args);
});
