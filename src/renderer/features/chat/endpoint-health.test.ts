import { describe, expect, it } from 'vitest';
import type { EndpointHealth } from '../../../shared/contract/health.ts';
import { allowanceNow, healthNow } from './endpoint-health.ts';

const now = 1_000_000;

describe('the state of an endpoint', () => {
  const limited = (until: number): EndpointHealth => ({
    kind: 'limited',
    until,
    limit: 'requests',
    model: 'm',
  });

  it('is limited until the time that was told, and no longer', () => {
    expect(healthNow(limited(now + 1), now).kind).toBe('limited');
    expect(healthNow(limited(now), now)).toEqual({ kind: 'online' });
  });

  it('does not come back by itself from anything else', () => {
    const offline: EndpointHealth = { kind: 'offline', since: 1 };
    expect(healthNow(offline, now)).toBe(offline);
  });
});

describe('what is left of an allowance', () => {
  it('is what was told, until it is whole again', () => {
    const told = { limit: 1000, remaining: 997, resetAt: now + 1 };
    expect(allowanceNow(told, now)).toEqual(told);
    expect(allowanceNow(told, now + 1)).toEqual({ limit: 1000, remaining: 1000, resetAt: null });
  });

  it('stands as it is where nobody said when it is whole', () => {
    const told = { limit: null, remaining: 5, resetAt: null };
    expect(allowanceNow(told, now)).toEqual(told);
  });

  it('is not known any more where the whole was never told', () => {
    expect(allowanceNow({ limit: null, remaining: 0, resetAt: now }, now)).toBeNull();
  });
});
