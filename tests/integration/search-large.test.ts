import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readerFunctions } from '../../src/engine/storage/roles.ts';
import type { Storage } from '../../src/engine/storage/index.ts';
import { smallHistory } from '../../src/engine/storage/find/vocabulary.ts';
import { conversationIdSchema } from '../../src/shared/ids.ts';
import { cleanUpShared, launchStorage, makeFolder, model, search, shareCleanUp } from '../support/storage.ts';

/*
 * What a history does that is too large to gather every word that begins with a letter. The texts are short, so that
 * the test is not long: it is the number of messages that counts.
 */

const size = smallHistory + 500;
let storage: Storage;
let dataFolder: string;

beforeAll(async () => {
  dataFolder = await makeFolder();
  storage = await launchStorage({ dataFolder });
  shareCleanUp();
  const messages = Array.from({ length: size }, (_, index) => ({
    role: index % 2 === 0 ? ('user' as const) : ('assistant' as const),
    content:
      index === 7
        ? 'sesame sapphire'
        : `salt and ${index % 3 === 0 ? 'sugar' : 'silver'} ${index % 50 === 0 ? 'saffron' : 'sand'}`,
    createdAt: Date.UTC(2020, 0, 1) + index * 60_000,
  }));
  const id = conversationIdSchema.parse('019b0000-0000-7000-8000-000000000001');
  await storage.addPrepared([{ id, title: 'Spices', createdAt: 1, model, messages }]);
}, 60_000);
afterAll(cleanUpShared);

const total = async (text: string): Promise<number> => (await storage.timeline(search(text))).total;

describe('a large history', () => {
  it('has a list of the words that many messages have, made in the background', async () => {
    expect((await storage.find(search('sa'))).hits).toEqual([]);
    await storage.makeSearchFast();
    expect((await storage.find(search('sa'))).hits).toHaveLength(20);
  });

  it('asks for the most frequent words of a beginning that very many share, and for all when a star says so', async () => {
    expect(await total('s*')).toBe(size);
    expect(await total('sapph')).toBe(1);
    expect(await total('saff')).toBe(Math.ceil(size / 50));
    expect(await total('sugar')).toBe(Math.ceil(size / 3));
    const { hits } = await storage.find(search('s'));
    expect(hits[0]?.snippet.filter(({ hit }) => hit).map(({ text }) => text)).toContain('salt');
  });

  it('counts to a thousand, and tells about how many there are beyond', async () => {
    const count = await storage.countMatches({ ...search('sugar'), limit: 1_000 });
    expect(count.precision).toBe('about');
    expect(Math.abs(count.value / (size / 3) - 1)).toBeLessThan(0.05);
  });

  it('helps with the spelling of frequent words and of rare ones', async () => {
    const words = async (text: string) =>
      (await storage.spelling(search(text))).suggestions.map(({ word }) => word);
    expect(await words('suger ')).toEqual(['sugar']);
    expect(await words('sapphyre ')).toEqual(['sapphire']);
  });

  it('is read only between the days that a search names', async () => {
    const plan = reader(() => {}).planOf('salt during:2020-01-03', Date.now());
    expect((plan?.highest ?? 0) - (plan?.lowest ?? 0)).toBeLessThan(3 * 1_440);
    const day = await storage.timeline(search('salt during:2020-01-03'));
    expect(day.bars.map(({ name }) => name)).toEqual(['2020-01-03']);
    expect(day.total).toBe(1_440);
  });

  it('lets go of a search in the middle when a newer one waits', () => {
    for (const text of ['during:2020 salt', 'sort:relevance salt']) {
      let asked = 0;
      const { find } = reader(() => {
        asked += 1;
        if (asked > 3) throw new Error('no longer wanted');
      });
      const input = search(text, { reach: 'all_matches' });
      expect(() => find(input, Date.now()), text).toThrow('no longer wanted');
      expect(asked).toBe(4);
    }
  });
});

const reader = (goOn: () => void) =>
  readerFunctions(new Sqlite(`${dataFolder}/versaai.db`, { readonly: true }), dataFolder, goOn);
