import { expect, it, vi } from 'vitest';
import { remembered, rememberedBy } from '../../src/engine/core/remembered.ts';

it('is read once, and again after a change', async () => {
  const read = vi.fn(async () => read.mock.calls.length);
  const value = remembered(read);
  expect([await value.get(), await value.get()]).toEqual([1, 1]);
  await value.change(async () => {});
  expect(await value.get()).toBe(2);
});

it('does not keep a reading that began before a change ended', async () => {
  let stored = 'old';
  const value = remembered(async () => stored);
  const changing = value.change(async () => {
    void value.get();
    await Promise.resolve();
    stored = 'new';
  });
  await changing;
  expect(await value.get()).toBe('new');
});

it('does not keep a failure', async () => {
  const read = vi
    .fn<() => Promise<string>>()
    .mockRejectedValueOnce(new Error('closed'))
    .mockResolvedValue('open');
  const value = remembered(read);
  await expect(value.get()).rejects.toThrow('closed');
  expect(await value.get()).toBe('open');
});

it('is kept for each of many, and forgotten for one', async () => {
  const read = vi.fn(async (key: string) => `${key} ${read.mock.calls.length}`);
  const values = rememberedBy(read);
  expect(await values.of('a').get()).toBe('a 1');
  expect(await values.of('b').get()).toBe('b 2');
  await values.of('a').change(async () => {});
  expect(await values.of('a').get()).toBe('a 3');
  expect(await values.of('b').get()).toBe('b 2');
});
