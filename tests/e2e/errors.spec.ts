import { expect, test } from './fixtures.ts';
import type { Behaviour } from '../doubles/groq/index.ts';

const atOnce = (text: string): Behaviour => ({
  kind: 'answer',
  tokensPerSecond: Infinity,
  reasoning: '',
  text,
});

test.describe('each failure says what it is and offers its cure', () => {
  const cases: { name: string; behaviour: Behaviour; says: RegExp }[] = [
    { name: 'a bad key', behaviour: { kind: 'error', error: 'invalid_api_key' }, says: /key/i },
    {
      name: 'too long a conversation',
      behaviour: { kind: 'error', error: 'context_length_exceeded' },
      says: /too long/i,
    },
    { name: 'a server error', behaviour: { kind: 'error', error: 'over_capacity' }, says: /503/ },
    { name: 'a rejected request', behaviour: { kind: 'error', error: 'bad_request' }, says: /400/ },
    {
      name: 'a sign-in page',
      behaviour: { kind: 'captive-portal' },
      says: /not understand|could not be read|unreadable/i,
    },
    {
      name: 'a broken stream',
      behaviour: {
        kind: 'cut',
        at: 'between-events',
        afterTokens: 4,
        reasoning: '',
        text: 'one two three four five six',
      },
      says: /broke off|incomplete|cut off/i,
    },
  ];
  for (const { name, behaviour, says } of cases) {
    test(name, async ({ launch, double }) => {
      // Whatever passes by itself is tried again before it is called a failure.
      double.setDefault(behaviour);
      const { ui } = await launch();
      await ui.send('Hello');
      await expect(ui.failure()).toContainText(says, { timeout: 20_000 });

      double.setDefault(atOnce('All is well.'));
      await ui
        .lastMessage()
        .getByRole('button', { name: /^(Retry|Try again)/ })
        .click();
      await expect(ui.lastMessage()).toContainText('All is well.');
    });
  }

  test('no key: the way to the settings', async ({ launch }) => {
    const { page, ui } = await launch({ key: null, samples: true });
    await ui.send('Hello');
    await expect(ui.failure()).toContainText(/key/i);
    await ui
      .failure()
      .getByRole('button', { name: /settings/i })
      .click();
    await expect(page.getByLabel('Groq API key')).toBeVisible();
  });

  test('a retired model: its successor, one click away', async ({ launch, double }) => {
    double.enqueue({ kind: 'error', error: 'model_decommissioned' });
    const { ui } = await launch({ model: 'mixtral-8x7b-32768' });
    await ui.send('Hello');
    double.enqueue(atOnce('Successor here.'));
    await ui
      .failure()
      .getByRole('button', { name: /gpt-oss-120b/ })
      .click();
    await expect(ui.lastMessage()).toContainText('Successor here.');
    expect(double.chats.at(-1)?.chat?.model).toBe('openai/gpt-oss-120b');
  });
});

test('without a network the app starts, reads, searches, and sends what is written when it is back', async ({
  launch,
  double,
}) => {
  await double.goOffline();
  const { page, ui } = await launch({ samples: true });
  await ui.conversation('Four days in Kyoto').click();
  await expect(ui.message('Higashiyama')).toBeVisible();
  await ui.openSearch('sourdough');
  await expect(ui.palette.getByRole('option').first()).toBeVisible();
  await page.keyboard.press('Escape');

  await ui.send('Is anybody there?');
  await expect(ui.lastMessage()).toContainText('Waits for a connection', { timeout: 20_000 });
  double.setDefault(atOnce('Back again.'));
  await double.comeOnline();
  await expect(ui.lastMessage()).toContainText('Back again.', { timeout: 20_000 });
});
