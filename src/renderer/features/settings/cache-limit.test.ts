import { expect, it } from 'vitest';
import { parseMegabytes, toMegabytes } from './cache-limit.ts';

it('a limit is written in megabytes and kept in bytes', () => {
  expect(toMegabytes(256_000_000)).toBe('256');
  expect(parseMegabytes(' 256 ')).toBe(256_000_000);
});

it('a limit is a whole number from one megabyte to a hundred gigabytes', () => {
  expect(parseMegabytes('1')).toBe(1_000_000);
  expect(parseMegabytes('100000')).toBe(100_000_000_000);
  for (const text of ['', '0', '-5', '1.5', '100001', '1e3', 'all']) expect(parseMegabytes(text)).toBeNull();
});
