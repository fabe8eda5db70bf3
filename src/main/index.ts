/** The shell: one window, one engine, and what stands between them and the system. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, BrowserWindow, dialog, Menu, nativeTheme, session } from 'electron';
import type { BootInfo, MenuCommand } from '../shared/shell.ts';
import { attachContextMenu } from './context-menu.ts';
import { createDataFolderChange } from './data-folder-change.ts';
import { describeError } from './describe-error.ts';
import { EngineSupervisor } from './engine-supervisor.ts';
import { readEnvironment } from './environment.ts';
import { createHandlers } from './handlers.ts';
import { serveShellCalls, tellWindows } from './ipc.ts';
import { openKeys } from './keys.ts';
import { createLinkOpener } from './link-opener.ts';
import { openLog } from './log.ts';
import { buildMenu } from './menu.ts';
import { denyNavigation } from './navigation.ts';
import { keepOffline } from './network.ts';
import { pageOrigins } from './origins.ts';
import { denyPermissions } from './permissions.ts';
import { keepPreferences } from './preferences.ts';
import { settleProfile } from './profile.ts';
import { declareScheme, guardDevelopmentServer, refuseFiles, serveBundle } from './protocol.ts';
import { openStore } from './store.ts';
import { textsIn, type Texts } from './texts.ts';
import { openWindow, showWindow } from './windows.ts';

settleProfile();
const environment = readEnvironment(process.env, app.isPackaged ? 'packaged' : 'development');
const log = openLog(join(app.getPath('logs'), 'versaai.log'));
const origins = pageOrigins(environment.developmentServer);

// It would take back `--no-sandbox`, without which Chromium does not run as root; each window asks for it anyway.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
declareScheme();
// Chromium's own errands: component updates, field trials, reports on how well a domain is reached.
for (const errand of ['background-networking', 'component-update', 'domain-reliability'])
  app.commandLine.appendSwitch(`disable-${errand}`);
denyNavigation(log, (url) => environment.developmentServer !== null && origins.isOurs(url));

/** Runs the app. Only the first instance gets here: two engines must not open one database. */
/** From the page's being put together to its first paint, on a machine with little to spare. */
const paintMs = 40;

const run = (): void => {
  const store = openStore(app.getPath('userData'));
  const preferences = keepPreferences(store, (changed) => {
    applyPreferences();
    tellWindows('preferences.changed', changed);
  });
  const texts = (): Texts => textsIn(preferences.language());
  const dataFolder = (): string => store.get('dataFolder') ?? join(app.getPath('userData'), 'data');

  const sendCommand = (command: MenuCommand): void => {
    const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
    window?.webContents.send('shell-event:menu.command', { command });
  };
  const applyPreferences = (): void => {
    nativeTheme.themeSource = preferences.read().theme;
    Menu.setApplicationMenu(buildMenu(texts(), sendCommand, app.isPackaged ? 'without tools' : 'with tools'));
  };

  const keys = openKeys(store, log, () => {
    engine.keysChanged();
    tellWindows('keys.changed', {});
  });
  const engine = new EngineSupervisor({
    log,
    userAgent: `VersaAI/${app.getVersion()}`,
    groqBaseUrl: environment.groqBaseUrl,
    dataFolder,
    endpointsWithKey: () => keys.endpoints(),
    key: (endpointId) => keys.read(endpointId),
    onState: (state) => tellWindows('engine.state_changed', state),
  });

  const boot = (): BootInfo => ({
    preferences: preferences.read(),
    systemLanguage: preferences.systemLanguage(),
    platform: process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux',
    versions: {
      app: app.getVersion(),
      electron: process.versions.electron,
      chromium: process.versions.chrome,
      node: process.versions.node,
    },
    reducedMotion: environment.isStill,
  });

  const open = (): BrowserWindow => {
    const window = openWindow({ store, log, developmentServer: environment.developmentServer });
    attachContextMenu(window, texts);
    return window;
  };

  let leaving: 'no' | 'stopping' | 'stopped' = 'no';

  const begin = (): void => {
    const { defaultSession } = session;
    serveBundle(defaultSession, fileURLToPath(new URL('../renderer', import.meta.url)));
    refuseFiles(defaultSession);
    if (environment.developmentServer) guardDevelopmentServer(defaultSession, environment.developmentServer);
    keepOffline(defaultSession, origins);
    denyPermissions(defaultSession, origins);
    const handlers = createHandlers({
      engine,
      keys,
      preferences,
      log,
      openLink: createLinkOpener(texts),
      dataFolder,
      changeDataFolder: createDataFolderChange({
        texts,
        engine,
        current: dataFolder,
        use: (folder) => store.set('dataFolder', folder),
      }),
      onInteractive() {
        if (environment.marksStartup) process.stdout.write('versaai:interactive\n');
      },
    });
    serveShellCalls(handlers, boot, origins, log);
    applyPreferences();
    // The engine begins when the page has been put together, and has had a moment to be painted: before, the two would hold
    // each other up, and the page, in which somebody wants to write, needs no engine for that.
    const startEngine = (): void => {
      // Whoever left at once needs none.
      if (leaving === 'no') engine.start('normal');
    };
    open().webContents.once('dom-ready', () => setTimeout(startEngine, paintMs));
    app.on('activate', () => {
      if (BrowserWindow.getAllWindows().length === 0) open();
    });
  };

  // Not awaited at the top: Electron is ready only when this module has been evaluated.
  app
    .whenReady()
    .then(begin)
    .catch((reason: unknown) => {
      log.write({ level: 'error', event: 'shell.start_failed', details: describeError(reason) });
      const { startFailed, startFailedDetail } = texts();
      dialog.showErrorBox(
        startFailed,
        startFailedDetail.replace('{file}', () => log.file),
      );
      app.exit(1);
    });

  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });

  // The windows are closed by now and have said what they still had to say: what was typed but not sent, for one.
  app.on('will-quit', (event) => {
    if (leaving === 'stopped') return;
    event.preventDefault();
    if (leaving === 'stopping') return;
    leaving = 'stopping';
    void engine.stop().finally(() => {
      leaving = 'stopped';
      // Not within this event: with no engine left to wait for, Electron is still busy refusing the first quit.
      setImmediate(() => app.quit());
    });
  });

  // What the second instance was told is for nobody to obey: whoever can start programs could pretend anything.
  app.on('second-instance', () => {
    if (leaving === 'no') showWindow();
    // The window is gone already, and the user wants it back.
    else app.relaunch();
  });
};

process.on('uncaughtException', (error) =>
  log.write({ level: 'error', event: 'shell.exception', details: describeError(error) }),
);
process.on('unhandledRejection', (reason) =>
  log.write({ level: 'error', event: 'shell.rejection', details: describeError(reason) }),
);

if (app.requestSingleInstanceLock()) run();
else app.quit();
