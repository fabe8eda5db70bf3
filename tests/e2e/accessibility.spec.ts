/** What axe finds on each screen, in both themes: nothing that it calls serious or critical. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { startGroqDouble } from '../doubles/groq/index.ts';
import { expect, test } from './fixtures.ts';

const show = async (page: Page, theme: 'light' | 'dark'): Promise<void> => {
  await page.evaluate((wanted) => window.versa.call('preferences.update', { theme: wanted }), theme);
  await expect(page.locator(`html[data-theme="${theme}"]`)).toBeVisible();
};

const expectNothingSerious = async (page: Page, screen: string): Promise<void> => {
  // Legacy mode stays in the one page there is: the other opens a second one, which this app does not allow.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  const serious = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary ?? ''}`),
    );
  expect.soft(serious, screen).toEqual([]);
};

for (const theme of ['light', 'dark'] as const) {
  test.describe(`in the ${theme} theme`, () => {
    test('the welcome and its two forms', async ({ launch }) => {
      const { page } = await launch({ key: null });
      await show(page, theme);
      await expectNothingSerious(page, 'the choices');

      await page.getByRole('button', { name: 'Paste a Groq key' }).click();
      await page.getByLabel('Groq API key').fill('nonsense');
      await page.getByRole('button', { name: 'Test key' }).click();
      await expect(page.getByText('It does not work yet.')).toBeVisible();
      await expectNothingSerious(page, 'a key that does not work');

      await page.getByRole('button', { name: 'Back' }).click();
      await page.getByRole('button', { name: 'Connect to a local server' }).click();
      await page.getByLabel('Server address').fill('nowhere');
      await page.getByRole('button', { name: 'Test connection' }).click();
      await expect(page.getByText('This is not an address')).toBeVisible();
      await expectNothingSerious(page, 'an address that is none');

      const server = await startGroqDouble({ dialect: 'openai-compatible' });
      await page.getByLabel('Server address').fill(server.apiUrl);
      await page.getByRole('button', { name: 'Test connection' }).click();
      await expect(page.getByRole('radio').first()).toBeChecked();
      await expectNothingSerious(page, 'a server and its models');
      await server.close();
    });

    test('an empty chat, and the list of models', async ({ launch }) => {
      const { page } = await launch();
      await show(page, theme);
      await expectNothingSerious(page, 'the empty chat');

      await page.getByRole('button', { name: /^Model:/ }).click();
      await expect(page.getByRole('option').first()).toBeVisible();
      await expectNothingSerious(page, 'the list of models');
    });

    test('answers that came, that come and that failed', async ({ launch, double }) => {
      const { page, ui } = await launch({ samples: true });
      await show(page, theme);
      await ui.conversation('Four days in Kyoto').click();
      await expect(ui.message('Higashiyama')).toBeVisible();
      await expectNothingSerious(page, 'a conversation');

      double.enqueue({ kind: 'stall', afterTokens: 20, reasoning: '', tokensPerSecond: Infinity });
      await ui.send('Show me binary search in TypeScript');
      await expect(ui.lastMessage()).toContainText(/\w{4,}/);
      await expectNothingSerious(page, 'an answer on its way');
      await ui.stopButton.click();
      await expect(ui.lastMessage()).toContainText('Stopped');
      await expectNothingSerious(page, 'an answer that was stopped');

      double.enqueue({ kind: 'error', error: 'bad_request' });
      await ui.send('And again?');
      await expect(ui.failure()).toBeVisible();
      await expectNothingSerious(page, 'an answer that failed');

      double.enqueue({ kind: 'answer', tokensPerSecond: Infinity, reasoning: '' });
      await ui.send('Show me binary search in TypeScript');
      await expect(ui.lastMessage().locator('pre')).toBeVisible();
      await expect(ui.stopButton).toBeHidden();
      await expectNothingSerious(page, 'code');

      const question = ui.message('Show me binary search').last();
      await question.hover();
      await question.getByRole('button', { name: 'Edit' }).click();
      await expectNothingSerious(page, 'a message being edited');
    });

    test('what waits, what came from the cache, and the settings of both', async ({ launch, double }) => {
      double.setDefault({ kind: 'answer', tokensPerSecond: Infinity, reasoning: '', text: 'Four.' });
      const { page, ui } = await launch();
      await show(page, theme);
      for (let time = 0; time < 2; time += 1) {
        await page.keyboard.press('ControlOrMeta+n');
        await ui.send('Two and two?');
        await expect(ui.lastMessage()).toContainText('Four.');
      }
      await expect(ui.lastMessage()).toContainText('From the cache');
      await expectNothingSerious(page, 'an answer from the cache');

      await double.goOffline();
      await ui.send('And three?');
      await expect(ui.lastMessage()).toContainText('Waits for a connection', { timeout: 20_000 });
      await ui.send('And four?');
      await ui.composer.fill('Two and two again?');
      await expect(page.getByRole('region', { name: 'From your earlier conversations' })).toBeVisible();
      await expectNothingSerious(page, 'messages that wait, and an earlier answer');
      await ui.sidebar.getByRole('button', { name: /waiting/ }).click();
      await expect(page.getByRole('dialog', { name: 'Waiting messages' })).toBeVisible();
      await expectNothingSerious(page, 'the outbox');
      await page.keyboard.press('Escape');

      await page.keyboard.press('ControlOrMeta+,');
      const settings = page.getByRole('dialog', { name: 'Settings' });
      await settings.getByRole('button', { name: 'Answers' }).click();
      await expectNothingSerious(page, 'how answers come');
      await settings.getByRole('button', { name: 'Show' }).click();
      await expect(settings.getByText('Answered from the cache')).toBeVisible();
      await expectNothingSerious(page, 'the answer cache');
    });

    test('the search, with hits and without, and what can be done from it', async ({ launch }) => {
      const { page, ui } = await launch({ samples: true });
      await show(page, theme);
      await ui.openSearch('');
      await expectNothingSerious(page, 'actions');
      await ui.palette.getByRole('combobox').fill('icoca');
      await expect(ui.palette.getByRole('option').first()).toContainText('ICOCA');
      await expectNothingSerious(page, 'hits');
      await ui.palette.getByRole('combobox').fill('qqqqq');
      await expect(ui.palette.getByText('Nothing found')).toBeVisible();
      await expectNothingSerious(page, 'no hits');

      await ui.palette.getByRole('combobox').fill('icoca');
      await expect(ui.palette.getByRole('option').first()).toContainText('ICOCA');
      await page.keyboard.press('Enter');
      await expect(ui.message('ICOCA')).toBeInViewport();
      await expectNothingSerious(page, 'a marked message');
    });

    test('the search page, the help with its language, and the search in a conversation', async ({
      launch,
    }) => {
      const { page, ui } = await launch({ samples: true });
      await show(page, theme);
      await page.keyboard.press('ControlOrMeta+Shift+f');
      await expect(page.getByText('Search everything you have talked about')).toBeVisible();
      await expectNothingSerious(page, 'an empty search page');
      await page.getByRole('combobox', { name: 'Search all' }).fill('from:bob has:code the');
      await expect(page.getByRole('group', { name: 'Results over time' })).toBeVisible();
      await expect(
        page.getByRole('complementary', { name: 'Preview' }).getByRole('article').first(),
      ).toBeVisible();
      await expectNothingSerious(page, 'results, filters and a problem');
      // What is shown beside the list scrolls by itself, never the window.
      expect(await page.evaluate(() => document.querySelector('main')?.getBoundingClientRect().top)).toBe(0);
      await page.getByRole('button', { name: 'How to search' }).click();
      await expect(page.getByText('exactly these words in this order')).toBeVisible();
      await expectNothingSerious(page, 'the help');
      await page.keyboard.press('Escape');

      await ui.conversation('Four days in Kyoto').click();
      await page.keyboard.press('ControlOrMeta+f');
      const find = page.getByRole('search', { name: 'Find in this conversation' });
      await find.getByRole('combobox').fill('kyoto');
      await expect(find.getByRole('status')).toHaveText(/of/);
      await expectNothingSerious(page, 'the search in a conversation');
    });

    test('the settings and the list of shortcuts', async ({ launch }) => {
      const { page } = await launch({ samples: true });
      await show(page, theme);
      await page.keyboard.press('ControlOrMeta+,');
      const settings = page.getByRole('dialog', { name: 'Settings' });
      for (const section of ['Appearance', 'Models', 'Answers', 'Data', 'About']) {
        await settings.getByRole('button', { name: section, exact: true }).click();
        await expect(settings.getByRole('heading', { name: section, exact: true })).toBeVisible();
        await expectNothingSerious(page, `settings, ${section}`);
      }
      await page.keyboard.press('Escape');
      await expect(settings).toBeHidden();
      await page.keyboard.press('ControlOrMeta+/');
      await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
      await expectNothingSerious(page, 'shortcuts');
    });

    test('a menu, a conversation being renamed, and a notice', async ({ launch }) => {
      const { page, ui } = await launch({ samples: true });
      await show(page, theme);
      await ui.conversation('Four days in Kyoto').click();
      await page.getByRole('button', { name: 'Conversation actions' }).click();
      await expect(page.getByRole('menuitem').first()).toBeVisible();
      await expectNothingSerious(page, 'a menu');
      await page.getByRole('menuitem', { name: 'Rename' }).click();
      await expect(page.getByRole('textbox', { name: 'New title' })).toBeFocused();
      await expectNothingSerious(page, 'a new title');
      await page.keyboard.press('Escape');
      await page.keyboard.press('ControlOrMeta+Shift+Backspace');
      await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible();
      await expectNothingSerious(page, 'a notice');
    });

    test('the page that stands in for an engine that stopped, and safe mode', async ({ launch }) => {
      const { page, ui, enginePid } = await launch({ samples: true });
      await show(page, theme);
      const pid = await enginePid();
      process.kill(pid, 'SIGKILL');
      await expect(page.getByText('The engine restarted')).toBeVisible();
      process.kill(await enginePid(pid), 'SIGKILL');
      await expect(page.getByRole('heading', { name: 'The engine stopped twice' })).toBeVisible();
      await expectNothingSerious(page, 'the page');
      await page.getByRole('button', { name: 'Restart in safe mode' }).click();
      await expect(ui.conversation('Four days in Kyoto')).toBeVisible();
      await expectNothingSerious(page, 'safe mode');
    });
  });
}
