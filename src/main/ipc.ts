import {
  BrowserWindow,
  ipcMain,
  type IpcMainEvent,
  type IpcMainInvokeEvent,
  type WebContents,
} from 'electron';
import type { z } from 'zod';
import {
  shellCalls,
  type BootInfo,
  type ShellCallName,
  type ShellCalls,
  type ShellEventName,
  type ShellEventPayload,
  type ShellOutput,
} from '../shared/shell.ts';
import { describeError } from './describe-error.ts';
import type { Log } from './log.ts';
import type { Origins } from './origins.ts';

/** One function for each call; `sender` is the window that asks. */
export type ShellHandlers = {
  [Name in Exclude<ShellCallName, 'boot'>]: (
    input: z.output<ShellCalls[Name]['input']>,
    sender: WebContents,
  ) => ShellOutput<Name> | Promise<ShellOutput<Name>>;
};

export const tellWindows = <Name extends ShellEventName>(
  name: Name,
  payload: ShellEventPayload<Name>,
): void => {
  for (const window of BrowserWindow.getAllWindows()) window.webContents.send(`shell-event:${name}`, payload);
};

/** Lets windows of ours, and nobody else, call what is named in the contract with input that fits it. */
export const serveShellCalls = (
  handlers: ShellHandlers,
  boot: () => BootInfo,
  origins: Origins,
  log: Log,
): void => {
  const isOurs = ({ senderFrame, sender }: IpcMainEvent | IpcMainInvokeEvent): boolean =>
    senderFrame !== null &&
    senderFrame === sender.mainFrame &&
    BrowserWindow.fromWebContents(sender) !== null &&
    origins.isOurs(senderFrame.url);

  const refuse = (name: string, why: string): Error => {
    log.write({ level: 'warning', event: 'call.refused', details: { name, why } });
    return new Error(`${name} was refused: ${why}`);
  };

  // The page needs it before its first paint, so the preload asks and waits.
  ipcMain.on('shell:boot', (event) => {
    event.returnValue = isOurs(event) ? boot() : null;
  });

  for (const name of Object.keys(handlers) as (keyof ShellHandlers)[]) {
    ipcMain.handle(`shell:${name}`, async (event, raw: unknown) => {
      if (!isOurs(event)) throw refuse(name, 'the sender is not a window of the app');
      const input = shellCalls[name].input.safeParse(raw);
      if (!input.success) throw refuse(name, 'the input does not fit');
      // The table pairs each schema with its handler; the compiler cannot follow the pair through a variable name.
      const handler = handlers[name] as (input: unknown, sender: WebContents) => unknown;
      try {
        return await handler(input.data, event.sender);
      } catch (reason) {
        log.write({ level: 'error', event: 'call.failed', details: { name, ...describeError(reason) } });
        throw new Error(`${name} failed`, { cause: reason });
      }
    });
  }
};
