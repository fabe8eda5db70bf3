import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  planContext,
  planRetry,
  surelyFits,
  toContextBudget,
  TokenCounter,
  type ContextLimits,
  type CountedTurns,
} from '../../src/engine/context/index.ts';
import { contextBudgetSchema } from '../../src/shared/contract/index.ts';

const limits = (changes: Partial<ContextLimits> = {}): ContextLimits => ({
  contextWindow: 1_000,
  maxOutputTokens: 200,
  ...changes,
});

const exchanges = (count: number, tokensPerTurn: number): CountedTurns => ({
  turns: Array.from({ length: count }, (_, index) => [
    { turn: { role: 'user' as const, content: `Q${index}` }, tokens: tokensPerTurn },
    { turn: { role: 'assistant' as const, content: `A${index}` }, tokens: tokensPerTurn },
  ]).flat(),
  preamble: 50,
  precision: 'exact',
});

describe('the room for a conversation', () => {
  it('is what the answer and the framing leave of the window', () => {
    expect(planContext(exchanges(3, 100), limits())).toMatchObject({
      window: 1_000,
      reserved: 200,
      used: 650,
      left: 150,
      precision: 'exact',
      dropped: [],
      tooLongBy: null,
    });
  });

  it.each([
    [8_192, 2_048],
    [16_384, 4_096],
    [131_072, 4_096],
  ])('in a window of %i leaves %i to an answer that has no limit of its own', (contextWindow, reserved) => {
    const plan = planContext(exchanges(1, 1), limits({ contextWindow, maxOutputTokens: undefined }));
    expect(plan.reserved).toBe(reserved);
  });

  it('is that of 8,192 tokens where the endpoint does not say', () => {
    expect(planContext(exchanges(1, 1), limits({ contextWindow: null })).window).toBe(8_192);
  });

  it('is none when the answer may take the whole window', () => {
    const plan = planContext(exchanges(1, 10), limits({ maxOutputTokens: 5_000 }));
    expect(plan).toMatchObject({ reserved: 1_000, left: 0, tooLongBy: 70 });
  });
});

describe('what the window is told', () => {
  it('counts the messages that are left out', () => {
    const budget = toContextBudget(planContext(exchanges(10, 100), limits()));
    expect(contextBudgetSchema.parse(budget)).toEqual({
      window: 1_000,
      reserved: 200,
      used: 650,
      precision: 'exact',
      leftOut: 14,
      tooLongBy: null,
    });
  });

  it('says by how much a question is too long', () => {
    const budget = toContextBudget(planContext(exchanges(2, 500), limits()));
    expect(contextBudgetSchema.parse(budget)).toMatchObject({ leftOut: 2, tooLongBy: 250 });
  });
});

describe('after the provider has refused it', () => {
  it('a quarter less is sent, and all that is left out is counted', () => {
    const refused = planContext(exchanges(10, 50), limits());
    const retry = planRetry(refused);
    expect(refused).toMatchObject({ used: 750, left: 50 });
    expect(retry).toMatchObject({ used: 550, left: 250, tooLongBy: null });
    expect([...(retry?.dropped ?? []), ...(retry?.kept ?? [])]).toEqual(exchanges(10, 50).turns);
  });

  it('nothing is sent when there is nothing more to leave out', () => {
    expect(planRetry(planContext(exchanges(1, 100), limits()))).toBeNull();
    expect(planRetry(planContext(exchanges(1, 5_000), limits()))).toBeNull();
  });
});

describe('what surely fits', () => {
  const role = fc.constantFrom('user' as const, 'assistant' as const);
  const content = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), fc.lorem());
  const anyTurns = fc.array(fc.record({ role, content }), { maxLength: 8 });
  const anyModel = fc.constantFrom('openai/gpt-oss-20b', 'qwen/qwen3.6-27b', 'something-local');

  it('is never trimmed when it is counted', async () => {
    const counter = new TokenCounter();
    await fc.assert(
      fc.asyncProperty(anyModel, anyTurns, fc.integer({ min: 0, max: 800 }), async (model, turns, window) => {
        const tight = limits({ contextWindow: window, maxOutputTokens: 1 });
        fc.pre(surelyFits(model, turns, tight));
        const plan = planContext(await counter.countTurns(model, turns), tight);
        expect(plan).toMatchObject({ dropped: [], tooLongBy: null });
      }),
    );
  });

  it('is a short question to a large model', () => {
    const turns = [{ role: 'user' as const, content: 'Plan four days in Kyoto' }];
    expect(surelyFits('openai/gpt-oss-120b', turns, limits({ contextWindow: 131_072 }))).toBe(true);
    expect(surelyFits('openai/gpt-oss-120b', turns, limits({ contextWindow: 250 }))).toBe(false);
  });
});
