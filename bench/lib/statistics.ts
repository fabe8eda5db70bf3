/** The value below which `share` (0 to 1) of the values lie; nearest rank. NaN for no values. */
export const percentile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? NaN;
};

export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** For figures that people read. */
export const rounded = (value: number, digits = 2): number => Number(value.toFixed(digits));
