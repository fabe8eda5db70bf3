import { BrowserWindow, dialog, shell, type MessageBoxOptions, type WebContents } from 'electron';
import type { ShellOutput } from '../shared/shell.ts';
import { readLink } from './links.ts';
import type { Texts } from './texts.ts';

export type LinkOpener = (url: string, sender: WebContents) => Promise<ShellOutput<'links.open'>>;

/** Opens a link outside of the app, after the user has seen where it leads. */
export const createLinkOpener = (texts: () => Texts): LinkOpener => {
  let isAsking = false;

  return async (text, sender) => {
    const link = readLink(text);
    if (!link) return { outcome: 'refused' };
    // One question at a time: a page must not be able to bury the user in dialogs.
    if (isAsking) return { outcome: 'declined' };
    const { openLinkQuestion, openLinkTarget, writeMailQuestion, writeMailTarget, openLink, cancel } =
      texts();
    const isPage = link.kind === 'page';
    const target = (isPage ? openLinkTarget : writeMailTarget).replace('{target}', () => link.target);
    const question: MessageBoxOptions = {
      type: 'question',
      message: isPage ? openLinkQuestion : writeMailQuestion,
      detail: `${target}\n\n${link.url.slice(0, 300)}`,
      buttons: [openLink, cancel],
      defaultId: 1,
      cancelId: 1,
    };
    const window = BrowserWindow.fromWebContents(sender);
    isAsking = true;
    try {
      const { response } = await (window
        ? dialog.showMessageBox(window, question)
        : dialog.showMessageBox(question));
      if (response !== 0) return { outcome: 'declined' };
      await shell.openExternal(link.url);
      return { outcome: 'opened' };
    } finally {
      isAsking = false;
    }
  };
};
