/** @type {import('knip').KnipConfig} */
export default {
  entry: [
    'scripts/*.mjs',
    'scripts/demo/*.ts',
    'scripts/lib/electron/launcher/main.js',
    'bench/*.ts',
    'bench/*/bare-app/main.js',
    'src/main/engine-process.ts',
    'src/engine/storage/thread.ts',
    'src/engine/cache/thread.ts',
    'src/renderer/index.html',
    'tests/doubles/*/serve.ts',
    'tests/support/endless-writer.ts',
  ],
  project: ['{src,tests,bench,scripts}/**/*.{ts,vue,mjs,js}', '*.{js,ts}'],
  ignoreExportsUsedInFile: true,
  ignoreDependencies: [
    // Started by their path under the pinned Node, which is not seen as a use.
    'electron-builder',
    'node-gyp',
    'vue-tsc',
    // Fetched by style sheets.
    '@fontsource-variable/.+',
  ],
  // Of the system.
  ignoreBinaries: ['Xvfb', 'unshare'],
};
