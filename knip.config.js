/** @type {import('knip').KnipConfig} */
export default {
  entry: [
    'scripts/*.mjs',
    'scripts/demo/*.ts',
    'scripts/lib/electron/launcher/main.js',
    'bench/*.ts',
    'bench/*/bare-app/main.js',
    'src/main/index.ts',
    'src/main/engine-process.ts',
    'src/engine/storage/thread.ts',
    'src/preload/index.ts',
    'src/renderer/index.html',
    'src/renderer/main.ts',
    'tests/doubles/*/serve.ts',
  ],
  project: ['{src,tests,bench,scripts}/**/*.{ts,vue,mjs,js}', '*.{js,ts}'],
  ignoreExportsUsedInFile: true,
  // Started by their path under the pinned Node, which is not seen as a use.
  ignoreDependencies: ['electron-builder', 'node-gyp', 'vue-tsc'],
  // Of the system.
  ignoreBinaries: ['Xvfb', 'unshare'],
};
