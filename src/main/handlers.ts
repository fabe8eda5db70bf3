import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { shell, type WebContents } from 'electron';
import type { DataFolderChange } from '../shared/shell.ts';
import type { EngineSupervisor } from './engine-supervisor.ts';
import type { ShellHandlers } from './ipc.ts';
import type { Keys } from './keys.ts';
import type { LinkOpener } from './link-opener.ts';
import type { Log } from './log.ts';
import type { PreferencesKeeper } from './preferences.ts';

export interface HandlerParts {
  engine: EngineSupervisor;
  keys: Keys;
  preferences: PreferencesKeeper;
  log: Log;
  openLink: LinkOpener;
  dataFolder(): string;
  changeDataFolder(sender: WebContents): Promise<DataFolderChange>;
  onInteractive(): void;
}

/** What the shell does for each call of a window. */
export const createHandlers = (parts: HandlerParts): ShellHandlers => ({
  'preferences.update': (patch) => parts.preferences.update(patch),
  'keys.status': () => parts.keys.status(),
  'keys.save': ({ endpointId, key, protection }) => parts.keys.save(endpointId, key, protection),
  'keys.delete': ({ endpointId }) => {
    parts.keys.delete(endpointId);
    return {};
  },
  'links.open': ({ url }, sender) => parts.openLink(url, sender),
  'folders.show': async ({ folder }) => {
    const path = folder === 'data' ? parts.dataFolder() : dirname(parts.log.file);
    await mkdir(path, { recursive: true });
    await shell.openPath(path);
    return {};
  },
  'data_folder.change': (_input, sender) => parts.changeDataFolder(sender),
  'engine.state': () => parts.engine.state,
  'engine.connect': (_input, sender) => {
    parts.engine.connect(sender);
    return {};
  },
  'engine.restart': async ({ mode }) => {
    await parts.engine.restart(mode);
    return {};
  },
  'startup.interactive': () => {
    parts.onInteractive();
    return {};
  },
});
