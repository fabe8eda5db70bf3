import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import type {
  BootInfo,
  enginePortMessage,
  ShellBridge,
  ShellCallName,
  ShellEventName,
} from '../shared/shell.ts';

// Names only: the schemas, and with them the checks, stay in main. The types keep the lists complete.
const calls: Record<Exclude<ShellCallName, 'boot'>, true> = {
  'preferences.update': true,
  'keys.status': true,
  'keys.save': true,
  'keys.delete': true,
  'links.open': true,
  'folders.show': true,
  'data_folder.change': true,
  'engine.state': true,
  'engine.connect': true,
  'engine.restart': true,
  'startup.interactive': true,
};
const events: Record<ShellEventName, true> = {
  'preferences.changed': true,
  'keys.changed': true,
  'engine.state_changed': true,
  'menu.command': true,
};

/** The same word as in shared/shell.ts, which would bring its schemas along. */
const portMessage: typeof enginePortMessage = 'versa:engine-port';

const bridge: ShellBridge = {
  boot: ipcRenderer.sendSync('shell:boot') as BootInfo,
  call(name, input) {
    if (!Object.hasOwn(calls, name)) return Promise.reject(new Error(`There is no call named ${name}`));
    return ipcRenderer.invoke(`shell:${name}`, input);
  },
  on(name, listener) {
    if (!Object.hasOwn(events, name)) throw new Error(`There is no event named ${name}`);
    const deliver = (_event: IpcRendererEvent, payload: unknown): void => listener(payload as never);
    ipcRenderer.on(`shell-event:${name}`, deliver);
    return () => ipcRenderer.off(`shell-event:${name}`, deliver);
  },
};

contextBridge.exposeInMainWorld('versa', bridge);

// A port cannot pass through the bridge, only through a message of the window to itself.
ipcRenderer.on('engine:port', ({ ports }) => window.postMessage(portMessage, location.origin, ports));
