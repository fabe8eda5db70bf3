import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import Sqlite from 'better-sqlite3';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createAnswerFunctions } from '../../src/engine/cache/answers.ts';
import { answersPath, applicationId, fileVersion, openAnswersFile } from '../../src/engine/cache/file.ts';
import type { AnswerCache } from '../../src/engine/cache/index.ts';
import {
  always,
  answered,
  answerTo,
  cleanUp,
  keyOf,
  launchCache,
  makeFolder,
  newYear,
  withFile,
} from '../support/answer-cache.ts';

afterEach(cleanUp);

const numbered = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `question ${index}`);

/** A folder whose file holds an answer to each question. */
const makeFilled = async (questions: readonly string[]): Promise<string> => {
  const { cache, dataFolder } = await launchCache();
  await Promise.all(questions.map((question) => cache.keep(answerTo(question))));
  await cache.close();
  return dataFolder;
};

const bytesBecome = (cache: AnswerCache, most: number): Promise<void> =>
  vi.waitFor(async () => expect((await cache.statistics()).file.bytes).toBeLessThanOrEqual(most), {
    timeout: 5_000,
  });

describe('the limit', () => {
  const content = 'x'.repeat(1_000);

  it('is held while answers are kept, and what was used last stays', async () => {
    const { cache, troubles } = await launchCache({ limitBytes: 100_000, memoryBytes: 10_000 });
    const questions = numbered(300);
    for (const [index, question] of questions.entries()) {
      await cache.keep(answerTo(question, { content, createdAt: newYear + index }));
      await cache.find(keyOf('question 0'), { ...always, now: newYear + index });
    }
    await bytesBecome(cache, 100_000);
    const left = await answered(cache, questions);
    expect(left[0]).toBe('question 0');
    expect(left.slice(1)).toEqual(questions.slice(1 - left.length));
    expect(left.length).toBeGreaterThan(60);
    expect(troubles).toEqual([]);
  });

  it('can be lowered, and the file becomes smaller', async () => {
    const { cache, dataFolder } = await launchCache();
    const questions = numbered(1_000);
    await Promise.all(
      questions.map((question, index) =>
        cache.keep(answerTo(question, { content, createdAt: newYear + index })),
      ),
    );
    cache.setLimit(50_000);
    // Lookups are answered in between: before it is done, none has to wait for all of it.
    expect(await cache.find(keyOf('question 999'), always)).not.toBeNull();
    await bytesBecome(cache, 50_000);
    expect(await answered(cache, questions)).toEqual(questions.slice(-35));
    await cache.close();
    expect(statSync(answersPath(dataFolder)).size).toBeLessThan(150_000);
  });

  it('is applied to what an earlier start has left', async () => {
    const dataFolder = await makeFilled(numbered(500));
    const { cache } = await launchCache({ dataFolder, limitBytes: 20_000 });
    await bytesBecome(cache, 20_000);
    expect((await cache.statistics()).file.entries).toBeGreaterThan(0);
  });

  it('leaves nothing in memory that went from the file', async () => {
    const { cache } = await launchCache();
    await Promise.all(numbered(20).map((question) => cache.keep(answerTo(question))));
    cache.setLimit(0);
    await bytesBecome(cache, 0);
    await vi.waitFor(async () => expect((await cache.statistics()).memory.entries).toBe(0));
  });

  it('is reached again after everything was dropped, and the disk has its pages back', async () => {
    const dataFolder = await makeFilled(numbered(2_000));
    const { cache } = await launchCache({ dataFolder });
    expect(await cache.drop({ kind: 'all' })).toBe(2_000);
    await vi.waitFor(async () => {
      await cache.statistics();
      expect(withFile(answersPath(dataFolder), (file) => file.pragma('freelist_count'))).toEqual([
        { freelist_count: 0 },
      ]);
    });
    await cache.close();
    expect(statSync(answersPath(dataFolder)).size).toBeLessThan(80_000);
    expect(readFileSync(answersPath(dataFolder)).includes('About question')).toBe(false);
  });
});

