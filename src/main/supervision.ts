/** A second crash within this time is not an accident any more. */
const patienceMs = 60_000;

export type Verdict = 'restart' | 'give_up';

/** What to do when a process went away unasked, given when it did so before. Milliseconds of a clock that only goes forward. */
export const judgeCrash = (previousAt: number | null, now: number): Verdict =>
  previousAt !== null && now - previousAt < patienceMs ? 'give_up' : 'restart';
