import { expect, type Locator, type Page } from '@playwright/test';

/** The app as a user with a screen reader would name its parts; the one place that knows those names. */
export const screens = (page: Page) => {
  const sidebar = page.getByRole('navigation', { name: 'Conversations' });
  const transcript = page.getByRole('region', { name: 'Transcript' });
  const composer = page.getByRole('textbox', { name: 'Message' });
  const palette = page.getByRole('dialog', { name: 'Search' });

  return {
    sidebar,
    transcript,
    composer,
    palette,
    message: (text: string | RegExp): Locator => transcript.getByRole('article').filter({ hasText: text }),
    lastMessage: (): Locator => transcript.getByRole('article').last(),
    sendButton: page.getByRole('button', { name: 'Send' }),
    stopButton: page.getByRole('button', { name: 'Stop' }),
    conversation: (title: string | RegExp): Locator => sidebar.getByRole('link', { name: title }),

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
