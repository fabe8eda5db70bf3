import { expect, test } from './fixtures.ts';
import type { Behaviour } from '../doubles/groq/index.ts';

const atOnce = (text: string): Behaviour => ({
  kind: 'answer',
  tokensPerSecond: Infinity,
  firstTokenDelayMs: 0,
  reasoning: '',
  text,
});
/** Three tries with pauses between them come before a message is said to wait. */
const patient = { timeout: 20_000 };

test('messages written without a network wait, are changed while they wait, and go out in order', async ({
  launch,
  double,
}) => {
  double.setDefault(atOnce('Answered.'));
  const { page, ui } = await launch();
  await double.goOffline();
  await ui.send('First');
  await expect(ui.lastMessage()).toContainText('Waits for a connection', patient);
  await ui.send('Secnd');
  await ui.send('Third');
  await ui.send('Never mind');
  const waiting = ui.sidebar.getByRole('button', { name: '4 messages waiting' });
  await expect(waiting).toBeVisible();

  const second = ui.message('Secnd');
  await second.hover();
  await second.getByRole('button', { name: 'Edit' }).click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('Second');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(ui.message('Second')).toBeVisible();

  await ui.message('Never mind').getByRole('button', { name: 'Withdraw' }).click();
  await expect(ui.message('Never mind')).toHaveCount(0);
  await expect(ui.composer).toHaveValue('Never mind');
  await ui.composer.fill('');

  await ui.sidebar.getByRole('button', { name: '3 messages waiting' }).click();
  const outbox = page.getByRole('dialog', { name: 'Waiting messages' });
  await outbox.getByRole('button', { name: 'Move earlier' }).last().click();
  await expect(outbox.getByRole('listitem')).toHaveText([/^First/, /^Third/, /^Second/]);
  await double.comeOnline();
  await outbox.getByRole('button', { name: 'Send all now' }).click();
  await expect(ui.sidebar.getByRole('button', { name: /waiting/ })).toHaveCount(0, patient);
  await page.keyboard.press('Escape');
  await expect(ui.lastMessage()).toContainText('Answered.');
  expect(
    double.chats.filter(({ chat }) => chat?.stream).map(({ chat }) => chat?.messages.at(-1)?.text),
  ).toEqual(['First', 'Third', 'Second']);
});

test('a message that waits is there after a restart, and goes out', async ({ launch, double }) => {
  const first = await launch();
  await double.goOffline();
  await first.ui.send('Are you there?');
  await expect(first.ui.lastMessage()).toContainText('Waits for a connection', patient);
  await first.close();

  double.setDefault(atOnce('Here I am.'));
  await double.comeOnline();
  const second = await launch({ userData: first.userData });
  await second.ui.conversations().first().click();
  await expect(second.ui.lastMessage()).toContainText('Here I am.', patient);
});

test('a message can be sent while an answer is on its way: it waits for its turn', async ({
  launch,
  double,
}) => {
  double.enqueue({ kind: 'answer', tokensPerSecond: 30, reasoning: '', text: 'slow '.repeat(60) });
  const { ui } = await launch();
  await ui.send('One');
  await expect(ui.lastMessage()).toContainText('slow');
  await ui.send('Two');
  await expect(ui.lastMessage()).toContainText('Waits for the message before it');
  double.setDefault(atOnce('Second answer.'));
  await ui.stopButton.click();
  await expect(ui.lastMessage()).toContainText('Second answer.');
});

test('the same question is answered from the cache, says so, and can be asked again', async ({
  launch,
  double,
}) => {
  double.setDefault(atOnce('Four.'));
  const { page, ui } = await launch();
  await ui.send('Two and two?');
  await expect(ui.lastMessage()).toContainText('Four.');
  await page.keyboard.press('ControlOrMeta+n');
  await ui.send('Two and two?');
  await expect(ui.lastMessage()).toContainText('From the cache');
  await expect(ui.lastMessage()).toContainText('Four.');

  double.setDefault(atOnce('Still four.'));
  await ui.lastMessage().getByRole('button', { name: 'Ask again' }).click();
  await expect(ui.lastMessage()).toContainText('Still four.');
  await expect(ui.lastMessage()).not.toContainText('From the cache');

  await page.keyboard.press('ControlOrMeta+,');
  const settings = page.getByRole('dialog', { name: 'Settings' });
  await settings.getByRole('button', { name: 'Answers' }).click();
  await settings.getByRole('button', { name: 'Show' }).click();
  await expect(settings.getByText('Answered from the cache')).toBeVisible();
  await expect(settings.getByText('50%').first()).toBeVisible();
  await settings.getByRole('button', { name: 'Clear everything' }).click();
  await page
    .getByRole('alertdialog')
    .or(page.getByRole('dialog'))
    .last()
    .getByRole('button', { name: 'Delete' })
    .click();
  await expect(settings.getByText(/1 answer/)).toBeVisible();
});

test('another model steps in, and the answer says which and why', async ({ launch, double }) => {
  double.setDefault(atOnce('From the substitute.'));
  double.when(({ chat }) => chat?.model === 'openai/gpt-oss-120b', {
    kind: 'error',
    error: 'model_decommissioned',
  });
  const { page, ui } = await launch();
  await page.getByRole('button', { name: /^Model:/ }).click();
  await expect(page.getByRole('option').first()).toBeVisible();
  await page.keyboard.press('Escape');

  await page.keyboard.press('ControlOrMeta+,');
  const settings = page.getByRole('dialog', { name: 'Settings' });
  await settings.getByRole('button', { name: 'Answers' }).click();
  await settings.getByRole('button', { name: 'Add a model' }).click();
  await page.getByRole('option', { name: /gpt-oss-20b/ }).click();
  const chain = settings.getByRole('list', { name: 'Models that step in' });
  await expect(chain).toContainText('openai/gpt-oss-20b');
  await page.keyboard.press('Escape');

  await ui.send('Hello');
  await expect(ui.lastMessage()).toContainText('From the substitute.');
  await expect(ui.lastMessage()).toContainText(/Answered by openai\/gpt-oss-20b/);
});

test('without a network an earlier answer is offered, and can be quoted', async ({ launch, double }) => {
  double.setDefault(atOnce('Vinegar, salt and patience.'));
  const { page, ui } = await launch();
  await ui.send('How do I clean a copper kettle?');
  await expect(ui.lastMessage()).toContainText('Vinegar');
  await page.keyboard.press('ControlOrMeta+n');
  await double.goOffline();
  await ui.send('Hello?');
  await expect(ui.lastMessage()).toContainText('Waits for a connection', patient);
  await ui.composer.fill('cleaning a copper kettle: how?');
  const panel = page.getByRole('region', { name: 'From your earlier conversations' });
  await expect(panel).toContainText('How do I clean a copper kettle?', patient);
  await panel.getByRole('button', { name: 'Quote it in the message' }).click();
  await expect(ui.composer).toHaveValue(/Vinegar, salt and patience/);
});

test('how much of the context is used is shown, and what will be left out', async ({ launch, double }) => {
  double.setDefault(atOnce('Noted.'));
  const { page, ui } = await launch();
  await page.getByRole('button', { name: /^Model:/ }).click();
  await expect(page.getByRole('option').first()).toBeVisible();
  await page.keyboard.press('Escape');
  await ui.composer.fill('a few long words here '.repeat(12_000));
  await expect(page.getByRole('meter', { name: 'Context of the model' })).toBeVisible(patient);
});
