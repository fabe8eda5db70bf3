import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import type { Migration } from './migrations/index.ts';

export interface MigrateOptions {
  dataFolder: string;
  now: number;
  applicationId: number;
  migrations: readonly Migration[];
}

const versionOf = (database: Database): number => Number(database.pragma('user_version', { simple: true }));

/** A copy beside the database, compact and consistent, before anything about it is changed. */
const backUp = (database: Database, version: number, { dataFolder, now }: MigrateOptions): void => {
  const folder = join(dataFolder, 'backups');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const time = new Date(now).toISOString().replaceAll(/[-:.]/g, '');
  const path = join(folder, `versaai-v${version}-${time}.db`);
  // SQLite would make the file readable for all; into an empty one it writes without changing its mode.
  closeSync(openSync(path, 'wx', 0o600));
  database.prepare('VACUUM INTO ?').run(path);
};

/**
 * Brings the file from its version to the newest, each step in one transaction with the version's number. Nothing is
 * touched when it is there already.
 */
export const migrate = (database: Database, options: MigrateOptions): void => {
  const from = versionOf(database);
  const missing = options.migrations.filter(({ version }) => version > from);
  if (missing.length === 0) return;
  if (from > 0) backUp(database, from, options);
  for (const { version, sql } of missing) {
    database
      .transaction(() => {
        // Another process may have been faster between the look and the lock.
        if (versionOf(database) >= version) return;
        database.exec(sql);
        if (version === 1) {
          database.pragma(`application_id = ${options.applicationId}`);
          database.prepare("INSERT INTO meta (key, value) VALUES ('made_by', 'VersaAI Desktop')").run();
        }
        database.pragma(`user_version = ${version}`);
      })
      .exclusive();
  }
};
