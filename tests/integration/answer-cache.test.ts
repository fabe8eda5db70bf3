import { afterEach, describe, expect, it } from 'vitest';
import { answersPath } from '../../src/engine/cache/file.ts';
import type { Selection } from '../../src/engine/cache/index.ts';
import {
  always,
  answered,
  answerTo,
  cleanUp,
  conversation,
  hour,
  keyOf,
  launchCache,
  minute,
  newYear,
  otherEndpoint,
  withFile,
} from '../support/answer-cache.ts';

afterEach(cleanUp);

describe('an answer that was kept', () => {
  it('is found in memory, and after a restart in the file and then in memory', async () => {
    const { cache, dataFolder } = await launchCache();
    const { key, question: _, ...answer } = answerTo('tea');
    await cache.keep(answerTo('tea'));
    expect(await cache.find(key, always)).toEqual({ answer, age: 'fresh', layer: 'memory' });
    await cache.close();

    const { cache: restarted } = await launchCache({ dataFolder });
    expect(await restarted.find(key, always)).toEqual({ answer, age: 'fresh', layer: 'file' });
    expect(await restarted.find(key, always)).toEqual({ answer, age: 'fresh', layer: 'memory' });
  });

  it('comes back as it was: without usage and price, long, in any script, even ill-formed', async () => {
    const { cache, dataFolder } = await launchCache();
    const odd = answerTo('odd', {
      content: `${'長い答え 👩‍👩‍👧 é e\u0301 \0 '.repeat(5_000)}`,
      question: `${'x'.repeat(1_999)}🙂`,
      finishReason: 'length',
      usage: null,
      costMicrodollars: null,
      timing: { firstTokenMs: 0.1 + 0.2, totalMs: 1e9 / 3 },
    });
    await cache.keep(odd);
    await cache.keep(answerTo('cut', { content: 'half a \ud83d' }));
    await cache.close();
    const { cache: restarted } = await launchCache({ dataFolder });
    const { key: _key, question: _question, ...answer } = odd;
    expect(await restarted.find(odd.key, always)).toMatchObject({ answer });
    expect(await restarted.find(keyOf('cut'), always)).toMatchObject({
      answer: { content: 'half a \ufffd' },
    });
  });

  it('takes the place of the one before it', async () => {
    const { cache, dataFolder } = await launchCache();
    await cache.keep(answerTo('tea', { content: 'old' }));
    await cache.keep(answerTo('tea', { content: 'new', createdAt: newYear + 1 }));
    expect(await cache.find(keyOf('tea'), always)).toMatchObject({ answer: { content: 'new' } });
    expect((await cache.statistics()).file.entries).toBe(1);
    await cache.close();
    const { cache: restarted } = await launchCache({ dataFolder });
    expect(await restarted.find(keyOf('tea'), always)).toMatchObject({ answer: { content: 'new' } });
  });

  it('is not found under another key', async () => {
    const { cache } = await launchCache();
    await cache.keep(answerTo('tea'));
    expect(await cache.find(keyOf('coffee'), always)).toBeNull();
  });

  it('stays in the file when it is larger than memory', async () => {
    const { cache } = await launchCache({ memoryBytes: 10_000 });
    await cache.keep(answerTo('long', { content: 'x'.repeat(20_000) }));
    for (let look = 0; look < 2; look += 1)
      expect(await cache.find(keyOf('long'), always)).toMatchObject({ layer: 'file' });
  });
});

describe.each(['memory', 'file'] as const)('an answer in the %s that grows old', (layer) => {
  const launchWithOld = async () => {
    const { cache, dataFolder } = await launchCache();
    await cache.keep(answerTo('tea'));
    if (layer === 'memory') return cache;
    await cache.close();
    return (await launchCache({ dataFolder })).cache;
  };

  it('is refused, or given as expired where that is allowed', async () => {
    const cache = await launchWithOld();
    const now = newYear + hour;
    const key = keyOf('tea');
    expect(await cache.find(key, { freshFor: 'hour', now, expired: 'refused' })).toBeNull();
    const expired = { age: 'expired', layer, answer: { createdAt: newYear } };
    expect(await cache.find(key, { freshFor: 'hour', now, expired: 'allowed' })).toMatchObject(expired);
    expect(await cache.find(key, { freshFor: 'day', now, expired: 'refused' })).toMatchObject({
      age: 'fresh',
    });
    expect(await cache.find(key, { freshFor: 'off', now, expired: 'allowed' })).toBeNull();
  });
});

