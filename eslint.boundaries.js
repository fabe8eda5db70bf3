import boundaries from 'eslint-plugin-boundaries';

/**
 * Who may import whom. The rooms are described in docs/ARCHITECTURE.md; tests/integration/boundaries.test.ts shows
 * that each forbidden arrow is really refused.
 */

/**
 * The rooms of the engine, each with the rooms below it that it may use.
 * @type {Record<string, readonly string[]>}
 */
const engineRooms = {
  core: [],
  search: ['core'],
  model: ['core'],
  context: ['core', 'model'],
  storage: ['core', 'search'],
  cache: ['core'],
  samples: ['core', 'storage'],
  chat: ['core', 'search', 'model', 'context', 'storage', 'cache'],
  server: ['core', 'search', 'model', 'context', 'storage', 'cache', 'samples', 'chat'],
};

/** Rooms that others enter through their index only. */
const roomsWithIndex = ['search', 'model', 'context', 'storage', 'cache', 'samples', 'chat'];

/** Packages that belong to some rooms only. */
const ownedPackages = [
  { packages: ['better-sqlite3'], rooms: ['engine-storage', 'engine-cache'] },
  { packages: ['gpt-tokenizer'], rooms: ['engine-context'] },
  { packages: ['groq-sdk', 'cockatiel'], rooms: ['engine-model'] },
  { packages: ['electron'], rooms: ['main', 'preload'] },
  { packages: ['electron-store'], rooms: ['main'] },
  {
    packages: ['vue', 'pinia', 'vue-router', 'vue-i18n', 'reka-ui', '@lucide/vue', '@tanstack/vue-virtual'],
    rooms: ['renderer', 'feature', 'ui'],
  },
  { packages: ['fastify', 'pg'], rooms: ['service'] },
];

const roomNames = Object.keys(engineRooms);
const engine = ['engine', 'engine-*'];
const tools = ['tests', 'bench', 'scripts'];
const window = ['renderer', 'feature', 'ui'];

/**
 * @param {string} type
 * @param {string} pattern
 * @param {object} [more]
 */
const element = (type, pattern, more = {}) => ({ type, pattern, partialMatch: false, ...more });

const elements = [
  element('shared', 'src/shared'),
  ...roomNames.map((room) => element(`engine-${room}`, `src/engine/${room}`)),
  element('engine', 'src/engine'),
  element('main', 'src/main'),
  element('preload', 'src/preload'),
  element('feature', 'src/renderer/features/*', { capture: ['feature'] }),
  element('ui', 'src/renderer/ui'),
  element('renderer', 'src/renderer'),
  element('service', 'src/service'),
  ...tools.map((folder) => element(folder, folder)),
];

/**
 * @param {string | readonly string[]} type
 * @param {object} [more]
 */
const from = (type, more = {}) => ({ element: { type, ...more } });

/**
 * @param {object} source
 * @param {object} target
 * @param {object} [dependency]
 */
const allow = (source, target, dependency) => ({
  from: source,
  allow: { to: { element: target }, ...(dependency ? { dependency } : {}) },
});

const engineArrows = Object.entries(engineRooms).flatMap(([room, below]) => [
  allow(from(`engine-${room}`), { type: 'shared' }),
  // What the engine asks of its host, which every room may be handed.
  allow(from(`engine-${room}`), { type: 'engine', fileInternalPath: 'host.ts' }),
  ...below.map((lower) =>
    allow(from(`engine-${room}`), {
      type: `engine-${lower}`,
      ...(roomsWithIndex.includes(lower) ? { fileInternalPath: 'index.ts' } : {}),
    }),
  ),
]);

const arrows = [
  ...engineArrows,
  allow(from('engine'), { type: ['shared', 'engine-*'] }),
  allow(from('main'), { type: 'shared' }),
  allow(from('main'), { type: engine }, { kind: 'type' }),
  // The one file of main that hosts the engine, in a process of its own.
  allow(from('main', { fileInternalPath: 'engine-process.ts' }), {
    type: 'engine',
    fileInternalPath: 'index.ts',
  }),
  allow(from('preload'), { type: 'shared' }),
  allow(from('renderer'), { type: ['shared', 'ui', 'feature'] }),
  allow(from('ui'), { type: ['shared', 'renderer'] }),
  allow(from('feature'), { type: ['shared', 'ui', 'renderer'] }),
  allow(from('feature'), { type: 'feature', fileInternalPath: 'index.ts' }),
  allow(from('service'), { type: 'shared', fileInternalPath: 'wire/**' }),
  { from: from(tools), allow: { to: { module: { origin: '*' } } } },
];

const packages = [
  { allow: { to: { module: { origin: 'external' } } } },
  {
    from: from([...engine, 'main', 'service', ...tools]),
    allow: { to: { module: { origin: 'core' } } },
  },
  ...ownedPackages.flatMap(({ packages: source, rooms }) => [
    {
      from: from([
        ...roomNames.map((room) => `engine-${room}`),
        'engine',
        'shared',
        'main',
        'preload',
        'service',
        ...window,
      ]),
      disallow: { to: { module: { origin: 'external', source } } },
    },
    { from: from(rooms), allow: { to: { module: { origin: 'external', source } } } },
  ]),
];

/** @type {'error'} */
const severity = 'error';
/** @type {['error', object]} */
const dependencies = [
  severity,
  { default: 'disallow', checkAllOrigins: true, policies: [...packages, ...arrows] },
];

/** @param {string} rootPath the folder in which src/ lies */
export const roomBoundaries = (rootPath) => ({
  plugins: { boundaries },
  settings: {
    'boundaries/root-path': rootPath,
    'boundaries/elements': elements,
    'boundaries/dependency-nodes': ['import', 'dynamic-import', 'export', 'require'],
    'import/resolver': { node: { extensions: ['.ts', '.mjs', '.js', '.vue'] } },
  },
  rules: {
    // A folder that no room claims would be bound by nothing.
    'boundaries/no-unknown-files': severity,
    'boundaries/dependencies': dependencies,
  },
});
