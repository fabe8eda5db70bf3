import { BrowserWindow, dialog, type OpenDialogOptions, type WebContents } from 'electron';
import type { DataFolderChange } from '../shared/shell.ts';
import { copyData, planFolder } from './data-folder.ts';
import type { EngineSupervisor } from './engine-supervisor.ts';
import type { Texts } from './texts.ts';

export interface DataFolderParts {
  texts(): Texts;
  engine: EngineSupervisor;
  /** The folder in use. */
  current(): string;
  use(folder: string): void;
}

const choose = async (title: string, sender: WebContents): Promise<string | null> => {
  const question: OpenDialogOptions = { title, properties: ['openDirectory', 'createDirectory'] };
  const window = BrowserWindow.fromWebContents(sender);
  const { canceled, filePaths } = await (window
    ? dialog.showOpenDialog(window, question)
    : dialog.showOpenDialog(question));
  return canceled ? null : (filePaths[0] ?? null);
};

/** Moves to the folder, or stays: whatever fails on the way, the engine runs again where it ran before. */
const move = async (
  { engine, current, use }: DataFolderParts,
  folder: string,
  kind: 'copy' | 'open',
): Promise<DataFolderChange> => {
  const from = current();
  // The file is whole only when nobody has it open.
  const outcome = await engine.stop();
  const failure =
    outcome === 'killed'
      ? {
          kind: 'failed' as const,
          reason: 'unknown' as const,
          detail: 'The database was not closed in time.',
        }
      : kind === 'copy'
        ? await copyData(from, folder)
        : null;
  if (failure) {
    await engine.restart('normal');
    return failure;
  }
  use(folder);
  const state = await engine.restart('normal');
  if (state.kind === 'running') return { kind: kind === 'copy' ? 'moved' : 'opened', folder };
  use(from);
  await engine.restart('normal');
  const detail =
    state.kind === 'stopped' && state.reason.kind === 'storage' ? state.reason.error.code : state.kind;
  return { kind: 'failed', reason: 'unknown', detail };
};

/** Lets the user choose another folder for the database, and goes on from there. */
export const createDataFolderChange = (
  parts: DataFolderParts,
): ((sender: WebContents) => Promise<DataFolderChange>) => {
  let isChanging = false;
  return async (sender) => {
    if (isChanging) return { kind: 'cancelled' };
    isChanging = true;
    try {
      const folder = await choose(parts.texts().chooseFolder, sender);
      if (folder === null) return { kind: 'cancelled' };
      const plan = await planFolder(parts.current(), folder);
      if (plan.kind === 'same') return { kind: 'cancelled' };
      return plan.kind === 'failed' ? plan : await move(parts, folder, plan.kind);
    } finally {
      isChanging = false;
    }
  };
};
