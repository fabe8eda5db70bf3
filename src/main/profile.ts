import { join } from 'node:path';
import { app } from 'electron';

/** Settles where everything of this run is kept. Before anything is read, and before the lock, which lies there too. */
export const settleProfile = (): void => {
  // A development run must not touch the conversations of the installed app.
  if (!app.isPackaged && !app.commandLine.hasSwitch('user-data-dir'))
    app.setPath('userData', join(app.getPath('appData'), 'VersaAI Dev'));
  // Beside the data on every system, so that one folder holds all there is.
  app.setAppLogsPath(join(app.getPath('userData'), 'logs'));
};
