import { expect, it } from 'vitest';
import type { ContextBudget } from '../../../shared/contract/context.ts';
import { meterOf } from './context-meter.ts';

const budget = (change: Partial<ContextBudget>): ContextBudget => ({
  window: 8_000,
  reserved: 2_000,
  used: 1_000,
  precision: 'exact',
  leftOut: 0,
  tooLongBy: null,
  ...change,
});

it('a short conversation is left in peace', () => {
  expect(meterOf(budget({ used: 1_999 }))).toEqual({ kind: 'hidden' });
  expect(meterOf(budget({ used: 2_000 })).kind).toBe('calm');
});

it('the ring is full when nothing more can be sent, with room kept for the answer', () => {
  expect(meterOf(budget({ used: 3_000 }))).toEqual({ kind: 'calm', share: 0.5 });
  expect(meterOf(budget({ used: 6_000 }))).toEqual({ kind: 'calm', share: 1 });
});

it('what is left out is said, however much is sent', () => {
  expect(meterOf(budget({ used: 600, leftOut: 12 }))).toEqual({ kind: 'leavesOut', share: 0.1 });
});

it('what does not fit at all comes before what is left out', () => {
  expect(meterOf(budget({ leftOut: 12, tooLongBy: 40 }))).toEqual({ kind: 'tooLong', share: 1 });
});

it('a model that keeps its whole window for the answer is full', () => {
  expect(meterOf(budget({ window: 2_000, used: 600 }))).toEqual({ kind: 'calm', share: 1 });
});
