import { expect, type Locator, type Page } from '@playwright/test';

/** The app as a user with a screen reader would name its parts; the one place that knows those names. */
export const screens = (page: Page) => {
  const sidebar = page.getByRole('navigation', { name: 'Conversations' });
  const transcript = page.getByRole('region', { name: 'Transcript' });
  const composer = page.getByRole('textbox', { name: 'Message' });
  const palette = page.getByRole('dialog', { name: 'Search' });
  const welcome = page.getByRole('list', { name: 'Ways to begin' });

  return {
    sidebar,
    transcript,
    composer,
    palette,
    message: (text: string | RegExp): Locator => transcript.getByRole('article').filter({ hasText: text }),
    lastMessage: (): Locator => transcript.getByRole('article').last(),
    sendButton: page.getByRole('button', { name: 'Send', exact: true }),
    stopButton: page.getByRole('button', { name: 'Stop' }),
    /** Of the answer that there is not, or not the whole of. */
    failure: (): Locator => transcript.getByRole('group', { name: 'Problem with this answer' }),
    conversations: (): Locator => sidebar.getByRole('link'),
    conversation: (title: string | RegExp): Locator => sidebar.getByRole('link', { name: title }),

    /** The window can be used: for a chat, or to choose how to begin. */
    async ready(): Promise<void> {
      await expect(composer.or(welcome)).toBeVisible();
    },
    async send(text: string): Promise<void> {
      await composer.fill(text);
      await composer.press('Enter');
      await expect(composer).toHaveValue('');
    },
    async openSearch(text: string): Promise<void> {
      await page.keyboard.press('ControlOrMeta+k');
      await palette.getByRole('combobox').fill(text);
    },
  };
};
