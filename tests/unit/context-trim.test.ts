import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CountedTurn } from '../../src/engine/context/tokens.ts';
import { tokensOf, trimFurther, trimToFit } from '../../src/engine/context/trim.ts';

const turn = (role: CountedTurn['turn']['role'], content: string, tokens: number): CountedTurn => ({
  turn: { role, content },
  tokens,
});

const contents = (turns: readonly CountedTurn[]): string[] => turns.map(({ turn: { content } }) => content);

const system = turn('system', 'Be brief', 10);
const conversation = [
  system,
  turn('user', 'Q1', 20),
  turn('assistant', 'A1', 30),
  turn('user', 'Q2', 20),
  turn('assistant', 'A2', 30),
  turn('user', 'Q3', 20),
];

describe('what is left out of a conversation', () => {
  it('is nothing when all of it fits', () => {
    const trimmed = trimToFit(conversation, 130);
    expect(trimmed).toEqual({ kind: 'fits', kept: conversation, dropped: [], used: 130 });
  });

  it('is the oldest exchange when one token is missing', () => {
    const trimmed = trimToFit(conversation, 129);
    expect(contents(trimmed.kept)).toEqual(['Be brief', 'Q2', 'A2', 'Q3']);
    expect(contents(trimmed.dropped)).toEqual(['Q1', 'A1']);
  });

  it('is never half an exchange', () => {
    expect(contents(trimToFit(conversation, 79).kept)).toEqual(['Be brief', 'Q3']);
  });

  it('is everything older than what did not fit, even if it would', () => {
    const turns = [turn('user', 'short', 1), turn('user', 'long', 100), turn('user', 'last', 1)];
    expect(contents(trimToFit(turns, 50).kept)).toEqual(['last']);
  });

  it('is never the last question, nor what was already answered of it', () => {
    const turns = [...conversation, turn('assistant', 'half an answer', 5)];
    const trimmed = trimToFit(turns, 1);
    expect(contents(trimmed.kept)).toEqual(['Be brief', 'Q3', 'half an answer']);
    expect(trimmed).toMatchObject({ kind: 'too_long', by: 34 });
  });

  it('can be a question that was never answered', () => {
    const turns = [turn('user', 'Q1', 20), turn('user', 'Q2', 20)];
    expect(contents(trimToFit(turns, 20).kept)).toEqual(['Q2']);
  });
});

describe('after the provider has refused it', () => {
  it('three quarters at most are sent', () => {
    const trimmed = trimFurther(conversation);
    expect(contents(trimmed.kept)).toEqual(['Be brief', 'Q2', 'A2', 'Q3']);
    expect(trimmed.kind).toBe('fits');
  });

  it('nothing helps when only the last question was sent', () => {
    expect(trimFurther([system, turn('user', 'Q1', 20)]).kind).toBe('too_long');
  });
});

const tokens = fc.integer({ min: 1, max: 50 });
const turnOf = (role: CountedTurn['turn']['role']): fc.Arbitrary<CountedTurn> =>
  fc.record({ turn: fc.record({ role: fc.constant(role), content: fc.string() }), tokens });

/** Also what a well-kept conversation never holds: answers first, answers twice, nothing at all. */
const anyConversation = fc
  .tuple(
    fc.array(turnOf('system'), { maxLength: 2 }),
    fc.array(fc.oneof(turnOf('user'), turnOf('assistant')), { maxLength: 30 }),
  )
  .map(([prompt, said]) => [...prompt, ...said]);
const anyRoom = fc.integer({ min: -10, max: 1_000 });

describe('for every conversation and every room', () => {
  it('keeps the system prompt, the last question and what stands between the first kept turn and the end', () => {
    fc.assert(
      fc.property(anyConversation, anyRoom, (turns, room) => {
        const { kept, dropped } = trimToFit(turns, room);
        const prompt = turns.filter(({ turn: { role } }) => role === 'system');
        const rest = kept.slice(prompt.length);
        expect(kept.slice(0, prompt.length)).toEqual(prompt);
        expect([...prompt, ...dropped, ...rest]).toEqual(turns);
        const lastQuestion = turns.findLast(({ turn: { role } }) => role === 'user');
        if (lastQuestion) expect(kept).toContain(lastQuestion);
      }),
    );
  });

  it('begins what it keeps of a cut conversation with a question', () => {
    fc.assert(
      fc.property(anyConversation, anyRoom, (turns, room) => {
        const { kept, dropped } = trimToFit(turns, room);
        fc.pre(dropped.length > 0);
        expect(kept.find(({ turn: { role } }) => role !== 'system')?.turn.role).toBe('user');
      }),
    );
  });

  it('fits, or says by how much it does not', () => {
    fc.assert(
      fc.property(anyConversation, anyRoom, (turns, room) => {
        const trimmed = trimToFit(turns, room);
        expect(trimmed.used).toBe(tokensOf(trimmed.kept));
        expect(trimmed.used - room).toBe(
          trimmed.kind === 'too_long' ? trimmed.by : Math.min(0, trimmed.used - room),
        );
      }),
    );
  });

  it('leaves out no more when it is asked again', () => {
    fc.assert(
      fc.property(anyConversation, anyRoom, (turns, room) => {
        const once = trimToFit(turns, room);
        expect(trimToFit(once.kept, room)).toEqual({ ...once, dropped: [] });
      }),
    );
  });

  it('leaves out no more than it must', () => {
    fc.assert(
      fc.property(anyConversation, anyRoom, (turns, room) => {
        const { dropped, used } = trimToFit(turns, room);
        const nextQuestion = dropped.findLastIndex(({ turn: { role } }) => role === 'user');
        fc.pre(dropped.length > 0);
        expect(used + tokensOf(dropped.slice(Math.max(0, nextQuestion)))).toBeGreaterThan(room);
      }),
    );
  });

  it('sends three quarters at most the second time, or says that it cannot', () => {
    fc.assert(
      fc.property(anyConversation, (sent) => {
        const trimmed = trimFurther(sent);
        const limit = tokensOf(sent) * 0.75;
        if (trimmed.kind === 'fits') expect(trimmed.used).toBeLessThanOrEqual(limit);
        else expect(trimmed.used).toBeGreaterThan(Math.floor(limit));
      }),
    );
  });
});
