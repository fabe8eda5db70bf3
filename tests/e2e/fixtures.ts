/** What most tests of the window begin with: a double that answers, and an app in which one can chat. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test as base, type Page } from '@playwright/test';
import { addSamples, prepareData } from '../../scripts/demo/seed.ts';
import { groqEndpointId } from '../../src/shared/ids.ts';
import { startGroqDouble, type GroqDouble } from '../doubles/groq/index.ts';
import { freshUserData, launchApp, type LaunchedApp } from './app.ts';
import { screens } from './screens.ts';

export { expect } from '@playwright/test';

interface Wishes {
  /** Kept for this run only; `null` is a machine on which nobody has entered one. A good one by default. */
  key?: string | null;
  /** Whether there is a history to look around in. */
  samples?: boolean;
  /** Of an earlier launch, to go on where that one ended. */
  userData?: string;
  /** What new conversations begin with, when it is not what the app itself would take. */
  model?: string;
}

interface OpenedApp extends LaunchedApp {
  ui: ReturnType<typeof screens>;
}

interface Fixtures {
  double: GroqDouble;
  launch(wishes?: Wishes): Promise<OpenedApp>;
}

const prepare = async (userData: string, { samples, model }: Wishes): Promise<void> => {
  if (!samples && model === undefined) return;
  await prepareData(join(userData, 'data'), async (client) => {
    if (samples) await addSamples(client);
    if (model !== undefined)
      await client.request('defaults.save', { model: { endpointId: groqEndpointId, model } });
  });
};

const saveKey = (page: Page, key: string): Promise<unknown> =>
  page.evaluate(
    ([endpointId, text]) => window.versa.call('keys.save', { endpointId, key: text, protection: 'memory' }),
    [groqEndpointId, key] as const,
  );

export const test = base.extend<Fixtures>({
  // Playwright reads from the braces which fixtures this one wants: none.
  double: async ({}, use) => {
    const double = await startGroqDouble();
    await use(double);
    await double.close();
  },

  launch: async ({ double }, use, testInfo) => {
    const open = new Set<LaunchedApp>();
    const logs = new Set<string>();

    await use(async (wishes = {}) => {
      const userData = wishes.userData ?? freshUserData();
      await prepare(userData, wishes);
      const launched = await launchApp({ double, userData });
      open.add(launched);
      logs.add(launched.logFile);
      const { page } = launched;
      const ui = screens(page);
      await ui.ready();
      const key = wishes.key === undefined ? 'gsk_good' : wishes.key;
      if (key !== null) {
        await saveKey(page, key);
        // A first run leaves its welcome by itself, now that there is a model to talk to.
        await ui.composer.waitFor();
      }
      const ending =
        (end: () => Promise<void>): (() => Promise<void>) =>
        () => {
          open.delete(launched);
          return end();
        };
      return { ...launched, ui, close: ending(launched.close), kill: ending(launched.kill) };
    });

    const hasFailed = testInfo.status !== testInfo.expectedStatus;
    for (const { page } of hasFailed ? open : []) {
      const picture = await page.screenshot().catch(() => null);
      if (picture) await testInfo.attach('window', { body: picture, contentType: 'image/png' });
    }
    for (const { close } of open) await close();
    for (const log of hasFailed ? logs : [])
      if (existsSync(log)) await testInfo.attach('versaai.log', { path: log, contentType: 'text/plain' });
  },
});
