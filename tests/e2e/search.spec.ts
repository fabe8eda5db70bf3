import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';

const openPage = async (page: Page, text: string): Promise<void> => {
  await page.keyboard.press('ControlOrMeta+Shift+f');
  await page.getByRole('combobox', { name: 'Search all conversations' }).fill(text);
};
const box = (page: Page) => page.getByRole('combobox', { name: /Search all|Buscar en todas/ });
const options = (page: Page) => page.getByRole('listbox', { name: 'Results' }).getByRole('option');

test('the search page groups results, shows the messages around one, and opens it with every match marked', async ({
  launch,
}) => {
  const { page, ui } = await launch({ samples: true });
  await openPage(page, 'kyoto');
  await expect(options(page).first()).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: /\d+ results?/ })).toBeVisible();
  await expect(page.getByRole('complementary', { name: 'Preview' })).toContainText(/kyoto/i);
  const marked = () => page.evaluate(() => CSS.highlights.get('search-current')?.size ?? 0);
  await expect.poll(marked).toBeGreaterThan(0);

  await options(page).filter({ hasText: 'Inside Kyoto' }).click();
  await expect(page.getByRole('heading', { name: 'Four days in Kyoto' })).toBeVisible();
  const find = page.getByRole('search', { name: 'Find in this conversation' });
  await expect(find.getByRole('status')).toHaveText(/\d+ of \d+/);
  const place = async () => (await find.getByRole('status').textContent()) ?? '';
  const before = await place();
  await page.keyboard.press('n');
  await expect.poll(place).not.toBe(before);
  await page.keyboard.press('Shift+N');
  await expect.poll(place).toBe(before);
  await page.keyboard.press('Escape');
  await expect(find).toBeHidden();
  await expect(ui.transcript).toBeVisible();
});

test('filters become chips, are completed by the keyboard, and are taken out again', async ({ launch }) => {
  const { page } = await launch({ samples: true });
  await openPage(page, '');
  await box(page).pressSequentially('fro');
  await expect(page.getByRole('listbox', { name: 'Suggestions' })).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(box(page)).toHaveValue('from:');
  await expect(page.getByRole('listbox', { name: 'Suggestions' }).getByRole('option')).toHaveCount(2);
  await page.keyboard.press('Tab');
  await expect(box(page)).toHaveValue('from:me ');
  await box(page).pressSequentially('the');
  const chip = page.getByRole('list', { name: 'Filters' });
  await expect(chip).toContainText('From: me');
  const mine = await options(page).count();
  await chip.getByRole('button', { name: /Remove the filter/ }).click();
  await expect(box(page)).toHaveValue('the');
  await expect.poll(() => options(page).count()).toBeGreaterThan(mine);

  await box(page).fill('   from:me the');
  await chip.getByRole('button', { name: /Remove the filter/ }).click();
  await expect(box(page)).toHaveValue('the');
});

test('what is wrong with a filter is said below it, with what would fit', async ({ launch }) => {
  const { page } = await launch({ samples: true });
  await openPage(page, 'sourdough from:bob');
  await expect(page.getByText('From does not know “bob”')).toBeVisible();
  await expect(options(page).first()).toBeVisible();
  await page.getByRole('button', { name: 'from:assistant' }).click();
  await expect(box(page)).toHaveValue('sourdough from:assistant');
  await expect(page.getByText('From does not know “bob”')).toHaveCount(0);
});

test('nothing found: the nearest words, and the filters that could go', async ({ launch }) => {
  const { page } = await launch({ samples: true });
  await openPage(page, 'kyotp ');
  await page.getByRole('button', { name: 'kyoto', exact: true }).click();
  await expect(options(page).first()).toBeVisible();
  await box(page).fill('kyoto tag:nosuch has:table lang:cobol');
  await page.getByRole('button', { name: 'Search without filters' }).click();
  await expect(box(page)).toHaveValue('kyoto');
  await expect(options(page).first()).toBeVisible();
});

test('a stretch of the timeline narrows the results by the mouse and by the keyboard', async ({ launch }) => {
  const { page } = await launch({ samples: true });
  await openPage(page, 'the');
  const chart = page.getByRole('group', { name: 'Results over time' });
  await expect(chart).toBeVisible();
  const area = await chart.boundingBox();
  if (!area) throw new Error('The chart is not there.');
  await page.mouse.move(area.x + area.width - 4, area.y + 20);
  await page.mouse.down();
  await page.mouse.move(area.x + area.width / 2, area.y + 20, { steps: 4 });
  await page.mouse.up();
  await expect(box(page)).toHaveValue(/^the during:\d{4}-\d\d-\d\d\.\.\d{4}-\d\d-\d\d$/);
  await page.getByRole('button', { name: 'All times' }).click();
  await expect(box(page)).toHaveValue('the');
  await chart.focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await expect(box(page)).toHaveValue(/^the during:\d{4}-\d\d-\d\d$/);
});

