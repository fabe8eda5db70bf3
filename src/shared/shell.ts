import { z } from 'zod';
import { storageErrorSchema } from './contract/errors.ts';
import { endpointIdSchema } from './ids.ts';

/** What the shell keeps for itself, because it is needed before the engine runs: how windows look and speak. */
export const preferencesSchema = z.object({
  theme: z.enum(['system', 'light', 'dark']),
  language: z.enum(['system', 'en', 'es']),
});
export type Preferences = z.infer<typeof preferencesSchema>;

/** The languages that the app speaks. */
export type Language = Exclude<Preferences['language'], 'system'>;

/**
 * Where a key is kept. `keychain` is the system's own; `weak` is a file that safeStorage scrambles with a key everyone
 * knows (Linux without a keyring); `memory` is gone when the app quits.
 */
export const keyProtectionSchema = z.enum(['keychain', 'weak', 'memory']);
export type KeyProtection = z.infer<typeof keyProtectionSchema>;

/** How the engine is doing. `stopped` is the only one that needs the user. */
export const engineStateSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('starting') }),
  z.object({ kind: z.literal('running'), mode: z.enum(['normal', 'safe']) }),
  /** It crashed once and is being started again; nothing is lost. */
  z.object({ kind: z.literal('restarting') }),
  z.object({
    kind: z.literal('stopped'),
    reason: z.discriminatedUnion('kind', [
      /** A second crash within a minute. */
      z.object({ kind: z.literal('crashed') }),
      z.object({ kind: z.literal('storage'), error: storageErrorSchema }),
    ]),
    logFile: z.string(),
  }),
]);
export type EngineState = z.infer<typeof engineStateSchema>;

/** What a menu item or a system event asks of the window; the keyboard map of the renderer uses the same names. */
export const menuCommandSchema = z.enum([
  'conversation.new',
  'conversation.next',
  'conversation.previous',
  'conversation.rename',
  'conversation.delete',
  'answer.stop',
  'composer.focus',
  'search.open',
  'search.page',
  'find.open',
  'sidebar.toggle',
  'settings.open',
  'help.shortcuts',
]);
export type MenuCommand = z.infer<typeof menuCommandSchema>;

export const dataFolderChangeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('cancelled') }),
  /** The data was copied there and is used from there; the old folder is left as it is. */
  z.object({ kind: z.literal('moved'), folder: z.string() }),
  /** The folder already held a database of ours, which is used now. */
  z.object({ kind: z.literal('opened'), folder: z.string() }),
  z.object({
    kind: z.literal('failed'),
    reason: z.enum(['not_writable', 'no_space', 'not_empty', 'unknown']),
    detail: z.string(),
  }),
]);
export type DataFolderChange = z.infer<typeof dataFolderChangeSchema>;

const nothing = z.object({});

/**
 * Every call from a window to the shell: input and output schema. Main checks the sender and the input of each; the
 * channel's name is `shell:` and the key.
 */
export const shellCalls = {
  boot: {
    input: nothing,
    output: z.object({
      preferences: preferencesSchema,
      /** What `system` means on this machine. */
      systemLanguage: z.enum(['en', 'es']),
      platform: z.enum(['darwin', 'win32', 'linux']),
      versions: z.object({ app: z.string(), electron: z.string(), chromium: z.string(), node: z.string() }),
      /** For tests and the demo: everything that moves by itself stands still. */
      reducedMotion: z.boolean(),
    }),
  },
  'preferences.update': { input: preferencesSchema.partial(), output: preferencesSchema },
  /** What this machine offers for keys, and where each endpoint's key is kept. */
  'keys.status': {
    input: nothing,
    output: z.object({
      keychain: z.enum(['available', 'weak', 'unavailable']),
      keys: z.array(z.object({ endpointId: endpointIdSchema, protection: keyProtectionSchema })),
    }),
  },
  'keys.save': {
    input: z.object({
      endpointId: endpointIdSchema,
      key: z.string().trim().min(1).max(512),
      protection: keyProtectionSchema,
    }),
    output: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('saved'), protection: keyProtectionSchema }),
      /** The keychain refused: nothing was kept. */
      z.object({ kind: z.literal('refused') }),
    ]),
  },
  'keys.delete': { input: z.object({ endpointId: endpointIdSchema }), output: nothing },
  /** Only https and mailto, after a confirmation that shows the real host. */
  'links.open': {
    input: z.object({ url: z.string().max(8192) }),
    output: z.object({ outcome: z.enum(['opened', 'declined', 'refused']) }),
  },
  'folders.show': { input: z.object({ folder: z.enum(['data', 'logs']) }), output: nothing },
  'data_folder.change': { input: nothing, output: dataFolderChangeSchema },
  'engine.state': { input: nothing, output: engineStateSchema },
  /** Asks for a fresh port to the engine; it comes as a window message `enginePortMessage`. */
  'engine.connect': { input: nothing, output: nothing },
  'engine.restart': { input: z.object({ mode: z.enum(['normal', 'safe']) }), output: nothing },
  /** The window can be used: start-up is measured to here. */
  'startup.interactive': { input: nothing, output: nothing },
} as const;

export type ShellCalls = typeof shellCalls;
export type ShellCallName = keyof ShellCalls;
export type ShellInput<Name extends ShellCallName> = z.input<ShellCalls[Name]['input']>;
export type ShellOutput<Name extends ShellCallName> = z.output<ShellCalls[Name]['output']>;
export type BootInfo = ShellOutput<'boot'>;

/** What the shell tells its windows; the channel's name is `shell-event:` and the key. */
export const shellEvents = {
  'preferences.changed': preferencesSchema,
  'keys.changed': nothing,
  'engine.state_changed': engineStateSchema,
  'menu.command': z.object({ command: menuCommandSchema }),
} as const;

export type ShellEvents = typeof shellEvents;
export type ShellEventName = keyof ShellEvents;
export type ShellEventPayload<Name extends ShellEventName> = z.output<ShellEvents[Name]>;

/** `event.data` of the window message that carries the engine's port. */
export const enginePortMessage = 'versa:engine-port';

/** What the preload exposes as `window.versa`: named calls and events, no way to name a channel of one's own. */
export interface ShellBridge {
  readonly boot: BootInfo;
  call<Name extends ShellCallName>(name: Name, input: ShellInput<Name>): Promise<ShellOutput<Name>>;
  on<Name extends ShellEventName>(
    name: Name,
    listener: (payload: ShellEventPayload<Name>) => void,
  ): () => void;
}

/** The page's own origin; the protocol serves nothing but the bundle. */
export const appOrigin = 'app://versaai';
