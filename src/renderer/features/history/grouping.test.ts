import { describe, expect, it } from 'vitest';
import type { ConversationSummary } from '../../../shared/contract/entities.ts';
import { groupByPeriod } from './grouping.ts';

const at = (text: string): number => new Date(text).getTime();
const conversation = (when: string): ConversationSummary =>
  ({ id: when, title: when, lastActivityAt: at(when) }) as unknown as ConversationSummary;

const kinds = (now: string, ...moments: string[]): [string, number][] =>
  groupByPeriod(moments.map(conversation), at(now)).map(({ period, conversations }) => [
    period.kind === 'month'
      ? new Date(period.startsAt).toLocaleDateString('en', { month: 'long' })
      : period.kind,
    conversations.length,
  ]);

describe('the conversations of the sidebar', () => {
  it('are grouped by calendar days, not by hours gone by', () => {
    expect(kinds('2026-03-10T00:30', '2026-03-10T00:10', '2026-03-09T23:50', '2026-03-09T00:00')).toEqual([
      ['today', 1],
      ['yesterday', 2],
    ]);
  });

  it('go from the last week over the last month to months by name', () => {
    const moments = [
      '2026-03-03T00:00',
      '2026-03-02T23:59',
      '2026-02-08T00:00',
      '2026-02-07T23:59',
      '2025-12-24T18:00',
    ];
    expect(kinds('2026-03-10T12:00', ...moments)).toEqual([
      ['previousWeek', 1],
      ['previousMonth', 2],
      ['February', 1],
      ['December', 1],
    ]);
  });

  it('count a clock that runs ahead as today', () => {
    expect(kinds('2026-03-10T12:00', '2026-03-11T09:00')).toEqual([['today', 1]]);
  });

  it('make no groups of nothing', () => {
    expect(kinds('2026-03-10T12:00')).toEqual([]);
  });
});
