import { readFile } from 'node:fs/promises';
import { protocol, type Session } from 'electron';
import { appOrigin } from '../shared/shell.ts';
import { resolveBundleFile } from './bundle-path.ts';
import { contentPolicy, developmentContentPolicy, pageHeaders } from './content-policy.ts';

const scheme = new URL(appOrigin).protocol.slice(0, -1);

/** Must be called before the app is ready. */
export const declareScheme = (): void =>
  protocol.registerSchemesAsPrivileged([
    {
      scheme,
      privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
    },
  ]);

/** Serves the bundle in `folder`, and nothing else, as the page's own origin. */
export const serveBundle = (session: Session, folder: string): void => {
  const headers = pageHeaders(contentPolicy);
  const nothing = (status: number): Response => new Response(null, { status, headers });

  session.protocol.handle(scheme, async ({ url, method }) => {
    if (method !== 'GET') return nothing(405);
    const file = resolveBundleFile(folder, url);
    if (!file) return nothing(404);
    try {
      return new Response(await readFile(file.path), { headers: { ...headers, 'content-type': file.type } });
    } catch {
      return nothing(404);
    }
  });
};

/** Nothing that a page could ever ask for lies under `file:`, and requests for it pass by the session's other guards. */
export const refuseFiles = (session: Session): void =>
  session.protocol.handle('file', () => new Response(null, { status: 404 }));

/** The development server sends no policy of its own. */
export const guardDevelopmentServer = (session: Session, server: string): void => {
  const headers = pageHeaders(developmentContentPolicy(server));
  session.webRequest.onHeadersReceived({ urls: [`${server}/*`] }, ({ responseHeaders }, answer) =>
    answer({ responseHeaders: { ...responseHeaders, ...headers } }),
  );
};