describe('a process that is killed while it writes', () => {
  it('leaves a file that opens with what was kept before', async () => {
    const dataFolder = await makeFolder();
    const support = new URL('../support/answer-cache.ts', import.meta.url).href;
    const index = new URL('../../src/engine/cache/index.ts', import.meta.url).href;
    const program = `
      import { openAnswerCache } from ${JSON.stringify(index)};
      import { answerTo } from ${JSON.stringify(support)};
      const cache = openAnswerCache({ dataFolder: ${JSON.stringify(dataFolder)} });
      for (let number = 0; ; number += 1) {
        await Promise.all(Array.from({ length: 20 }, (_, index) =>
          cache.keep(answerTo('question ' + (number * 20 + index), { content: 'x'.repeat(5000) }))));
        if (number === 10) console.log('writing');
      }`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(createInterface({ input: child.stdout }), 'line');
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;

    const { cache, troubles } = await launchCache({ dataFolder });
    expect(await answered(cache, numbered(200))).toEqual(numbered(200));
    const { entries, bytes } = (await cache.statistics()).file;
    expect(bytes).toBeGreaterThan(entries * 5_000);
    expect(withFile(answersPath(dataFolder), (file) => file.pragma('integrity_check'))).toEqual([
      { integrity_check: 'ok' },
    ]);
    expect(troubles).toEqual([]);
  });
});

describe('a file that cannot be used makes way for a new one:', () => {
  const foreign = (path: string): void => {
    const database = new Sqlite(path);
    database.exec("CREATE TABLE recipes (name); INSERT INTO recipes VALUES ('soup')");
    database.close();
  };
  const ours = async (change: (path: string) => void): Promise<string> => {
    const dataFolder = await makeFilled(numbered(200));
    change(answersPath(dataFolder));
    return dataFolder;
  };
  const placed = async (place: (path: string) => void): Promise<string> => {
    const dataFolder = await makeFolder();
    place(answersPath(dataFolder));
    return dataFolder;
  };
  const overwritten = (path: string, from: number, bytes: number): void => {
    const content = readFileSync(path);
    writeFileSync(path, content.fill(0xa5, from, from + bytes));
  };

  it.each<[string, () => Promise<string>, 'deleted' | 'put aside']>([
    ['noise', () => placed((path) => writeFileSync(path, Buffer.alloc(10_000, 0xa5))), 'put aside'],
    ['a text', () => placed((path) => writeFileSync(path, 'Not a database, but notes.')), 'put aside'],
    ['another program’s database', () => placed(foreign), 'put aside'],
    ['a folder', () => placed((path) => mkdirSync(path)), 'put aside'],
    [
      'one of a newer version',
      () => ours((path) => withFile(path, (file) => file.pragma(`user_version = ${fileVersion + 1}`))),
      'deleted',
    ],
    [
      'one of an older version',
      () => ours((path) => withFile(path, (file) => file.pragma('user_version = 0'))),
      'deleted',
    ],
    [
      'one without its tables',
      () => ours((path) => withFile(path, (file) => file.exec('DROP TABLE answers'))),
      'deleted',
    ],
    ['one with a damaged schema', () => ours((path) => overwritten(path, 100, 3_996)), 'deleted'],
    [
      'one cut short',
      () => ours((path) => writeFileSync(path, readFileSync(path).subarray(0, 4_096))),
      'deleted',
    ],
  ])('%s', async (_, make, fate) => {
    const dataFolder = await make();
    const { cache, path, troubles } = await launchCache({ dataFolder });
    expect(await answered(cache, numbered(1))).toEqual([]);
    await cache.keep(answerTo('tea'));
    expect(await answered(cache, ['tea'])).toEqual(['tea']);
    expect(troubles.map(({ kind }) => kind)).toEqual(['replaced']);
    expect(existsSync(`${path}.aside`)).toBe(fate === 'put aside');
    await cache.close();

    const { cache: restarted, troubles: later } = await launchCache({ dataFolder });
    expect(await answered(restarted, ['tea'])).toEqual(['tea']);
    expect(later).toEqual([]);
  });

  it('a page that is found damaged only when it is read', async () => {
    const dataFolder = await ours((path) => {
      const leaves = withFile(path, (file) =>
        file
          .prepare<[], number>("SELECT pageno FROM dbstat WHERE name = 'answers' AND pagetype = 'leaf'")
          .pluck()
          .all(),
      );
      for (const page of leaves) overwritten(path, (page - 1) * 4_096, 4_096);
    });
    const { cache, troubles } = await launchCache({ dataFolder });
    expect(await cache.find(keyOf('question 1'), always)).toBeNull();
    await cache.keep(answerTo('tea'));
    expect(await answered(cache, ['tea', 'question 1'])).toEqual(['tea']);
    expect(troubles.map(({ kind }) => kind)).toEqual(['failed', 'replaced']);
  });

  it('but one of 0 bytes is a new one', async () => {
    const dataFolder = await placed((path) => writeFileSync(path, ''));
    const { cache, troubles } = await launchCache({ dataFolder });
    await cache.keep(answerTo('tea'));
    expect(await answered(cache, ['tea'])).toEqual(['tea']);
    expect(troubles).toEqual([]);
  });
});

