import { statSync } from 'node:fs';
import { join } from 'node:path';

/** Known to the engine's thread too, which must not load SQLite. */
export const databasePath = (dataFolder: string): string => join(dataFolder, 'versaai.db');

/** Whether the last one who wrote did not close the file: then the log is still there, which SQLite removes at closing. */
export const wasLeftOpen = (dataFolder: string): boolean =>
  (statSync(`${databasePath(dataFolder)}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
