import type { Session } from 'electron';
import { originOf, type Origins } from './origins.ts';

const local = new Set(['app:', 'devtools:', 'blob:', 'data:']);

/** Whether a page's session may ask for this. The models are asked by the engine, in a process of its own. */
export const isRequestAllowed = (url: string, origins: Origins): boolean => {
  if (url.startsWith('app:')) return origins.isOurs(url);
  if (local.has(url.slice(0, url.indexOf(':') + 1))) return true;
  // The development server's socket has the server's address under another scheme.
  return origins.isOurs(url) || origins.isOurs(originOf(url)?.replace(/^ws/, 'http') ?? '');
};

/** The content policy already keeps the page at home; this holds for whatever else Chromium might think of. */
export const keepOffline = (session: Session, origins: Origins): void => {
  session.webRequest.onBeforeRequest(({ url }, answer) =>
    answer({ cancel: !isRequestAllowed(url, origins) }),
  );
  // Chromium would fetch its dictionaries from the network.
  session.setSpellCheckerEnabled(false);
  session.on('will-download', (event) => event.preventDefault());
};
