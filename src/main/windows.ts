import { fileURLToPath } from 'node:url';
import { app, BrowserWindow, nativeTheme, screen } from 'electron';
import { appOrigin } from '../shared/shell.ts';
import type { Log } from './log.ts';
import type { Store } from './store.ts';
import { judgeCrash } from './supervision.ts';
import { smallestWindow, usablePlace } from './window-state.ts';

const usualSize = { width: 1180, height: 780 };
const saveAfterMs = 400;

/** What stands behind the page until it paints: the page's own background. */
const background = (): string => (nativeTheme.shouldUseDarkColors ? '#16181d' : '#faf9f7');

const rememberPlace = (window: BrowserWindow, store: Store): void => {
  let timer: NodeJS.Timeout | undefined;
  const save = (): void => {
    clearTimeout(timer);
    if (window.isDestroyed() || window.isMinimized() || window.isFullScreen()) return;
    store.set('window', { ...window.getNormalBounds(), maximized: window.isMaximized() });
  };
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(save, saveAfterMs);
  };
  window.on('resize', soon);
  window.on('move', soon);
  window.on('close', save);
};

/** A page that went away is loaded again; one that goes away each time is left as it is. */
const reviveAfterCrash = (window: BrowserWindow, address: string, log: Log): void => {
  let crashedAt: number | null = null;
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    log.write({ level: 'error', event: 'window.gone', details: { reason, exitCode } });
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    const now = performance.now();
    const verdict = judgeCrash(crashedAt, now);
    crashedAt = now;
    if (verdict === 'restart') void window.loadURL(address);
  });
};

const followTheme = (window: BrowserWindow): void => {
  const paint = (): void => window.setBackgroundColor(background());
  nativeTheme.on('updated', paint);
  window.once('closed', () => nativeTheme.off('updated', paint));
};

export interface WindowParts {
  store: Store;
  log: Log;
  developmentServer: string | null;
}

/** Opens the window where it was last, and shows it when there is something to see. */
export const openWindow = ({ store, log, developmentServer }: WindowParts): BrowserWindow => {
  const place = usablePlace(
    store.get('window'),
    screen.getAllDisplays().map(({ workArea }) => workArea),
  );
  const window = new BrowserWindow({
    ...usualSize,
    ...(place ? { x: place.x, y: place.y, width: place.width, height: place.height } : {}),
    minWidth: smallestWindow.width,
    minHeight: smallestWindow.height,
    show: false,
    autoHideMenuBar: true,
    backgroundColor: background(),
    ...(process.platform === 'darwin' ? { titleBarStyle: 'hiddenInset' as const } : {}),
    webPreferences: {
      preload: fileURLToPath(new URL('../preload/index.cjs', import.meta.url)),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      webSecurity: true,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: !app.isPackaged,
      // Answers go on streaming into a window that is behind others.
      backgroundThrottling: false,
    },
  });
  window.once('ready-to-show', () => {
    if (place?.maximized) window.maximize();
    window.show();
  });
  const address = developmentServer ?? `${appOrigin}/index.html`;
  rememberPlace(window, store);
  followTheme(window);
  reviveAfterCrash(window, address, log);
  void window.loadURL(address);
  return window;
};

/** Brings the window to the front, for someone who started the app again. */
export const showWindow = (): void => {
  const [window] = BrowserWindow.getAllWindows();
  if (!window) return;
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
};
