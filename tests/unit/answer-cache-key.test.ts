import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/engine/cache/canonical-json.ts';
import { isFresh } from '../../src/engine/cache/freshness.ts';
import { answerKey, type AnswerKeyParts } from '../../src/engine/cache/index.ts';
import { endpointIdSchema, groqEndpointId } from '../../src/shared/ids.ts';

/** The same value, its keys put in in another order. */
const turnedAround = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(turnedAround);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, field]) => [name, turnedAround(field)]),
  );
};

describe('canonical JSON', () => {
  it('does not depend on the order of keys', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonicalJson(turnedAround(value))).toBe(canonicalJson(value));
      }),
    );
  });

  it('is JSON of the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('leaves out what is undefined, and sorts at every depth', () => {
    expect(canonicalJson({ b: [{ d: 1, c: null }], a: undefined })).toBe('{"b":[{"c":null,"d":1}]}');
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 1n, () => {}, [undefined]])('refuses %s', (value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
  });
});

const turn = fc.record({
  role: fc.constantFrom('system', 'user', 'assistant'),
  content: fc.string({ unit: 'binary' }),
});
const parts: fc.Arbitrary<AnswerKeyParts> = fc.record({
  endpointId: fc.constantFrom(groqEndpointId, endpointIdSchema.parse('local')),
  baseUrl: fc.constantFrom('https://one.example/v1', 'https://two.example/v1'),
  model: fc.constantFrom('small', 'large'),
  parameters: fc.record(
    {
      temperature: fc.constantFrom(0, 0.2, 1),
      topP: fc.constantFrom(0.5, 1),
      maxOutputTokens: fc.integer({ min: 1, max: 3 }),
      reasoningEffort: fc.constantFrom('low', 'medium', 'high'),
    },
    { requiredKeys: [] },
  ),
  turns: fc.array(turn, { maxLength: 3 }),
});

describe('the key of an answer', () => {
  it('is the same for the same request, and another for any other', () => {
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        const isSame = canonicalJson(one) === canonicalJson(other);
        expect(answerKey(one) === answerKey(other)).toBe(isSame);
        expect(answerKey(turnedAround(one) as AnswerKeyParts)).toBe(answerKey(one));
      }),
    );
  });

  const request: AnswerKeyParts = {
    endpointId: groqEndpointId,
    baseUrl: 'https://api.example/v1',
    model: 'small',
    parameters: { temperature: 0.2, topP: 0.9, maxOutputTokens: 100, reasoningEffort: 'low' },
    turns: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Hello' },
    ],
  };
  it.each<[string, Partial<AnswerKeyParts>]>([
    ['endpoint', { endpointId: endpointIdSchema.parse('local') }],
    ['address', { baseUrl: 'https://other.example/v1' }],
    ['model', { model: 'large' }],
    ['temperature', { parameters: { ...request.parameters, temperature: 0.3 } }],
    ['top p', { parameters: { ...request.parameters, topP: 0.8 } }],
    ['length', { parameters: { ...request.parameters, maxOutputTokens: 101 } }],
    ['effort', { parameters: { ...request.parameters, reasoningEffort: 'high' } }],
    ['system prompt', { turns: [{ role: 'system', content: 'Be long.' }, ...request.turns.slice(1)] }],
    ['role of a turn', { turns: request.turns.map(({ content }) => ({ role: 'user', content })) }],
    ['number of turns', { turns: request.turns.slice(1) }],
    ['order of turns', { turns: [...request.turns].reverse() }],
  ])('is another for another %s', (_, change) => {
    expect(answerKey({ ...request, ...change })).not.toBe(answerKey(request));
  });

  it('takes a parameter that is undefined for one that is absent', () => {
    const [bare, undefinedTopP] = [{}, { topP: undefined }].map((parameters) => ({ ...request, parameters }));
    expect(answerKey({ ...request, ...undefinedTopP })).toBe(answerKey({ ...request, ...bare }));
  });
});

describe('freshness', () => {
  const made = Date.UTC(2026, 0, 1);
  const hour = 60 * 60 * 1000;
  it.each([
    ['off', 0, false],
    ['hour', hour - 1, true],
    ['hour', hour, false],
    ['day', 24 * hour - 1, true],
    ['day', 24 * hour, false],
    ['always', 10_000 * hour, true],
    ['hour', -hour, true],
  ] as const)('for %s, after %i ms, is %s', (freshFor, ageMs, fresh) => {
    expect(isFresh(made, freshFor, made + ageMs)).toBe(fresh);
  });
});
