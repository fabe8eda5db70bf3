import {
  clipboard,
  Menu,
  type BrowserWindow,
  type ContextMenuParams,
  type MenuItemConstructorOptions,
} from 'electron';
import type { Texts } from './texts.ts';

const itemsFor = (
  { isEditable, selectionText, linkURL, editFlags }: ContextMenuParams,
  texts: Texts,
): MenuItemConstructorOptions[] => {
  const items: MenuItemConstructorOptions[] = [];
  if (isEditable) items.push({ role: 'cut', label: texts.cut, enabled: editFlags.canCut });
  if (isEditable || selectionText)
    items.push({ role: 'copy', label: texts.copy, enabled: editFlags.canCopy });
  if (isEditable) items.push({ role: 'paste', label: texts.paste, enabled: editFlags.canPaste });
  if (/^(https|mailto):/.test(linkURL))
    items.push({ label: texts.copyLink, click: () => void clipboard.writeText(linkURL) });
  if (items.length > 0)
    items.push(
      { type: 'separator' },
      { role: 'selectAll', label: texts.selectAll, enabled: editFlags.canSelectAll },
    );
  return items;
};

/** Cut, copy and paste where they make sense. */
export const attachContextMenu = (window: BrowserWindow, texts: () => Texts): void => {
  window.webContents.on('context-menu', (_event, about) => {
    const items = itemsFor(about, texts());
    if (items.length > 0) Menu.buildFromTemplate(items).popup({ window });
  });
};
