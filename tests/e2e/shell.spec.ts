/** What the shell does for its windows and its engine. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type ElectronApplication, type Page } from '@playwright/test';
import type { EngineState } from '../../src/shared/shell.ts';
import { startGroqDouble } from '../doubles/groq/index.ts';
import { freshUserData, launchApp } from './app.ts';
import { askEngine } from './engine.ts';

const engineState = (page: Page): Promise<EngineState> =>
  page.evaluate(() => window.versa.call('engine.state', {}));
const running = { kind: 'running', mode: 'normal' };

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** Makes the next question for a folder answer itself. */
const answerFolder = (app: ElectronApplication, folder: string): Promise<void> =>
  app.evaluate(({ dialog }, chosen) => {
    Object.assign(dialog, {
      showOpenDialog: () => Promise.resolve({ canceled: false, filePaths: [chosen] }),
    });
  }, folder);

const folders = (): string => mkdtempSync(join(tmpdir(), 'versaai-e2e-folder-'));

test('a window learns what it needs before its first paint', async () => {
  const { page, close } = await launchApp();
  const boot = await page.evaluate(() => window.versa.boot);
  expect(boot.preferences).toEqual({ theme: 'system', language: 'system' });
  expect(boot.reducedMotion).toBe(true);
  expect(boot.versions.app).toMatch(/^\d+\.\d+\.\d+$/);
  await close();
});

test('preferences reach every window and the menu, and are there after a restart', async () => {
  const first = await launchApp();
  const told = await first.page.evaluate(
    () =>
      new Promise((resolve) => {
        window.versa.on('preferences.changed', resolve);
        void window.versa.call('preferences.update', { theme: 'dark', language: 'es' });
      }),
  );
  expect(told).toEqual({ theme: 'dark', language: 'es' });
  const labels = await first.app.evaluate(({ Menu, nativeTheme }) => ({
    menu: Menu.getApplicationMenu()?.items.map(({ label }) => label),
    theme: nativeTheme.themeSource,
  }));
  expect(labels.menu).toContain('Archivo');
  expect(labels.theme).toBe('dark');
  await first.close();

  const second = await launchApp({ userData: first.userData });
  expect(await second.page.evaluate(() => window.versa.boot.preferences)).toEqual({
    theme: 'dark',
    language: 'es',
  });
  await second.close();
});

test('a menu item asks the window', async () => {
  const { app, page, close } = await launchApp();
  await page.evaluate(() => {
    Object.assign(window, { asked: [] });
    window.versa.on('menu.command', ({ command }) =>
      (window as unknown as { asked: string[] }).asked.push(command),
    );
  });
  await app.evaluate(({ Menu }) => {
    const items = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []) ?? [];
    for (const { label, click } of items) if (/^(New Conversation|Settings)/.test(label)) click();
  });
  await expect
    .poll(() => page.evaluate(() => (window as unknown as { asked: string[] }).asked))
    .toEqual(['conversation.new', 'settings.open']);
  await close();
});

test('the window comes back where it was, but never where nobody could reach it', async () => {
  const first = await launchApp();
  const bounds = { x: 60, y: 70, width: 900, height: 600 };
  await first.app.evaluate(({ BrowserWindow }, wanted) => {
    BrowserWindow.getAllWindows()[0]?.setBounds(wanted);
  }, bounds);
  await first.close();

  const size = (app: ElectronApplication) =>
    app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds());
  const second = await launchApp({ userData: first.userData });
  expect(await size(second.app)).toMatchObject({ width: 900, height: 600 });
  await second.close();

  const file = join(first.userData, 'shell.json');
  const kept = JSON.parse(readFileSync(file, 'utf8')) as object;
  writeFileSync(file, JSON.stringify({ ...kept, window: { ...bounds, x: -9000, maximized: false } }));
  const third = await launchApp({ userData: first.userData });
  expect((await size(third.app))?.x).toBeGreaterThanOrEqual(0);
  await third.close();
});

test('settings that were damaged cost themselves, not the start', async () => {
  const userData = freshUserData();
  const damaged = { preferences: { theme: 'neon' }, window: 'wide', keys: { groq: 7 }, dataFolder: 4 };
  writeFileSync(join(userData, 'shell.json'), JSON.stringify(damaged));
  const { page, close } = await launchApp({ userData });
  await expect.poll(() => engineState(page)).toEqual(running);
  expect(await page.evaluate(() => window.versa.boot.preferences.theme)).toBe('system');
  await close();
});

test('the engine is killed: it is back at once, behind a new port', async () => {
  const { page, enginePid, close, logFile } = await launchApp();
  await askEngine(page, 'samples.add', { language: 'en' });
  const pid = await enginePid();
  process.kill(pid, 'SIGKILL');
  expect(await enginePid(pid)).not.toBe(pid);
  await expect.poll(() => engineState(page)).toEqual(running);
  const { conversations } = await askEngine(page, 'system.status', {});
  expect(conversations).toBeGreaterThan(0);
  expect(readFileSync(logFile, 'utf8')).toContain('engine.exited');
  await close();
});

test('the engine crashes twice within a minute: it stays down until the user says so', async () => {
  const { page, enginePid, close, logFile } = await launchApp();
  await expect.poll(() => engineState(page)).toEqual(running);
  const first = await enginePid();
  process.kill(first, 'SIGKILL');
  const second = await enginePid(first);
  await expect.poll(() => engineState(page)).toEqual(running);
  process.kill(second, 'SIGKILL');
  await expect
    .poll(() => engineState(page))
    .toEqual({ kind: 'stopped', reason: { kind: 'crashed' }, logFile });

  await page.evaluate(() => window.versa.call('engine.restart', { mode: 'safe' }));
  expect(await engineState(page)).toEqual({ kind: 'running', mode: 'safe' });
  expect((await askEngine(page, 'system.status', {})).mode).toBe('safe');
  await close();
});

