/** The least that opens a window which can be used: what Electron itself costs on this machine. */
import { join } from 'node:path';
import { app, BrowserWindow, ipcMain } from 'electron';

ipcMain.once('interactive', () => process.stdout.write('bare:interactive\n'));

void app.whenReady().then(() => {
  const window = new BrowserWindow({
    width: 1200,
    height: 800,
    webPreferences: { sandbox: true, preload: join(import.meta.dirname, 'preload.cjs') },
  });
  void window.loadFile(join(import.meta.dirname, 'index.html'));
});
app.on('window-all-closed', () => app.quit());
