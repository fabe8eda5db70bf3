import { expect, it } from 'vitest';
import { PendingCalls } from '../../src/engine/core/pending-calls.ts';

const sent = () => {
  const calls = new PendingCalls();
  const ids: number[] = [];
  return { calls, ids, ask: () => calls.add((id) => ids.push(id)) };
};

it('answers each call under its own number', async () => {
  const { calls, ids, ask } = sent();
  const [one, other] = [ask(), ask()];
  calls.reject(ids[1] ?? -1, new Error('no'));
  calls.resolve(ids[0] ?? -1, 'yes');
  await expect(one).resolves.toBe('yes');
  await expect(other).rejects.toThrow('no');
});

it('still answers what was asked before it refuses', async () => {
  const { calls, ids, ask } = sent();
  const before = ask();
  calls.refuse(new Error('closed'));
  await expect(ask()).rejects.toThrow('closed');
  calls.resolve(ids[0] ?? -1, 'late');
  await expect(before).resolves.toBe('late');
  expect(ids).toHaveLength(1);
});

it('rejects what waits when the thread is lost, and gives the first reason ever after', async () => {
  const { calls, ask } = sent();
  const before = ask();
  calls.lose(new Error('died'));
  calls.lose(new Error('exited'));
  await expect(before).rejects.toThrow('died');
  await expect(ask()).rejects.toThrow('died');
  expect(calls.refusal?.message).toBe('died');
});
