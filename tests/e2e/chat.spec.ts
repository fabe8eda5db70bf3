import { expect, test } from './fixtures.ts';

/** Slow enough to be caught in the middle, long enough to scroll. */
const slowly = {
  kind: 'answer' as const,
  tokensPerSecond: 60,
  reasoning: '',
  text: Array.from({ length: 60 }, (_, line) => `Line ${line} of the answer.`).join('\n\n'),
};
const atOnce = (text: string) => ({
  kind: 'answer' as const,
  tokensPerSecond: Infinity,
  reasoning: '',
  text,
});

test('from the first run to the first streamed answer', async ({ launch, double }) => {
  double.enqueue(atOnce('Hello from the **model**.'));
  const { page, ui } = await launch({ key: null });
  await page.getByRole('button', { name: 'Paste a Groq key' }).click();
  await page.getByLabel('Groq API key').fill('gsk_valid');
  await page.getByRole('button', { name: 'Test key' }).click();
  await expect(page.getByText(/works/i).first()).toBeVisible();
  await page.getByRole('button', { name: 'Start chatting' }).click();

  await ui.send('Hello, who are you?');
  await expect(ui.lastMessage()).toContainText('Hello from the model.');
  await expect(ui.lastMessage().locator('strong')).toHaveText('model');
  expect(double.chats[0]?.key).toBe('gsk_valid');
});

test('a model that is picked for a new chat is the one that is asked', async ({ launch, double }) => {
  double.setDefault(atOnce('From the small one.'));
  const { page, ui } = await launch();
  await page.getByRole('button', { name: /^Model:/ }).click();
  await page.getByRole('option', { name: /gpt-oss-20b/ }).click();
  await ui.send('Hello');
  await expect(ui.lastMessage()).toContainText('From the small one.');
  expect(double.chats[0]?.chat?.model).toBe('openai/gpt-oss-20b');
});

test('everything is back after a restart', async ({ launch, double }) => {
  double.enqueue(atOnce('It is kept.'));
  const first = await launch();
  await first.ui.send('Will you be there tomorrow?');
  await expect(first.ui.lastMessage()).toContainText('It is kept.');
  await first.ui.composer.fill('half a thought');
  await first.close();

  const second = await launch({ userData: first.userData });
  await second.ui.conversations().first().click();
  await expect(second.ui.message('Will you be there tomorrow?')).toBeVisible();
  await expect(second.ui.lastMessage()).toContainText('It is kept.');
  await expect(second.ui.composer).toHaveValue('half a thought');
});

test('an answer streams in, and stops where it is told to', async ({ launch, double }) => {
  double.enqueue(slowly);
  const { ui } = await launch();
  await ui.send('Tell me a long story');
  await expect(ui.lastMessage()).toContainText('Line 2 of the answer.');
  await ui.stopButton.click();
  await expect(ui.lastMessage()).toContainText('Stopped');
  await expect(ui.lastMessage()).not.toContainText('Line 59');
  await expect(ui.stopButton).toBeHidden();
});

test('the view follows the answer, stays where the reader scrolled, and jumps back', async ({
  launch,
  double,
}) => {
  double.enqueue(slowly);
  const { page, ui } = await launch();
  await ui.send('Tell me a long story');
  await expect(ui.lastMessage()).toContainText('Line 12 of the answer.');
  await expect(ui.transcript.getByText('Line 12 of the answer.')).toBeInViewport();

  await ui.transcript.hover();
  await page.mouse.wheel(0, -4000);
  const jump = page.getByRole('button', { name: 'Jump to latest' });
  await expect(jump).toBeVisible();
  await expect(ui.lastMessage()).toContainText('Line 59', { timeout: 20_000 });
  await expect(ui.message('Tell me a long story')).toBeInViewport();
  await jump.click();
  await expect(ui.transcript.getByText('Line 59 of the answer.')).toBeInViewport();
});

test('an edit makes a branch, and both can be read', async ({ launch, double }) => {
  double.enqueue(atOnce('Paris.'), atOnce('Madrid.'));
  const { page, ui } = await launch();
  await ui.send('Capital of France?');
  await expect(ui.lastMessage()).toContainText('Paris.');

  await ui.message('Capital of France?').hover();
  await ui.message('Capital of France?').getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('textbox', { name: 'Edit message' }).fill('Capital of Spain?');
  await page.getByRole('button', { name: 'Save and send' }).click();
  await expect(ui.lastMessage()).toContainText('Madrid.');
  await expect(ui.message('Capital of France?')).toHaveCount(0);

  const question = ui.message('Capital of Spain?');
  await expect(question).toContainText('2 / 2');
  await question.getByRole('button', { name: 'Previous version' }).click();
  await expect(ui.lastMessage()).toContainText('Paris.');
  await expect(ui.message('Capital of France?')).toContainText('1 / 2');
});

test('search finds a word of long ago and jumps to its message', async ({ launch }) => {
  const { page, ui } = await launch({ samples: true });
  await ui.openSearch('icoca');
  const hit = ui.palette.getByRole('option').filter({ hasText: 'ICOCA' });
  await expect(hit.locator('mark')).toHaveText('ICOCA');
  await page.keyboard.press('Enter');
  await expect(ui.palette).toBeHidden();
  await expect(ui.message('ICOCA')).toBeInViewport();
  await expect(page.getByRole('heading', { name: 'Four days in Kyoto' })).toBeVisible();
});

test('a deleted conversation comes back with undo', async ({ launch }) => {
  const { page, ui } = await launch({ samples: true });
  const row = ui.conversation('Four days in Kyoto');
  await row.click();
  await page.keyboard.press('ControlOrMeta+Shift+Backspace');
  await expect(row).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(row).toBeVisible();
});

test('model output is inert', async ({ launch, double }) => {
  const hostile = [
    '<script>window.pwned = 1</script>',
    '<img src="x" onerror="window.pwned = 1">',
    '[click me](javascript:window.pwned=1)',
    '![tracker](http://127.0.0.1:9/pixel.png)',
    '<iframe src="https://example.com"></iframe>',
    'the end of it',
  ].join('\n\n');
  double.enqueue(atOnce(hostile));
  const { page, ui } = await launch();
  await ui.send('Attack');
  await expect(ui.lastMessage()).toContainText('the end of it');
  const message = ui.lastMessage();
  expect(await message.locator('script, iframe, img[src^="http"], a[href^="javascript"]').count()).toBe(0);
  await message.getByText('click me').click();
  expect(await page.evaluate(() => 'pwned' in window)).toBe(false);
});
