import type { CountedTurn } from './tokens.ts';

interface Parted {
  /** What is to be sent, in order. */
  kept: readonly CountedTurn[];
  /** What is left out, oldest first. */
  dropped: readonly CountedTurn[];
  /** Tokens of what is kept. */
  used: number;
}

/** `by` is how many tokens too many there are when nothing more may be left out. */
export type Trimmed = (Parted & { kind: 'fits' }) | (Parted & { kind: 'too_long'; by: number });

/** Of what was sent when the provider found it too long. Our count was wrong, and nobody says by how much. */
const remainingShare = 3 / 4;

export const tokensOf = (turns: readonly CountedTurn[]): number =>
  turns.reduce((sum, { tokens }) => sum + tokens, 0);

/** A question and what came of it: from a user's turn to the one before the next. */
const exchangesOf = (turns: readonly CountedTurn[]): CountedTurn[][] => {
  const exchanges: CountedTurn[][] = [];
  for (const counted of turns) {
    const exchange = exchanges.at(-1);
    if (exchange === undefined || counted.turn.role === 'user') exchanges.push([counted]);
    else exchange.push(counted);
  }
  return exchanges;
};

/**
 * The rule, as the window tells it: the system prompt and the last question are always sent. Before them go as many of
 * the newest exchanges as fit; the first that does not fit is left out as a whole, and so is everything older.
 */
export const trimToFit = (turns: readonly CountedTurn[], room: number): Trimmed => {
  const firstSaid = turns.findIndex(({ turn }) => turn.role !== 'system');
  const system = firstSaid === -1 ? turns : turns.slice(0, firstSaid);
  const exchanges = exchangesOf(turns.slice(system.length));

  const last = exchanges.pop() ?? [];
  let start = turns.length - last.length;
  let used = tokensOf(system) + tokensOf(last);
  for (const exchange of exchanges.reverse()) {
    const tokens = tokensOf(exchange);
    if (used + tokens > room) break;
    used += tokens;
    start -= exchange.length;
  }

  const parted: Parted = {
    kept: [...system, ...turns.slice(start)],
    dropped: turns.slice(system.length, start),
    used,
  };
  return used > room ? { kind: 'too_long', by: used - room, ...parted } : { kind: 'fits', ...parted };
};

/**
 * What to send once more, after the provider has found `sent` too long: at most three quarters of its tokens.
 * `too_long` says that what may be left out does not suffice, and that asking again is of no use.
 */
export const trimFurther = (sent: readonly CountedTurn[]): Trimmed =>
  trimToFit(sent, Math.floor(tokensOf(sent) * remainingShare));
