import type { Output } from '../../../shared/contract/index.ts';
import { lastNumber, type Plan } from './plan.ts';
import type { GoOn, Walk } from './walk.ts';

type Timeline = Output<'search.timeline'>;
type Unit = Timeline['unit'];

/** Rows that are read before a newer search is looked for. */
const rowsPerStep = 2_000;
/** Times are gathered by quarters of an hour first: no time zone is shifted by less. */
const quarterMs = 900_000;
const dayMs = 86_400_000;
const mostBars = { day: 62, month: 120 };

const pad = (value: number): string => String(value).padStart(2, '0');

/** The day, month or year in local time in which a moment lies. */
const startOf = (moment: number, unit: Unit): Date => {
  const date = new Date(moment);
  if (unit === 'year') return new Date(date.getFullYear(), 0, 1);
  return new Date(date.getFullYear(), date.getMonth(), unit === 'month' ? 1 : date.getDate());
};

const next = (start: Date, unit: Unit): Date => {
  if (unit === 'year') return new Date(start.getFullYear() + 1, 0, 1);
  if (unit === 'month') return new Date(start.getFullYear(), start.getMonth() + 1, 1);
  return new Date(start.getFullYear(), start.getMonth(), start.getDate() + 1);
};

/** As `during:` takes it. */
const nameOf = (start: Date, unit: Unit): string => {
  const year = String(start.getFullYear());
  if (unit === 'year') return year;
  const month = `${year}-${pad(start.getMonth() + 1)}`;
  return unit === 'month' ? month : `${month}-${pad(start.getDate())}`;
};

/** The finest unit that a chart of some hand's breadth can show. */
const unitFor = (first: number, last: number): Unit => {
  if (last - first <= mostBars.day * dayMs) return 'day';
  return last - first <= mostBars.month * 30 * dayMs ? 'month' : 'year';
};

/** Counts per quarter of an hour, made bars of one unit each without a gap. */
export const toBars = (quarters: ReadonlyMap<number, number>): Omit<Timeline, 'total'> => {
  const order = [...quarters.keys()].sort((one, other) => one - other);
  const [first = 0, last = 0] = [order[0], order.at(-1)].map((quarter) => (quarter ?? 0) * quarterMs);
  const unit = unitFor(first, last);
  const bars: Timeline['bars'] = [];
  if (order.length === 0) return { unit, bars };
  let place = 0;
  for (let start = startOf(first, unit); start.getTime() <= last; start = next(start, unit)) {
    const end = next(start, unit).getTime();
    let count = 0;
    for (; place < order.length && (order[place] ?? 0) * quarterMs < end; place += 1)
      count += quarters.get(order[place] ?? 0) ?? 0;
    bars.push({ name: nameOf(start, unit), start: start.getTime(), end, count });
  }
  return { unit, bars };
};

export const timelineReads = (walk: Walk, goOn: GoOn) => ({
  timeline(plan: Plan | null): Timeline {
    const quarters = new Map<number, number>();
    let total = 0;
    for (let beyond = lastNumber; plan !== null;) {
      goOn();
      const rows = walk.times(plan, beyond, rowsPerStep);
      for (const { created_at: createdAt } of rows) {
        const quarter = Math.floor(createdAt / quarterMs);
        quarters.set(quarter, (quarters.get(quarter) ?? 0) + 1);
      }
      total += rows.length;
      const last = rows.at(-1);
      if (rows.length < rowsPerStep || !last) break;
      beyond = last.number;
    }
    return { total, ...toBars(quarters) };
  },
});
