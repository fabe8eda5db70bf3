import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import type { NewAnswer, Selection } from '../../src/engine/cache/index.ts';
import {
  always,
  answerTo,
  cleanUp,
  conversation,
  keyOf,
  launchCache,
  newYear,
} from '../support/answer-cache.ts';

afterEach(cleanUp);

type Step =
  | { kind: 'keep'; answer: NewAnswer }
  | { kind: 'find'; question: string }
  | { kind: 'drop'; selection: Selection }
  | { kind: 'warm' }
  | { kind: 'restart' };

const question = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
/** LIKE knows no case of ASCII, and three of these are special to it. */
const text = fc.string({ unit: fc.constantFrom('x', 'Y', '%', '_', '\\'), maxLength: 4 });
const number = fc.integer({ min: 1, max: 3 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .record({ question, content: text, number, age: number })
      .map(({ question: asked, content, number: where, age }) => ({
        kind: 'keep' as const,
        answer: answerTo(asked, { content, conversationId: conversation(where), createdAt: newYear - age }),
      })),
  },
  { weight: 4, arbitrary: question.map((asked) => ({ kind: 'find' as const, question: asked })) },
  {
    weight: 2,
    arbitrary: fc
      .oneof(
        question.map((asked): Selection => ({ kind: 'entry', key: keyOf(asked) })),
        number.map((where): Selection => ({ kind: 'conversation', conversationId: conversation(where) })),
        number.map((age): Selection => ({ kind: 'older_than', createdBefore: newYear - age })),
        text.map((wanted): Selection => ({ kind: 'containing', text: wanted })),
      )
      .map((selection) => ({ kind: 'drop' as const, selection })),
  },
  fc.constant({ kind: 'warm' as const }),
);

const isChosen = (answer: NewAnswer, selection: Selection): boolean => {
  switch (selection.kind) {
    case 'entry':
      return answer.key === selection.key;
    case 'conversation':
      return answer.conversationId === selection.conversationId;
    case 'older_than':
      return answer.createdAt < selection.createdBefore;
    case 'containing':
      return [answer.content, answer.question].some((said) =>
        said.toLowerCase().includes(selection.text.toLowerCase()),
      );
    case 'model':
    case 'all':
      return true;
  }
};

/** What the steps should find and count, asked all at once: the answers come in the order of the asking. */
const expected = (steps: readonly Step[]): unknown[] => {
  const kept = new Map<string, NewAnswer>();
  return steps.map((next) => {
    if (next.kind === 'keep') kept.set(next.answer.question, next.answer);
    if (next.kind === 'find') return kept.get(next.question)?.content ?? null;
    if (next.kind !== 'drop') return undefined;
    const gone = [...kept.values()].filter((answer) => isChosen(answer, next.selection));
    for (const answer of gone) kept.delete(answer.question);
    return gone.length;
  });
};

it.each(['one after the other', 'after a restart'])('finds what a plain list would find, %s', async (way) => {
  let { cache, dataFolder, troubles } = await launchCache({ memoryBytes: 2_000 });
  const take = async (next: Step): Promise<unknown> => {
    switch (next.kind) {
      case 'keep':
        return cache.keep(next.answer);
      case 'find':
        return (await cache.find(keyOf(next.question), always))?.answer.content ?? null;
      case 'drop':
        return cache.drop(next.selection);
      case 'warm':
        return cache.warm();
      case 'restart':
        await cache.close();
        ({ cache, dataFolder, troubles } = await launchCache({ dataFolder, memoryBytes: 2_000 }));
        return undefined;
    }
  };
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (drawn) => {
      await cache.drop({ kind: 'all' });
      const middle = Math.floor(drawn.length / 2);
      const steps: Step[] =
        way === 'after a restart'
          ? [...drawn.slice(0, middle), { kind: 'restart' }, ...drawn.slice(middle)]
          : drawn;
      const found: unknown[] = [];
      for (const next of steps) found.push(await take(next));
      expect(found).toEqual(expected(steps));
      expect(troubles).toEqual([]);
    }),
    { numRuns: way === 'after a restart' ? 6 : 150 },
  );
});

it('ends at what was done last, though everything is asked at once', async () => {
  const { cache } = await launchCache({ memoryBytes: 2_000 });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (drawn) => {
      await cache.drop({ kind: 'all' });
      // A text is looked for in steps, between which others are served: its order among them is not promised.
      const steps = drawn.filter((next) => next.kind !== 'drop' || next.selection.kind !== 'containing');
      await Promise.all(
        steps.map((next) => {
          if (next.kind === 'keep') return cache.keep(next.answer);
          if (next.kind === 'find') return cache.find(keyOf(next.question), always);
          return next.kind === 'drop' ? cache.drop(next.selection) : cache.warm();
        }),
      );
      const looks: Step[] = ['a', 'b', 'c', 'd', 'e', 'f'].map((asked) => ({
        kind: 'find',
        question: asked,
      }));
      const contents: unknown[] = [];
      // Twice: what the first look finds in the file is in memory for the second.
      for (let look = 0; look < 2; look += 1)
        for (const asked of ['a', 'b', 'c', 'd', 'e', 'f'])
          contents.push((await cache.find(keyOf(asked), always))?.answer.content ?? null);
      const last = expected([...steps, ...looks]).slice(steps.length);
      expect(contents).toEqual([...last, ...last]);
    }),
    { numRuns: 150 },
  );
});