describe('the file', () => {
  it('is ours, and its owner’s alone, and has no log when it was closed', async () => {
    const path = answersPath(await makeFilled(['tea']));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(existsSync(`${path}-wal`)).toBe(false);
    const pragmas = withFile(path, (file) =>
      ['application_id', 'user_version', 'journal_mode', 'auto_vacuum'].map((name) =>
        file.pragma(name, { simple: true }),
      ),
    );
    expect(pragmas).toEqual([applicationId, fileVersion, 'wal', 2]);
  });

  it('is asked by its indexes, and not by reading its texts', async () => {
    const path = answersPath(await makeFilled(['tea']));
    const plan = (sql: string): string =>
      withFile(path, (file) =>
        file
          .prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
          .all()
          .map(({ detail }) => detail)
          .join('; '),
      );
    expect(plan('SELECT count(*), sum(bytes) FROM answers')).toContain('COVERING INDEX');
    expect(plan('SELECT number, bytes FROM answers ORDER BY last_used_at LIMIT 50')).toBe(
      'SCAN answers USING COVERING INDEX answers_by_use',
    );
    expect(plan('SELECT number, bytes FROM answers ORDER BY uses DESC, last_used_at DESC')).toBe(
      'SCAN answers USING COVERING INDEX answers_by_heat',
    );
  });
});

describe('a row that was changed', () => {
  it.each([
    ['content', "UPDATE answers SET content = replace(content, 'A', 'a')"],
    ['content, in a single bit', "UPDATE answers SET content = CAST(x'c1' || substr(content, 2) AS TEXT)"],
    ['question', "UPDATE answers SET question = 'coffee'"],
    ['model', "UPDATE answers SET model = 'large'"],
    ['conversation', "UPDATE answers SET conversation = 'x'"],
    ['finish reason', "UPDATE answers SET finish_reason = 'length'"],
    ['usage', 'UPDATE answers SET output_tokens = NULL'],
    ['timing', 'UPDATE answers SET total_ms = total_ms + 1'],
    ['price', 'UPDATE answers SET cost_microdollars = 0'],
    ['time', 'UPDATE answers SET created_at = created_at + 1'],
    ['checksum', 'UPDATE answers SET checksum = zeroblob(32)'],
  ])('in its %s is not found, and goes', async (_, statement) => {
    const dataFolder = await makeFilled(['tea']);
    withFile(answersPath(dataFolder), (file) => file.exec(statement));
    const { cache, troubles } = await launchCache({ dataFolder });
    expect(await cache.find(keyOf('tea'), always)).toBeNull();
    expect((await cache.statistics()).file).toMatchObject({ hits: 0, entries: 0, bytes: 0 });
    expect(troubles).toEqual([]);
  });

  it('under another key is not found, nor warmed', async () => {
    const dataFolder = await makeFilled(['tea', 'coffee']);
    withFile(answersPath(dataFolder), (file) =>
      file
        .prepare("UPDATE answers SET key = ? WHERE question = 'tea'")
        .run(Buffer.from(keyOf('cocoa'), 'hex')),
    );
    const { cache } = await launchCache({ dataFolder });
    await cache.warm();
    expect(await cache.statistics()).toMatchObject({ memory: { entries: 1 }, file: { entries: 1 } });
    expect(await answered(cache, ['tea', 'coffee', 'cocoa'])).toEqual(['coffee']);
  });
});

