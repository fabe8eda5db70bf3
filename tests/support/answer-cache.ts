import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite, { type Database } from 'better-sqlite3';
import {
  answerKey,
  openAnswerCache,
  type AnswerCache,
  type AnswerCacheOptions,
  type AnswerKey,
  type CacheTrouble,
  type FindOptions,
  type NewAnswer,
} from '../../src/engine/cache/index.ts';
import { conversationIdSchema, endpointIdSchema, groqEndpointId } from '../../src/shared/ids.ts';

const cleanups: (() => Promise<unknown>)[] = [];
/** For `afterEach`: closes and removes what the test has made. */
export const cleanUp = async (): Promise<void> => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
};

export const makeFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'versaai-cache-'));
  cleanups.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

export interface LaunchedCache {
  cache: AnswerCache;
  dataFolder: string;
  path: string;
  troubles: CacheTrouble[];
}

export const launchCache = async (options: Partial<AnswerCacheOptions> = {}): Promise<LaunchedCache> => {
  const dataFolder = options.dataFolder ?? (await makeFolder());
  const troubles: CacheTrouble[] = [];
  const cache = openAnswerCache({
    onTrouble: (trouble) => troubles.push(trouble),
    ...options,
    dataFolder,
  });
  cleanups.push(() => cache.close());
  return { cache, dataFolder, path: join(dataFolder, 'answers.db'), troubles };
};

/** A look at the file while no cache has it open, or beside it. */
export const withFile = <Result>(path: string, look: (database: Database) => Result): Result => {
  const database = new Sqlite(path, { fileMustExist: true });
  try {
    return look(database);
  } finally {
    database.close();
  }
};

export const newYear = Date.UTC(2026, 0, 1);
export const minute = 60_000;
export const hour = 60 * minute;

export const otherEndpoint = endpointIdSchema.parse('other');
/** Conversations by number. */
export const conversation = (number: number) =>
  conversationIdSchema.parse(`019b0000-0000-7000-8000-${String(number).padStart(12, '0')}`);

export const keyOf = (question: string): AnswerKey =>
  answerKey({
    endpointId: groqEndpointId,
    baseUrl: 'https://api.example/v1',
    model: 'small',
    parameters: {},
    turns: [{ role: 'user', content: question }],
  });

/** An answer to a question, under the question's key. */
export const answerTo = (question: string, more: Partial<NewAnswer> = {}): NewAnswer => ({
  key: keyOf(question),
  question,
  content: `About ${question}`,
  finishReason: 'stop',
  usage: { inputTokens: 10, outputTokens: 20 },
  timing: { firstTokenMs: 12.5, totalMs: 400.4 },
  endpointId: groqEndpointId,
  model: 'small',
  conversationId: conversation(1),
  createdAt: newYear,
  costMicrodollars: 7,
  ...more,
});

export const always: FindOptions = { freshFor: 'always', now: newYear + minute, expired: 'refused' };

/** Which of the questions still have an answer. */
export const answered = async (cache: AnswerCache, questions: readonly string[]): Promise<string[]> => {
  const found = await Promise.all(questions.map((question) => cache.find(keyOf(question), always)));
  return questions.filter((_, index) => found[index] !== null);
};
