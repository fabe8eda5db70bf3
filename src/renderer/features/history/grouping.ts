import type { ConversationSummary } from '../../../shared/contract/entities.ts';

export type Period =
  | { kind: 'today' | 'yesterday' | 'previousWeek' | 'previousMonth' }
  /** The first moment of a month. */
  | { kind: 'month'; startsAt: number };

export interface PeriodGroup {
  period: Period;
  conversations: ConversationSummary[];
}

const startOfDay = (at: number, daysBack = 0): number => {
  const day = new Date(at);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() - daysBack).getTime();
};

/** Days as the reader's calendar has them, summer time included. */
const periodOf = (at: number, now: number): Period => {
  if (at >= startOfDay(now)) return { kind: 'today' };
  if (at >= startOfDay(now, 1)) return { kind: 'yesterday' };
  if (at >= startOfDay(now, 7)) return { kind: 'previousWeek' };
  if (at >= startOfDay(now, 30)) return { kind: 'previousMonth' };
  const day = new Date(at);
  return { kind: 'month', startsAt: new Date(day.getFullYear(), day.getMonth(), 1).getTime() };
};

export const periodKey = (period: Period): string =>
  period.kind === 'month' ? `month-${period.startsAt}` : period.kind;

/** The list cut into periods; its order stays as it is. */
export const groupByPeriod = (conversations: readonly ConversationSummary[], now: number): PeriodGroup[] => {
  const groups: PeriodGroup[] = [];
  for (const conversation of conversations) {
    const period = periodOf(conversation.lastActivityAt, now);
    const last = groups.at(-1);
    if (last && periodKey(last.period) === periodKey(period)) last.conversations.push(conversation);
    else groups.push({ period, conversations: [conversation] });
  }
  return groups;
};
