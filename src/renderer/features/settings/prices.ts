import type { Price } from '../../../shared/contract/delivery.ts';

/** What the contract allows. */
export const mostPrices = 200;
const mostMicrodollars = 1_000_000_000;

/** Micro-dollars from what was typed, with a point or a comma before the fraction; `null` when it is no price. */
export const parseDollars = (text: string): number | null => {
  const match = /^\$?\s*(\d{1,4})(?:[.,](\d{1,6}))?\s*\$?$/.exec(text.trim());
  if (!match) return null;
  // By digits: 0.29 * 1 000 000 is not a whole number to a computer.
  const microdollars = Number(match[1]) * 1_000_000 + Number((match[2] ?? '').padEnd(6, '0'));
  return microdollars > mostMicrodollars ? null : microdollars;
};

/** As it would be typed. */
export const dollarsText = (microdollars: number): string => {
  const fraction = String(microdollars % 1_000_000)
    .padStart(6, '0')
    .replace(/0+$/, '');
  const whole = String(Math.floor(microdollars / 1_000_000));
  return fraction === '' ? whole : `${whole}.${fraction}`;
};

/** The list with this price, in the place of the one that is being edited, by the names of the models. */
export const withPrice = (prices: readonly Price[], price: Price, edited: Price | null): Price[] =>
  [...prices.filter(({ model }) => model !== edited?.model), price].sort((left, right) =>
    left.model.localeCompare(right.model),
  );
