import { resolve } from 'node:path';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'electron-vite';

const source = resolve(import.meta.dirname, 'src');

/** The oldest runtime that the app is run on: Electron 33, with Node 20 and Chromium 130. */
const oldestNode = 'node20';
const oldestChromium = 'chrome130';

export default defineConfig(({ command }) => {
  const sourcemap = command === 'serve';
  return {
    main: {
      build: {
        target: oldestNode,
        sourcemap,
        rolldownOptions: {
          // The shell, the engine's process, and the threads in which the engine keeps SQLite.
          input: {
            index: resolve(source, 'main/index.ts'),
            'engine-process': resolve(source, 'main/engine-process.ts'),
            'storage-thread': resolve(source, 'engine/storage/thread.ts'),
            'cache-thread': resolve(source, 'engine/cache/thread.ts'),
          },
          output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
        },
      },
    },
    preload: {
      build: {
        target: oldestNode,
        sourcemap,
        externalizeDeps: false,
        rolldownOptions: {
          input: { index: resolve(source, 'preload/index.ts') },
          // A sandboxed preload is a single CommonJS file.
          output: { format: 'cjs', entryFileNames: '[name].cjs' },
        },
      },
    },
    renderer: {
      root: resolve(source, 'renderer'),
      plugins: [vue()],
      worker: { format: 'es' },
      define: {
        __VUE_OPTIONS_API__: 'false',
        __VUE_PROD_DEVTOOLS__: 'false',
        __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
        __VUE_I18N_FULL_INSTALL__: 'false',
        __VUE_I18N_LEGACY_API__: 'false',
        __INTLIFY_PROD_DEVTOOLS__: 'false',
        __INTLIFY_DROP_MESSAGE_COMPILER__: 'false',
      },
      build: {
        target: oldestChromium,
        sourcemap,
        minify: true,
        // The policy of the page lets nothing in as a data: address.
        assetsInlineLimit: 0,
        rolldownOptions: {
          input: resolve(source, 'renderer/index.html'),
          // What the first paint needs comes as one file: each more is a round trip through the shell.
          output: { codeSplitting: { groups: [{ name: 'start', tags: ['$initial'] }] } },
        },
        // One sheet for the same reason.
        cssCodeSplit: false,
      },
    },
  };
});
