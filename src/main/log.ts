import { appendFileSync, chmodSync, existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { LogEntry } from '../shared/engine-process.ts';

const keptFiles = 3;

export interface Log {
  readonly file: string;
  write(entry: LogEntry): void;
}

/** Renames `log` to `log.1`, that to `log.2`, and lets the oldest go. */
const rotate = (file: string): void => {
  for (let age = keptFiles - 1; age >= 1; age -= 1) {
    const from = age === 1 ? file : `${file}.${age - 1}`;
    if (existsSync(from)) renameSync(from, `${file}.${age}`);
  }
};

/** One JSON object a line: what happened, in codes and numbers. Written at once: the next line may be a crash. */
export const openLog = (file: string, fileLimit = 5 * 1024 * 1024): Log => {
  /** `null`: the file has not been looked at, or is to be made anew. */
  let size: number | null = null;

  const append = (line: string): void => {
    if (size === null) {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    }
    if (size > 0 && size + line.length > fileLimit) {
      rotate(file);
      size = 0;
    }
    appendFileSync(file, line, { mode: 0o600 });
    // The mode above counts for a new file only.
    if (size === 0) chmodSync(file, 0o600);
    size += Buffer.byteLength(line);
  };

  return {
    file,
    write({ level, event, details }) {
      try {
        append(`${JSON.stringify({ at: new Date().toISOString(), level, event, ...details })}\n`);
      } catch {
        // A full or read-only disk must not take the app down with it.
        size = null;
      }
    },
  };
};
