import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { searchTextVersion } from '../../src/engine/search/index.ts';
import { openStorage, type Storage } from '../../src/engine/storage/index.ts';
import { migrations } from '../../src/engine/storage/migrations/index.ts';
import { corpus, corpusVersion } from '../../tests/support/corpus/index.ts';
import { inCache } from '../../scripts/lib/paths.mjs';

const seed = 7;
const batch = 2_000;

const open = (dataFolder: string): Promise<Storage> =>
  openStorage({ dataFolder, mode: 'safe', now: Date.now });

/** A data folder with a history of so many messages, made once by the storage itself and kept outside the project. */
export const historyOf = async (messages: number): Promise<string> => {
  const version = `${corpusVersion}-${searchTextVersion.replaceAll('/', '-')}-${migrations.length}`;
  const folder = inCache('histories', version, String(messages));
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  const storage = await open(unfinished);
  let made = 0;
  let told = 0;
  for (const conversations of corpus({ messages, seed, batch })) {
    await storage.addPrepared(conversations);
    made += conversations.reduce((sum, one) => sum + one.messages.length, 0);
    if (made - told < messages / 10) continue;
    told = made;
    console.log(`  a history of ${messages}: ${made} messages are written`);
  }
  await storage.makeSearchFast();
  await storage.close();
  renameSync(unfinished, folder);
  return folder;
};
