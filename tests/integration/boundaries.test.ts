import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { ESLint } from 'eslint';
import typescript from 'typescript-eslint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { roomBoundaries } from '../../eslint.boundaries.js';

const projectRoot = resolve(import.meta.dirname, '../..');

/** A small copy of the tree, in the project so that packages are found, in which every room has something to import. */
const files = [
  'src/shared/ids.ts',
  'src/shared/wire/frames.ts',
  ...['core/text', 'search/index', 'search/markdown', 'model/index', 'model/client', 'storage/index'].map(
    (name) => `src/engine/${name}.ts`,
  ),
  ...['context/index', 'context/trim'].map((name) => `src/engine/${name}.ts`),
  ...['cache/index', 'cache/answers'].map((name) => `src/engine/${name}.ts`),
  ...['storage/rows', 'samples/index', 'chat/index', 'chat/runner', 'server/server', 'index', 'host'].map(
    (name) => `src/engine/${name}.ts`,
  ),
  'src/main/windows.ts',
  'src/preload/index.ts',
  'src/renderer/router.ts',
  'src/renderer/ui/Button.vue',
  'src/renderer/features/chat/index.ts',
  'src/renderer/features/chat/store.ts',
  'src/renderer/features/search/index.ts',
  'src/service/index.ts',
];

let root = '';
let eslint: ESLint;

beforeAll(async () => {
  await mkdir(join(projectRoot, '.cache'), { recursive: true });
  root = await mkdtemp(join(projectRoot, '.cache/rooms-'));
  for (const file of files) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), 'export const nothing = 0;\n');
  }
  eslint = new ESLint({
    cwd: root,
    overrideConfigFile: true,
    overrideConfig: [
      { files: ['**/*.ts'], languageOptions: { parser: typescript.parser } },
      { files: ['**/*.ts'], ...roomBoundaries(root) },
    ],
  });
});

afterAll(() => rm(root, { recursive: true, force: true }));

/** The rules that the statement breaks when it stands in that file. */
const broken = async (file: string, statement: string): Promise<string[]> => {
  const [result] = await eslint.lintText(`${statement}\n`, { filePath: join(root, file) });
  if (!result) throw new Error(`${file} was not linted`);
  expect(result.messages.filter(({ fatal }) => fatal)).toEqual([]);
  return result.messages.map(({ ruleId }) => ruleId ?? '');
};

const refused = ['boundaries/dependencies'];

describe('arrows between rooms that are refused', () => {
  it.each([
    ['src/shared/new.ts', '../engine/core/text.ts'],
    ['src/shared/new.ts', '../main/windows.ts'],
    ['src/shared/new.ts', '../renderer/router.ts'],
    ['src/engine/core/new.ts', '../storage/index.ts'],
    ['src/engine/search/new.ts', '../storage/index.ts'],
    ['src/engine/model/new.ts', '../storage/index.ts'],
    ['src/engine/model/new.ts', '../context/index.ts'],
    ['src/engine/context/new.ts', '../storage/index.ts'],
    ['src/engine/context/new.ts', '../model/client.ts'],
    ['src/engine/storage/new.ts', '../model/index.ts'],
    ['src/engine/storage/new.ts', '../chat/index.ts'],
    ['src/engine/storage/new.ts', '../cache/index.ts'],
    ['src/engine/cache/new.ts', '../storage/index.ts'],
    ['src/engine/cache/new.ts', '../model/index.ts'],
    ['src/engine/chat/new.ts', '../cache/answers.ts'],
    ['src/engine/chat/new.ts', '../server/server.ts'],
    ['src/engine/server/new.ts', '../index.ts'],
    ['src/engine/chat/new.ts', '../storage/rows.ts'],
    ['src/engine/chat/new.ts', '../context/trim.ts'],
    ['src/engine/server/new.ts', '../model/client.ts'],
    ['src/engine/chat/new.ts', '../../main/windows.ts'],
    ['src/engine/chat/new.ts', '../../renderer/router.ts'],
    ['src/main/new.ts', '../engine/index.ts'],
    ['src/main/new.ts', '../engine/storage/index.ts'],
    ['src/main/new.ts', '../renderer/router.ts'],
    ['src/main/new.ts', '../preload/index.ts'],
    ['src/main/engine-process.ts', '../engine/storage/index.ts'],
    ['src/preload/new.ts', '../main/windows.ts'],
    ['src/preload/new.ts', '../engine/index.ts'],
    ['src/renderer/new.ts', '../main/windows.ts'],
    ['src/renderer/new.ts', '../engine/index.ts'],
    ['src/renderer/features/search/new.ts', '../../../engine/index.ts'],
    ['src/renderer/features/search/new.ts', '../chat/store.ts'],
    ['src/renderer/ui/new.ts', '../features/chat/index.ts'],
    ['src/service/new.ts', '../shared/ids.ts'],
    ['src/service/new.ts', '../engine/index.ts'],
  ])('%s does not import %s', async (file, source) => {
    expect(await broken(file, `import '${source}';`)).toEqual(refused);
    expect(await broken(file, `export * from '${source}';`)).toEqual(refused);
    expect(await broken(file, `void import('${source}');`)).toEqual(refused);
  });

  it('nor does a type cross where only main may take types', async () => {
    const statement = (source: string): string => `import type { nothing } from '${source}';`;
    expect(await broken('src/renderer/new.ts', statement('../engine/index.ts'))).toEqual(refused);
    expect(await broken('src/shared/new.ts', statement('../engine/host.ts'))).toEqual(refused);
  });
});