test('a database that is not ours is refused, and left as it is', async () => {
  const userData = freshUserData();
  mkdirSync(join(userData, 'data'));
  const file = join(userData, 'data', 'versaai.db');
  writeFileSync(
    file,
    'a diary that happens to have this name, long enough to be read as a header'.repeat(20),
  );
  const before = readFileSync(file);
  const { page, close } = await launchApp({ userData });
  await expect.poll(async () => (await engineState(page)).kind).toBe('stopped');
  const state = await engineState(page);
  expect(state).toMatchObject({ kind: 'stopped', reason: { kind: 'storage' } });
  expect(readFileSync(file)).toEqual(before);
  await close();
});

test('quitting closes the database, and no process stays behind', async () => {
  const { page, app, userData, enginePid, close } = await launchApp();
  await askEngine(page, 'samples.add', { language: 'en' });
  const pid = await enginePid();
  const main = app.process().pid ?? 0;
  await close();
  await expect.poll(() => isAlive(pid) || isAlive(main)).toBe(false);
  expect(readdirSync(join(userData, 'data')).filter((name) => /-(wal|shm)$/.test(name))).toEqual([]);
});

test('the whole app is killed: the engine does not outlive it', async () => {
  const { enginePid, kill } = await launchApp();
  const pid = await enginePid();
  await kill();
  await expect.poll(() => isAlive(pid)).toBe(false);
});

test('a key goes from the shell to the engine, for the request that needs it', async () => {
  const double = await startGroqDouble({ keys: ['gsk_good'] });
  const { page, close } = await launchApp({ double });
  const save = (key: string): Promise<unknown> =>
    page.evaluate(
      (text) =>
        window.versa.call('keys.save', { endpointId: 'groq' as never, key: text, protection: 'memory' }),
      key,
    );
  const ask = () =>
    askEngine(page, 'models.list', { endpointId: 'groq' as never, freshness: 'now' }).then(
      ({ error }) => error?.code ?? 'works',
    );
  expect(await ask()).toBe('model.no_key');
  await save('gsk_wrong');
  expect(await ask()).toBe('model.bad_key');
  await save('  gsk_good ');
  expect(await ask()).toBe('works');
  await page.evaluate(() => window.versa.call('keys.delete', { endpointId: 'groq' as never }));
  expect(await ask()).toBe('model.no_key');
  await close();
  await double.close();
});

test.describe('another folder for the data', () => {
  const change = (page: Page) => page.evaluate(() => window.versa.call('data_folder.change', {}));

  test('an empty one gets a copy, which is used from then on', async () => {
    const first = await launchApp();
    await askEngine(first.page, 'samples.add', { language: 'en' });
    const folder = join(folders(), 'new');
    await answerFolder(first.app, folder);
    expect(await change(first.page)).toEqual({ kind: 'moved', folder });
    expect(await askEngine(first.page, 'system.status', {})).toMatchObject({ dataFolder: folder });
    expect(statSync(join(folder, 'versaai.db')).mode & 0o077).toBe(0);
    expect(existsSync(join(first.userData, 'data', 'versaai.db'))).toBe(true);
    await first.close();

    const second = await launchApp({ userData: first.userData });
    const status = await askEngine(second.page, 'system.status', {});
    expect(status.dataFolder).toBe(folder);
    expect(status.conversations).toBeGreaterThan(0);
    // Back to the first, which still has its database.
    const old = join(first.userData, 'data');
    await answerFolder(second.app, old);
    expect(await change(second.page)).toEqual({ kind: 'opened', folder: old });
    await second.close();
  });

  test('one with something else in it is left alone', async () => {
    const { app, page, close, userData } = await launchApp();
    const folder = folders();
    writeFileSync(join(folder, 'holiday.txt'), 'ours');
    await answerFolder(app, folder);
    expect(await change(page)).toMatchObject({ kind: 'failed', reason: 'not_empty' });
    expect(readdirSync(folder)).toEqual(['holiday.txt']);
    expect(await askEngine(page, 'system.status', {})).toMatchObject({
      dataFolder: join(userData, 'data'),
    });
    await close();
  });

  test('one whose database cannot be opened: the app goes on where it was', async () => {
    const { app, page, close, userData } = await launchApp();
    const folder = folders();
    writeFileSync(join(folder, 'versaai.db'), 'nothing that SQLite knows how to read'.repeat(40));
    await answerFolder(app, folder);
    expect(await change(page)).toMatchObject({ kind: 'failed', reason: 'unknown' });
    expect(await engineState(page)).toEqual(running);
    expect(await askEngine(page, 'system.status', {})).toMatchObject({
      dataFolder: join(userData, 'data'),
    });
    await close();
  });
});

test('the start can be measured from outside', async () => {
  const { app, close } = await launchApp({ env: { VERSAAI_STARTUP_MARK: '1' } });
  const mark = new Promise<string>((resolve) =>
    app.process().stdout?.on('data', (data: Buffer) => resolve(data.toString('utf8'))),
  );
  const page = await app.firstWindow();
  await page.evaluate(() => window.versa.call('startup.interactive', {}));
  expect(await mark).toContain('versaai:interactive');
  await close();
});
