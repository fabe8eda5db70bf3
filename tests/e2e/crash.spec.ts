import { expect, test } from './fixtures.ts';

const slowly = {
  kind: 'answer' as const,
  tokensPerSecond: 40,
  reasoning: '',
  text: Array.from({ length: 80 }, (_, line) => `Line ${line} of the answer.`).join('\n\n'),
};

test('the engine is killed in the middle of an answer: it comes back, and nothing is lost', async ({
  launch,
  double,
}) => {
  double.enqueue(slowly);
  const { page, ui, enginePid } = await launch();
  await ui.send('Will this survive?');
  // More lines than come between two times at which the answer is written down.
  await expect(ui.lastMessage()).toContainText('Line 6 of the answer.');

  process.kill(await enginePid(), 'SIGKILL');
  await expect(page.getByText('The engine restarted')).toBeVisible();
  await expect(ui.message('Will this survive?')).toBeVisible();
  await expect(ui.lastMessage()).toContainText('Line 2 of the answer.');
  await expect(ui.lastMessage().getByRole('button', { name: 'Retry' })).toBeVisible();

  double.enqueue({ kind: 'answer', tokensPerSecond: Infinity, reasoning: '', text: 'Here is all of it.' });
  await ui.lastMessage().getByRole('button', { name: 'Retry' }).click();
  await expect(ui.lastMessage()).toContainText('Here is all of it.');
});

test('the whole app is killed in the middle of an answer: the next start has the message and what had come', async ({
  launch,
  double,
}) => {
  double.enqueue(slowly);
  const first = await launch();
  await first.ui.send('Will this survive too?');
  await expect(first.ui.lastMessage()).toContainText('Line 5 of the answer.');
  await first.kill();

  const second = await launch({ userData: first.userData });
  await second.ui.conversations().first().click();
  await expect(second.ui.message('Will this survive too?')).toBeVisible();
  await expect(second.ui.lastMessage()).toContainText('Line 3 of the answer.');
  await expect(second.ui.lastMessage()).toContainText('before this answer was complete');
});

test('a second crash within a minute shows where the log is, and safe mode gets going again', async ({
  launch,
}) => {
  const { page, ui, enginePid } = await launch({ samples: true });
  process.kill(await enginePid(), 'SIGKILL');
  await expect(page.getByText('The engine restarted')).toBeVisible();
  process.kill(await enginePid(), 'SIGKILL');

  await expect(page.getByText('versaai.log')).toBeVisible();
  await page.getByRole('button', { name: 'Restart in safe mode' }).click();
  await expect(ui.conversation('Four days in Kyoto')).toBeVisible();
  await expect(page.getByText('Safe mode')).toBeVisible();
});
