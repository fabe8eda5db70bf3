import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import Sqlite from 'better-sqlite3';
import { afterEach, describe, expect, it } from 'vitest';
import { applicationId } from '../../src/engine/storage/file.ts';
import type { StorageProblem } from '../../src/engine/storage/index.ts';
import { migrate } from '../../src/engine/storage/migrate.ts';
import { migrations } from '../../src/engine/storage/migrations/index.ts';
import { ContractFailure, type ContractError } from '../../src/shared/contract/index.ts';
import { conversationIdSchema } from '../../src/shared/ids.ts';
import { cleanUp, exchange, launchStorage, makeFolder, openWriter, search } from '../support/storage.ts';

afterEach(cleanUp);

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);
const hashOf = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');
const refusalOf = async (dataFolder: string): Promise<ContractError | undefined> => {
  const error: unknown = await launchStorage({ dataFolder }).catch((reason: unknown) => reason);
  return error instanceof ContractFailure ? error.error : undefined;
};

/** A process of its own that writes, says so, and is killed before it can do anything else. */
const writeAndDie = async (dataFolder: string): Promise<string> => {
  const index = new URL('../../src/engine/storage/index.ts', import.meta.url).href;
  const program = `
    import { openStorage } from ${JSON.stringify(index)};
    const storage = await openStorage({
      dataFolder: ${JSON.stringify(dataFolder)}, mode: 'normal', now: () => Date.now(),
    });
    const model = { endpointId: 'groq', model: 'm' };
    const change = await storage.beginConversation({ text: 'Written before the end', model, parameters: {} });
    await storage.checkpointAnswer({ messageId: change.answer.id, content: 'half an ans' });
    console.log(change.conversation.id);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [id] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
  return id;
};

describe('a process that is killed', () => {
  it('loses nothing that was acknowledged, and the file is checked behind the next start', async () => {
    const dataFolder = await makeFolder();
    const conversationId = conversationIdSchema.parse(await writeAndDie(dataFolder));
    const problems: StorageProblem[] = [];
    const storage = await launchStorage({ dataFolder, onProblem: (problem) => problems.push(problem) });
    expect(await storage.recoverJobs()).toEqual({ interrupted: 1, queued: 0 });
    const page = await storage.messagesPage({ conversationId, position: { kind: 'latest' }, limit: 10 });
    expect(page.messages).toMatchObject([
      { content: 'Written before the end', state: { kind: 'complete' } },
      { content: 'half an ans', state: { kind: 'interrupted' } },
    ]);
    expect((await storage.find(search('half ans'))).hits).toHaveLength(1);
    expect(problems).toEqual([]);
  });

  it('leaves damage that the check finds and tells of', async () => {
    const dataFolder = await makeFolder();
    const { database } = await openWriter(dataFolder);
    // A row that no statement of ours could have written, as a lying disk may leave it.
    database.pragma('ignore_check_constraints = ON');
    database.exec("UPDATE endpoints SET kind = 'nonsense'");
    database.close();
    const found = new Promise<StorageProblem>((resolve) => {
      void launchStorage({ dataFolder, mode: 'safe', onProblem: resolve }).catch(() => {});
    });
    expect(await found).toMatchObject({ kind: 'damaged' });
  });
});

describe('the file', () => {
  it('is for its owner alone, in a folder for its owner alone, and its log goes at closing', async () => {
    const dataFolder = join(await makeFolder(), 'a', 'profile');
    const storage = await launchStorage({ dataFolder });
    await exchange(storage, 'Q', 'A');
    expect(readdirSync(dataFolder).sort()).toEqual(['versaai.db', 'versaai.db-shm', 'versaai.db-wal']);
    expect(modeOf(dataFolder)).toBe('700');
    for (const name of readdirSync(dataFolder)) expect(modeOf(join(dataFolder, name))).toBe('600');
    await storage.close();
    expect(readdirSync(dataFolder)).toEqual(['versaai.db']);
  });

  it('that others could read is closed to them', async () => {
    const dataFolder = await makeFolder();
    writeFileSync(join(dataFolder, 'versaai.db'), '', { mode: 0o644 });
    await launchStorage({ dataFolder });
    expect(modeOf(join(dataFolder, 'versaai.db'))).toBe('600');
  });

  it('is durable, guarded and marked as ours', async () => {
    const { database } = await openWriter();
    const pragma = (name: string) => database.pragma(name, { simple: true });
    expect(pragma('journal_mode')).toBe('wal');
    expect(pragma('synchronous')).toBe(2);
    expect(pragma('foreign_keys')).toBe(1);
    expect(pragma('trusted_schema')).toBe(0);
    expect(pragma('application_id')).toBe(applicationId);
    expect(pragma('user_version')).toBe(migrations.length);
  });

  it('of 0 bytes is a new one', async () => {
    const dataFolder = await makeFolder();
    writeFileSync(join(dataFolder, 'versaai.db'), '');
    const storage = await launchStorage({ dataFolder });
    expect(await storage.status()).toMatchObject({ conversations: 0, dataFolder });
  });
});

describe('a file that cannot be used is refused and left as it is:', () => {
  const refused = async (make: (path: string) => void): Promise<ContractError | undefined> => {
    const dataFolder = await makeFolder();
    const path = join(dataFolder, 'versaai.db');
    make(path);
    const before = hashOf(path);
    const error = await refusalOf(dataFolder);
    expect(hashOf(path)).toBe(before);
    expect(readdirSync(dataFolder)).toEqual(['versaai.db']);
    return error;
  };

  it('another program’s database', async () => {
    const error = await refused((path) => new Sqlite(path).exec('CREATE TABLE theirs (a)').close());
    expect(error).toMatchObject({ code: 'storage.not_ours' });
  });

  it('a file that is no database', async () => {
    const error = await refused((path) => writeFileSync(path, 'Dear diary, '.repeat(1_000)));
    expect(error).toMatchObject({ code: 'storage.damaged' });
  });

  it('a file that begins like a database and goes on as noise', async () => {
    const good = await openWriter();
    good.database.close();
    const bytes = readFileSync(good.path);
    bytes.fill(0xa5, 100);
    expect(await refused((path) => writeFileSync(path, bytes))).toMatchObject({ code: 'storage.damaged' });
  });

  it('a file cut short', async () => {
    const good = await openWriter();
    good.database.close();
    const bytes = readFileSync(good.path).subarray(0, 6_000);
    expect(await refused((path) => writeFileSync(path, bytes))).toMatchObject({ code: 'storage.damaged' });
  });

  it('a database of a newer version', async () => {
    const good = await openWriter();
    good.database.pragma('user_version = 99');
    good.database.close();
    const error = await refused((path) => copyFileSync(good.path, path));
    expect(error).toMatchObject({
      code: 'storage.newer_version',
      data: { fileVersion: 99, supportedVersion: migrations.length },
    });
  });

  it('a place where no file can be made', async () => {
    const folder = await makeFolder();
    writeFileSync(join(folder, 'file'), '');
    expect(await refusalOf(join(folder, 'file'))).toMatchObject({ code: 'storage.unavailable' });
    mkdirSync(join(folder, 'taken', 'versaai.db'), { recursive: true });
    expect(await refusalOf(join(folder, 'taken'))).toMatchObject({ code: 'storage.unavailable' });
  });
});

describe('a database of version 1', () => {
  it('opens with all that it holds', async () => {
    const dataFolder = await makeFolder();
    copyFileSync(new URL('../fixtures/databases/v1.db', import.meta.url), join(dataFolder, 'versaai.db'));
    const storage = await launchStorage({ dataFolder });
    expect(await storage.status()).toMatchObject({ conversations: 2, messages: 8 });
    expect(await storage.recoverJobs()).toEqual({ interrupted: 1, queued: 0 });
    const { conversations } = await storage.listConversations({ limit: 10, before: null, shelf: 'recent' });
    expect(conversations.map(({ title }) => title)).toEqual(['機械学習とは何ですか?', 'Colours of the sky']);
    const [, sky] = conversations;
    if (!sky) return;
    expect(await storage.conversation(sky.id)).toMatchObject({
      systemPrompt: 'Answer briefly.',
      draft: 'and on Ven',
      parameters: { temperature: 0.5 },
      messageCount: 4,
    });
    const page = await storage.messagesPage({
      conversationId: sky.id,
      position: { kind: 'latest' },
      limit: 10,
    });
    expect(page.messages.map(({ siblings }) => `${siblings.index + 1}/${siblings.count}`)).toEqual([
      ...['1/1', '1/1', '2/2', '1/1'],
    ]);
    expect(page.messages.at(-1)).toMatchObject({ usage: { inputTokens: 12, outputTokens: 34 } });
    const hits = async (text: string) => (await storage.find(search(text))).hits.length;
    expect([
      await hits('wavelength'),
      await hits('機械'),
      await hits('thrown'),
      await hits('rayleigh'),
    ]).toEqual([...[1, 2, 0, 1]]);
    expect(await storage.endpoints()).toHaveLength(2);
    expect(await storage.defaults()).toMatchObject({ parameters: { topP: 0.9 } });
  });
});

describe('a migration', () => {
  const current = migrations.length;
  const next = {
    version: current + 1,
    name: 'next',
    sql: 'ALTER TABLE conversations ADD COLUMN colour TEXT',
  };
  const options = (dataFolder: string, step: typeof next) => ({
    dataFolder,
    now: Date.UTC(2026, 0, 2, 3, 4, 5),
    applicationId,
    migrations: [...migrations, step],
  });

  it('runs after a backup that only the owner can read', async () => {
    const dataFolder = await makeFolder();
    const { database } = await openWriter(dataFolder);
    database.exec("INSERT INTO settings VALUES ('draft', 'precious')");
    migrate(database, options(dataFolder, next));
    expect(database.pragma('user_version', { simple: true })).toBe(current + 1);
    const [name, ...others] = readdirSync(join(dataFolder, 'backups'));
    expect([name, others]).toEqual([`versaai-v${current}-20260102T030405000Z.db`, []]);
    const backup = join(dataFolder, 'backups', name ?? '');
    expect(modeOf(backup)).toBe('600');
    const copy = new Sqlite(backup, { readonly: true });
    expect(copy.pragma('user_version', { simple: true })).toBe(current);
    expect(copy.prepare('SELECT value FROM settings').pluck().get()).toBe('precious');
    copy.close();
  });

  it('that fails leaves the file as it was', async () => {
    const dataFolder = await makeFolder();
    const { database } = await openWriter(dataFolder);
    const broken = { ...next, sql: `${next.sql}; SELECT no_such_function()` };
    expect(() => migrate(database, options(dataFolder, broken))).toThrow('no_such_function');
    expect(database.pragma('user_version', { simple: true })).toBe(current);
    const columns = database.prepare("SELECT name FROM pragma_table_info('conversations')").pluck().all();
    expect(columns).not.toContain('colour');
  });

  it('does not run, nor a backup, when there is nothing to do', async () => {
    const dataFolder = await makeFolder();
    await (await launchStorage({ dataFolder })).close();
    await (await launchStorage({ dataFolder })).close();
    expect(readdirSync(dataFolder)).toEqual(['versaai.db']);
  });
});
