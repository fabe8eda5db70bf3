import { ipcMain } from 'electron';
import ElectronStore from 'electron-store';
import { z } from 'zod';
import { endpointIdSchema } from '../shared/ids.ts';
import { preferencesSchema } from '../shared/shell.ts';
import { windowStateSchema } from './window-state.ts';

/** What the shell keeps in its own small file: what is needed before, or without, the engine. */
const keptSchemas = {
  preferences: preferencesSchema.catch({ theme: 'system', language: 'system' }),
  window: windowStateSchema.nullable().catch(null),
  /** Where the database lies, when it is not in its usual place. */
  dataFolder: z.string().min(1).nullable().catch(null),
  /** Keys as safeStorage gave them back, in base64; by endpoint. */
  keys: z
    .record(endpointIdSchema, z.object({ protection: z.enum(['keychain', 'weak']), ciphertext: z.base64() }))
    .catch({}),
};

type Kept = { [Name in keyof typeof keptSchemas]: z.output<(typeof keptSchemas)[Name]> };

export interface Store {
  get<Name extends keyof Kept>(name: Name): Kept[Name];
  set<Name extends keyof Kept>(name: Name, value: Kept[Name]): void;
}

/** The file is the user's to edit and a crash's to damage: what does not fit reads as if it were not there. */
export const openStore = (folder: string): Store => {
  const file = new ElectronStore<Record<string, unknown>>({
    cwd: folder,
    name: 'shell',
    configFileMode: 0o600,
    clearInvalidConfig: true,
  });
  // electron-store tells every page that asks where the app keeps its files; ours have no need to know.
  ipcMain.removeAllListeners('electron-store-get-data');
  return {
    get: (name) => keptSchemas[name].parse(file.get(name)) as Kept[typeof name],
    set: (name, value) => file.set(name, value),
  };
};
