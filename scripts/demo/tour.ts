/**
 * The scripted tour: the real app against the loopback Groq double, with a believable history. Writes numbered
 * screenshots and a short summary to out/demo/.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, expect } from '@playwright/test';
import { startGroqDouble } from '../../tests/doubles/groq/index.ts';
import { screens } from '../../tests/e2e/screens.ts';
import { electronLaunchOptions } from '../lib/launch.mjs';
import { inProject } from '../lib/paths.mjs';
import { addSamples, prepareData } from './seed.ts';

/** `npm run demo -- --readme` renews the pictures of the README as well. */
const isForReadme = process.argv.includes('--readme');
const readmeFolder = inProject('docs/images');
const outFolder = inProject('out/demo');
await rm(outFolder, { recursive: true, force: true });
await mkdir(outFolder, { recursive: true });

const userData = await mkdtemp(join(tmpdir(), 'versaai-demo-'));
const double = await startGroqDouble();
double.setDefault({ kind: 'answer', tokensPerSecond: 400, firstTokenDelayMs: 120 });
const seeded = await prepareData(join(userData, 'data'), addSamples);

const beganAt = performance.now();
const app = await _electron.launch(
  electronLaunchOptions({ userData, env: { VERSAAI_GROQ_BASE_URL: double.apiUrl, VERSAAI_STILL: '1' } }),
);
const notes: string[] = [];
let shots = 0;

try {
  const page = await app.firstWindow();
  const ui = screens(page);
  const shoot = async (name: string, note: string): Promise<void> => {
    shots += 1;
    const file = `${String(shots).padStart(2, '0')}-${name}.png`;
    await page.screenshot({ path: join(outFolder, file) });
    notes.push(`| ${file} | ${note} |`);
    console.log(`${file}  ${note}`);
  };

  await ui.ready();
  notes.push(`| | From start to a window that can be used: ${Math.round(performance.now() - beganAt)} ms |`);
  await page.evaluate(() =>
    window.versa.call('keys.save', { endpointId: 'groq' as never, key: 'gsk_demo', protection: 'memory' }),
  );
  await shoot('start', `The history of ${seeded} conversations, and an empty page to begin on`);

  await ui.composer.pressSequentially('Show me binary search in TypeScript, and when not to use it', {
    delay: 5,
  });
  await shoot('question', 'A question is typed');
  const sentAt = performance.now();
  await page.keyboard.press('Enter');
  await expect(ui.lastMessage()).toContainText(/\w{4,}/);
  const firstWordMs = Math.round(performance.now() - sentAt);
  await shoot(
    'streaming',
    `The answer streams in: first words after ${firstWordMs} ms, of which the model took 120`,
  );
  await expect(ui.stopButton).toBeHidden({ timeout: 30_000 });
  await shoot(
    'answer',
    `The whole answer after ${Math.round(performance.now() - sentAt)} ms, code highlighted`,
  );

  await ui.conversation('Debounce or throttle?').click();
  await expect(ui.message('When should I debounce')).toBeVisible();
  await shoot('switch', 'Another conversation of the history');

  const searchedAt = performance.now();
  await ui.openSearch('icoca');
  await expect(ui.palette.getByRole('option').first()).toBeVisible();
  await shoot('search', `Search as you type: the hit after ${Math.round(performance.now() - searchedAt)} ms`);
  await page.keyboard.press('Enter');
  await expect(ui.message('ICOCA').first()).toBeInViewport();
  await shoot('jump', 'Enter jumps to the message and marks it');

  if (isForReadme) {
    await mkdir(readmeFolder, { recursive: true });
    await ui.conversation('Binary search').click();
    await expect(ui.message('Show me binary search')).toBeVisible();
    for (const theme of ['dark', 'light'] as const) {
      await page.evaluate((wanted) => window.versa.call('preferences.update', { theme: wanted }), theme);
      await expect(page.locator(`html[data-theme="${theme}"]`)).toBeVisible();
      await page.screenshot({ path: join(readmeFolder, `chat-${theme}.png`) });
    }
  }

  await page.evaluate(() => window.versa.call('preferences.update', { language: 'es' }));
  await expect(page.getByRole('textbox', { name: 'Mensaje' })).toBeVisible();
  await shoot('spanish', 'The same in Spanish');

  await page.evaluate(() => window.versa.call('preferences.update', { theme: 'dark' }));
  await expect(page.locator('html[data-theme="dark"]')).toBeVisible();
  await shoot('dark', 'The same in the dark theme');

  const summary = ['# The tour', '', '| Picture | What it shows |', '| --- | --- |', ...notes, ''].join('\n');
  await writeFile(join(outFolder, 'summary.md'), summary);
  console.log(`\n${shots} screenshots and summary.md are in ${outFolder}`);
} finally {
  await app.close();
  await double.close();
  await rm(userData, { recursive: true, force: true });
}