describe('forgetting', () => {
  const questions = ['tea', 'coffee', 'cocoa', 'juice', '100% wool', '100 wool'];
  const launchFilled = async () => {
    const { cache } = await launchCache();
    await cache.keep(answerTo('tea', { conversationId: conversation(2) }));
    await cache.keep(answerTo('coffee', { model: 'large', createdAt: newYear - hour }));
    await cache.keep(answerTo('cocoa', { endpointId: otherEndpoint, createdAt: newYear - 2 * hour }));
    await cache.keep(answerTo('juice', { conversationId: conversation(2), content: 'Of oranges_' }));
    await cache.keep(answerTo('100% wool', { content: 'Warm' }));
    await cache.keep(answerTo('100 wool', { content: 'Warm too' }));
    return cache;
  };

  it.each<[string, Selection, string[]]>([
    ['one', { kind: 'entry', key: keyOf('tea') }, ['tea']],
    ['those of a conversation', { kind: 'conversation', conversationId: conversation(2) }, ['tea', 'juice']],
    ['those of a model', { kind: 'model', model: 'large' }, ['coffee']],
    ['the old', { kind: 'older_than', createdBefore: newYear }, ['coffee', 'cocoa']],
    ['those with a text in the answer', { kind: 'containing', text: 'ORANGES' }, ['juice']],
    ['those with a text in the question', { kind: 'containing', text: 'wool' }, ['100% wool', '100 wool']],
    ['a text with a wildcard in it', { kind: 'containing', text: '100% w' }, ['100% wool']],
    ['a text with the other wildcard in it', { kind: 'containing', text: 's_' }, ['juice']],
    ['a text with a backslash in it', { kind: 'containing', text: '\\' }, []],
    ['all', { kind: 'all' }, questions],
    ['none', { kind: 'conversation', conversationId: conversation(9) }, []],
  ])('%s leaves the others, and says how many went', async (_, selection, gone) => {
    const cache = await launchFilled();
    expect(await cache.drop(selection)).toBe(gone.length);
    const left = questions.filter((question) => !gone.includes(question));
    expect(await answered(cache, questions)).toEqual(left);
    expect((await cache.statistics()).file.entries).toBe(left.length);
  });

  it('many takes many steps, and finds them all', async () => {
    const { cache } = await launchCache();
    const many = Array.from({ length: 1_234 }, (_, index) => `question ${index}`);
    await Promise.all(many.map((question) => cache.keep(answerTo(question))));
    // With "1" in it: the rest of the numbers, of which 9 × 9 × 9 + ... have none.
    const withOne = many.filter((question) => question.includes('1'));
    expect(await cache.drop({ kind: 'containing', text: '1' })).toBe(withOne.length);
    expect(await cache.drop({ kind: 'conversation', conversationId: conversation(1) })).toBe(
      many.length - withOne.length,
    );
    expect((await cache.statistics()).file).toMatchObject({ entries: 0, bytes: 0 });
  });

  it('while a lookup is on its way does not bring the answer back', async () => {
    const { cache, dataFolder } = await launchCache();
    await cache.keep(answerTo('tea'));
    await cache.close();
    const { cache: restarted } = await launchCache({ dataFolder });
    const looking = restarted.find(keyOf('tea'), always);
    await restarted.drop({ kind: 'entry', key: keyOf('tea') });
    await looking;
    expect(await restarted.find(keyOf('tea'), always)).toBeNull();
  });
});

describe('many lookups at once', () => {
  it('are all answered, while answers are kept and forgotten', async () => {
    const { cache, dataFolder } = await launchCache();
    const questions = Array.from({ length: 100 }, (_, index) => `question ${index}`);
    await Promise.all(questions.map((question) => cache.keep(answerTo(question))));
    await cache.close();

    const { cache: restarted, troubles } = await launchCache({ dataFolder });
    const lookups = Array.from({ length: 10_000 }, (_, index) =>
      restarted.find(keyOf(`question ${index % 200}`), always),
    );
    const changes = [
      restarted.keep(answerTo('one more')),
      restarted.drop({ kind: 'containing', text: 'no such text' }),
    ];
    const found = await Promise.all(lookups);
    await Promise.all(changes);
    expect(found.filter((each) => each !== null)).toHaveLength(5_000);
    const statistics = await restarted.statistics();
    expect(statistics.memory.hits + statistics.file.hits).toBe(5_000);
    expect(statistics.misses).toBe(5_000);
    expect(troubles).toEqual([]);
  });
});