describe('packages that belong to one room', () => {
  it.each([
    ['src/engine/chat/new.ts', 'better-sqlite3'],
    ['src/main/new.ts', 'better-sqlite3'],
    ['src/engine/chat/new.ts', 'groq-sdk'],
    ['src/engine/chat/new.ts', 'groq-sdk/core/streaming'],
    ['src/renderer/new.ts', 'groq-sdk'],
    ['src/engine/chat/new.ts', 'gpt-tokenizer'],
    ['src/engine/context/new.ts', 'groq-sdk'],
    ['src/engine/chat/new.ts', 'cockatiel'],
    ['src/engine/server/new.ts', 'better-sqlite3'],
    ['src/engine/cache/new.ts', 'groq-sdk'],
    ['src/engine/storage/new.ts', 'electron'],
    ['src/engine/new.ts', 'electron'],
    ['src/shared/new.ts', 'electron'],
    ['src/renderer/new.ts', 'electron'],
    ['src/engine/new.ts', 'electron-store'],
    ['src/preload/new.ts', 'electron-store'],
    ['src/engine/chat/new.ts', 'vue'],
    ['src/shared/new.ts', 'vue'],
    ['src/main/new.ts', 'vue'],
    ['src/main/new.ts', 'pinia'],
    ['src/shared/new.ts', 'vue-i18n'],
    ['src/preload/new.ts', 'vue-router'],
    ['src/main/new.ts', 'reka-ui'],
    ['src/engine/storage/new.ts', 'pg'],
    ['src/main/new.ts', 'fastify'],
    ['src/renderer/new.ts', 'node:fs'],
    ['src/renderer/features/chat/new.ts', 'node:path'],
    ['src/shared/new.ts', 'node:fs'],
    ['src/preload/new.ts', 'node:fs'],
  ])('%s does not import %s', async (file, source) => {
    expect(await broken(file, `import '${source}';`)).toEqual(refused);
  });
});

describe('arrows that are the design', () => {
  it.each([
    ['src/engine/core/new.ts', '../../shared/ids.ts'],
    ['src/engine/storage/new.ts', '../core/text.ts'],
    ['src/engine/storage/new.ts', '../search/index.ts'],
    ['src/engine/storage/new.ts', './rows.ts'],
    ['src/engine/storage/new.ts', 'better-sqlite3'],
    ['src/engine/storage/new.ts', 'node:fs'],
    ['src/engine/cache/new.ts', '../core/text.ts'],
    ['src/engine/cache/new.ts', 'better-sqlite3'],
    ['src/engine/chat/new.ts', '../cache/index.ts'],
    ['src/engine/server/new.ts', '../cache/index.ts'],
    ['src/engine/model/new.ts', 'groq-sdk'],
    ['src/engine/context/new.ts', '../model/index.ts'],
    ['src/engine/context/new.ts', 'gpt-tokenizer/encoding/o200k_harmony'],
    ['src/engine/chat/new.ts', '../context/index.ts'],
    ['src/engine/server/new.ts', '../context/index.ts'],
    ['src/engine/model/new.ts', 'cockatiel'],
    ['src/engine/chat/new.ts', '../storage/index.ts'],
    ['src/engine/chat/new.ts', '../host.ts'],
    ['src/engine/server/new.ts', '../chat/index.ts'],
    ['src/engine/new.ts', './server/server.ts'],
    ['src/main/new.ts', 'electron'],
    ['src/main/new.ts', '../shared/ids.ts'],
    ['src/main/engine-process.ts', '../engine/index.ts'],
    ['src/preload/new.ts', 'electron'],
    ['src/renderer/new.ts', './features/chat/store.ts'],
    ['src/renderer/new.ts', 'vue'],
    ['src/renderer/features/search/new.ts', '../chat/index.ts'],
    ['src/renderer/features/search/new.ts', '../../ui/Button.vue'],
    ['src/renderer/features/chat/new.ts', './store.ts'],
    ['src/renderer/ui/new.ts', 'reka-ui'],
    ['src/service/new.ts', '../shared/wire/frames.ts'],
    ['src/service/new.ts', 'pg'],
    ['tests/integration/new.ts', '../../src/engine/storage/rows.ts'],
    ['tests/integration/new.ts', 'better-sqlite3'],
    ['bench/new.ts', '../src/renderer/features/chat/store.ts'],
    ['scripts/new.ts', '../src/main/windows.ts'],
  ])('%s imports %s', async (file, source) => {
    expect(await broken(file, `import '${source}';`)).toEqual([]);
  });

  it('main takes types, and only types, from the engine', async () => {
    const statement = "import type { nothing } from '../engine/index.ts';";
    expect(await broken('src/main/new.ts', statement)).toEqual([]);
  });
});

it('the project itself is linted with these rules', async () => {
  const project = new ESLint({ cwd: projectRoot });
  const config = await project.calculateConfigForFile(join(projectRoot, 'src/engine/index.ts'));
  const rule: unknown = config.rules['boundaries/dependencies'];
  expect(rule).toEqual([2, roomBoundaries(projectRoot).rules['boundaries/dependencies'][1]]);
});