test('a search is kept in the sidebar, counts what it finds, and goes with undo', async ({
  launch,
  double,
}) => {
  double.enqueue({
    kind: 'answer',
    tokensPerSecond: Infinity,
    reasoning: '',
    text: 'A marmoset is a monkey.',
  });
  const { page, ui } = await launch({ samples: true });
  await openPage(page, 'marmoset');
  await expect(page.getByText('Nothing found')).toBeVisible();
  await page.getByRole('button', { name: 'Save search' }).click();
  await page.getByLabel('Name of the search').fill('Monkeys');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const saved = ui.sidebar.getByRole('link', { name: /Monkeys/ });
  await expect(saved).toHaveText(/Monkeys\s*0/);
  await page.keyboard.press('ControlOrMeta+n');
  await ui.send('What is a marmoset?');
  await expect(saved).toHaveText(/Monkeys\s*2/);

  await saved.hover();
  await page.getByRole('button', { name: 'Actions for Monkeys' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await expect(saved).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(saved).toBeVisible();
});

test('what was searched for is offered again, and forgotten when it is told to', async ({ launch }) => {
  const { page } = await launch({ samples: true });
  await openPage(page, 'sourdough');
  await expect(options(page).first()).toBeVisible();
  await page.keyboard.press('Enter');
  await page.keyboard.press('ControlOrMeta+Shift+f');
  const recent = page.getByRole('region', { name: 'Recent searches' });
  await recent.getByRole('button', { name: 'sourdough', exact: true }).click();
  await expect(box(page)).toHaveValue('sourdough');
  await box(page).fill('');
  await recent.getByRole('button', { name: 'Forget “sourdough”' }).click();
  await expect(recent).toHaveCount(0);
});

test('a star, an archive and a folder are found by filters, in Spanish too', async ({ launch }) => {
  const { page, ui } = await launch({ samples: true });
  await ui.conversation('Four days in Kyoto').click();
  const message = ui.transcript.getByRole('article').first();
  await message.hover();
  await message.getByRole('button', { name: 'Star' }).click();
  await expect(message.getByRole('button', { name: 'Remove the star' })).toBeVisible();

  const row = ui.conversation('Four days in Kyoto');
  await row.hover();
  await page.getByRole('button', { name: 'Actions for Four days in Kyoto' }).click();
  await page.getByRole('menuitem', { name: 'Folder and tags…' }).click();
  await page.getByLabel('Folder', { exact: true }).fill('Travel/Japan');
  await page.getByLabel('Tags', { exact: true }).fill('trip');
  await page.getByRole('button', { name: 'Save' }).click();
  await row.hover();
  await page.getByRole('button', { name: 'Actions for Four days in Kyoto' }).click();
  await page.getByRole('menuitem', { name: 'Archive' }).click();
  await expect(row).toHaveCount(0);

  await page.evaluate(() => window.versa.call('preferences.update', { language: 'es' }));
  await page.keyboard.press('ControlOrMeta+Shift+f');
  for (const text of ['es:destacado', 'carpeta:japan', 'etiqueta:trip es:archivado']) {
    await box(page).fill(text);
    await expect(page.getByRole('listbox', { name: 'Resultados' }).getByRole('option').first()).toContainText(
      /./,
    );
  }
});

test('similar messages of other conversations, by the rarest words', async ({ launch }) => {
  const { page, ui } = await launch({ samples: true });
  await ui.conversation('Four days in Kyoto').click();
  const message = ui.transcript.getByRole('article').last();
  await message.hover();
  await message.getByRole('button', { name: 'Similar messages' }).click();
  await expect(page.getByRole('heading', { name: 'Similar messages' })).toBeVisible();
  await expect(page.getByText(/Found by its rarest words|speaks of the same/)).toBeVisible();
});

test('Ctrl+F finds in the conversation, with a place and a count, and marks beside the scrollbar', async ({
  launch,
}) => {
  const { page, ui } = await launch({ samples: true });
  await ui.conversation('Four days in Kyoto').click();
  await expect(ui.transcript).toBeVisible();
  await page.keyboard.press('ControlOrMeta+f');
  const find = page.getByRole('search', { name: 'Find in this conversation' });
  await find.getByRole('combobox').fill('kyoto');
  await expect(find.getByRole('status')).toHaveText(/^\d+ of \d+$/);
  await expect
    .poll(() => page.evaluate(() => CSS.highlights.get('search-match')?.size ?? 0))
    .toBeGreaterThan(0);
  await find.getByRole('combobox').press('Enter');
  await find.getByRole('combobox').fill('from:me zzz');
  await expect(find.getByRole('status')).toHaveText('No matches');
});