describe('statistics', () => {
  it('count what was found where, what was missed and what was saved', async () => {
    const { cache, dataFolder } = await launchCache();
    await cache.keep(answerTo('tea'));
    await cache.keep(answerTo('free', { usage: null, costMicrodollars: null }));
    await cache.find(keyOf('tea'), always);
    await cache.find(keyOf('free'), always);
    await cache.find(keyOf('coffee'), always);
    await cache.find(keyOf('tea'), { ...always, freshFor: 'off' });
    await cache.close();

    // Counts outlive a restart; memory begins empty.
    const { cache: restarted } = await launchCache({ dataFolder });
    await restarted.find(keyOf('tea'), { freshFor: 'hour', now: newYear + 2 * hour, expired: 'refused' });
    await restarted.find(keyOf('tea'), { freshFor: 'hour', now: newYear + 2 * hour, expired: 'allowed' });
    const statistics = await restarted.statistics();
    expect(statistics).toMatchObject({
      memory: { hits: 2, entries: 1 },
      file: { hits: 1, entries: 2 },
      misses: 2,
      expiredHits: 1,
      savedTokens: { input: 20, output: 40 },
      savedMs: 1_200,
      savedMicrodollars: 14,
      models: expect.any(Array),
    });
    expect(statistics.memory.bytes).toBeGreaterThan('About tea'.length);
    expect(statistics.file.bytes).toBeGreaterThan('About tea, about free'.length);

    await restarted.find(keyOf('tea'), always);
    await restarted.forgetStatistics();
    expect(await restarted.statistics()).toMatchObject({
      memory: { hits: 0, entries: 1 },
      file: { hits: 0, entries: 2 },
      misses: 0,
      expiredHits: 0,
      savedTokens: { input: 0, output: 0 },
      savedMs: 0,
      savedMicrodollars: 0,
      models: expect.any(Array),
    });
  });
});

describe('warming', () => {
  it('brings into memory what was used most, as far as there is room', async () => {
    const { cache, dataFolder } = await launchCache();
    const questions = Array.from({ length: 60 }, (_, index) => `question ${index}`);
    for (const question of questions) await cache.keep(answerTo(question));
    const used = ['question 7', 'question 31', 'question 59'];
    for (const question of used)
      for (let use = 0; use < 3; use += 1) await cache.find(keyOf(question), always);
    await cache.close();

    // A row's bytes are fewer than those of its answer in memory: what is used least is read, and gives way.
    const { cache: restarted } = await launchCache({ dataFolder, memoryBytes: 7_000 });
    await restarted.warm();
    const { memory } = await restarted.statistics();
    expect(memory.entries).toBeGreaterThan(used.length);
    expect(memory.entries).toBeLessThan(20);
    for (const question of used)
      expect(await restarted.find(keyOf(question), always)).toMatchObject({ layer: 'memory' });
  });
});

describe('a closed cache', () => {
  it('finds and keeps nothing, without a complaint, and can be closed again', async () => {
    const { cache, troubles } = await launchCache();
    await cache.keep(answerTo('tea'));
    await cache.close();
    await cache.keep(answerTo('coffee'));
    expect(await answered(cache, ['tea', 'coffee'])).toEqual([]);
    expect(await cache.drop({ kind: 'all' })).toBe(0);
    await cache.warm();
    expect(await cache.statistics()).toMatchObject({ file: { entries: 0 } });
    await cache.close();
    expect(troubles).toEqual([]);
  });

  it('has written down what was found last', async () => {
    const { cache, dataFolder } = await launchCache();
    await cache.keep(answerTo('tea'));
    await cache.find(keyOf('tea'), { ...always, now: newYear + 5 * minute });
    await cache.close();
    const row = withFile(answersPath(dataFolder), (database) =>
      database.prepare('SELECT uses, last_used_at FROM answers').get(),
    );
    expect(row).toEqual({ uses: 1, last_used_at: newYear + 5 * minute });
  });
});