describe('when the cache fails, a send does not:', () => {
  it('a thread that dies finds and keeps nothing, and is told of once', async () => {
    const program = `import { parentPort } from 'node:worker_threads';
      parentPort.on('message', () => { throw new Error('no more'); });`;
    const threadUrl = new URL(`data:text/javascript,${encodeURIComponent(program)}`);
    const { cache, troubles } = await launchCache({ threadUrl });
    await cache.keep(answerTo('tea'));
    expect(await answered(cache, ['tea', 'coffee'])).toEqual([]);
    expect(await cache.drop({ kind: 'all' })).toBe(0);
    expect(troubles).toEqual([{ kind: 'lost', detail: 'no more' }]);
  });

  it('no file can be made', async () => {
    const folder = await makeFolder();
    writeFileSync(join(folder, 'file'), '');
    const { cache, troubles } = await launchCache({ dataFolder: join(folder, 'file', 'data') });
    await cache.keep(answerTo('tea'));
    expect(await cache.find(keyOf('tea'), always)).toBeNull();
    expect(troubles.map(({ kind }) => kind)).toEqual(['lost']);
  });

  it('a file that may not be read is put aside', async () => {
    const dataFolder = await makeFilled(['tea']);
    chmodSync(answersPath(dataFolder), 0o000);
    const { cache, troubles } = await launchCache({ dataFolder });
    await cache.keep(answerTo('coffee'));
    expect(await answered(cache, ['coffee'])).toEqual(['coffee']);
    // Root reads everything.
    expect(troubles.length).toBe(process.getuid?.() === 0 ? 0 : 1);
  });

  it('a file that another holds keeps nothing meanwhile, and goes on afterwards', async () => {
    const { cache, path, troubles } = await launchCache();
    await cache.keep(answerTo('tea'));
    const other = new Sqlite(path);
    other.exec('BEGIN IMMEDIATE');
    await cache.keep(answerTo('coffee'));
    other.close();
    expect(await answered(cache, ['tea', 'coffee'])).toEqual(['tea']);
    expect(troubles).toMatchObject([{ kind: 'failed' }]);
    await cache.keep(answerTo('coffee'));
    expect(await answered(cache, ['tea', 'coffee'])).toEqual(['tea', 'coffee']);
  });

  it('a full disk refuses an answer and leaves the count as it was', async () => {
    const dataFolder = await makeFolder();
    openAnswersFile(
      dataFolder,
      (database) => {
        const functions = createAnswerFunctions(database);
        functions.store(answerTo('tea'));
        const before = functions.statistics(null);
        database.pragma(`max_page_count = ${database.pragma('page_count', { simple: true })}`);
        const large = answerTo('tea', { content: 'x'.repeat(100_000) });
        expect(() => functions.store(large)).toThrow('full');
        expect(functions.statistics(null)).toEqual(before);
        expect(functions.find(keyOf('tea'))).toMatchObject({ content: 'About tea' });
        database.close();
      },
      () => {},
    );
  });
});
