import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { migrations } from '../../src/engine/storage/migrations/index.ts';

/** A released migration has run on people's files: it is never edited. A new one gets a new line here. */
const released = [
  ['first', 'bebb158be058f588ff4094387d478b10a10892b8ad74b06abaf546c282ae4a4a'],
  ['search', 'cc8031845d104a7d14fd3e36cefe4eaf379ab6fe8b827737202052844d554ccf'],
];

it('migrations are numbered in order, and the released ones are as they were', () => {
  expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, index) => index + 1));
  const hashes = migrations.map(({ name, sql }) => [name, createHash('sha256').update(sql).digest('hex')]);
  expect(hashes.slice(0, released.length)).toEqual(released);
});
