import { describe, expect, it } from 'vitest';
import type { OpenCircuit } from '../../src/engine/model/circuit.ts';
import { ModelFailure } from '../../src/engine/model/errors.ts';
import {
  afterFailedProbe,
  afterFailure,
  afterFirstToken,
  afterNetworkChange,
  afterReply,
  healthOf,
  nothingKnown,
  type HealthFacts,
} from '../../src/engine/model/health.ts';
import { HealthMonitor } from '../../src/engine/model/health-monitor.ts';
import { usualSettings } from '../../src/engine/model/settings.ts';
import { endpointHealthSchema, type EndpointHealth } from '../../src/shared/contract/health.ts';
import { ManualClock } from '../support/clock.ts';

const now = Date.parse('2026-11-25T12:00:00Z');

const serverError = new ModelFailure({ code: 'model.server_error', data: { status: 503, detail: '' } });
const silence = new ModelFailure({ code: 'model.timed_out', data: { seconds: 60 } });
const badKey = new ModelFailure({ code: 'model.bad_key', data: {} });
const refused = new ModelFailure({ code: 'model.no_network', data: {} }, 'not_reached');
const reset = new ModelFailure({ code: 'model.no_network', data: {} });

const open: OpenCircuit = { since: now - 1_000, nextProbeAt: now + 9_000, error: serverError.error };
const limited = { kind: 'limited', until: now + 5_000, limit: 'tokens', model: 'gpt' } as const;

const health = (
  facts: HealthFacts,
  { circuit = null, limit = null }: { circuit?: OpenCircuit | null; limit?: typeof limited | null } = {},
): EndpointHealth => {
  const result = healthOf(facts, circuit, limit, now, { slowMs: 1_000 });
  expect(endpointHealthSchema.parse(result)).toEqual(result);
  return result;
};

const answered = (...firstTokens: number[]): HealthFacts => firstTokens.reduce(afterFirstToken, nothingKnown);

describe('the health of an endpoint', () => {
  it('is unknown before anything was asked', () => {
    expect(health(nothingKnown)).toEqual({ kind: 'unknown' });
  });

  it('is online once it has answered, be it with a refusal', () => {
    expect(health(answered(200))).toEqual({ kind: 'online' });
    expect(health(afterFailure(nothingKnown, badKey, now))).toEqual({ kind: 'online' });
  });

  it('does not turn by one failure that passes', () => {
    expect(health(afterFailure(answered(200), serverError, now))).toEqual({ kind: 'online' });
    expect(health(afterFailure(answered(200), reset, now))).toEqual({ kind: 'online' });
  });

  it('is slow when first tokens usually take long, not when one did', () => {
    expect(health(answered(100, 9_000, 200))).toEqual({ kind: 'online' });
    expect(health(answered(100, 9_000, 2_000))).toEqual({ kind: 'slow' });
  });

  it('forgets answers of long ago', () => {
    expect(health(answered(9_000, 9_000, 9_000, 100, 100, 100))).toEqual({ kind: 'online' });
  });

  it('is slow after a silence, until it answers', () => {
    const silent = afterFailure(answered(200), silence, now);
    expect(health(silent)).toEqual({ kind: 'slow' });
    expect(health(afterFirstToken(silent, 200))).toEqual({ kind: 'online' });
  });

  it('is offline when nobody takes its connections', () => {
    const once = afterFailure(answered(200), refused, now - 700);
    expect(health(once)).toEqual({ kind: 'online' });
    const twice = afterFailure(once, refused, now);
    expect(health(twice)).toEqual({ kind: 'offline', since: now - 700 });
    expect(health(afterReply(twice))).toEqual({ kind: 'online' });
  });

  it('is offline at the first connection that a probe tried in vain', () => {
    expect(health(afterFailedProbe(nothingKnown, refused, now))).toEqual({ kind: 'offline', since: now });
    expect(health(afterFailedProbe(nothingKnown, badKey, now))).toEqual({ kind: 'online' });
  });

  it('is offline while the host has no network, and as before when it has one again', () => {
    const lost = afterNetworkChange(answered(200), 'offline', now - 300);
    expect(health(afterNetworkChange(lost, 'offline', now))).toEqual({ kind: 'offline', since: now - 300 });
    expect(health(afterNetworkChange(lost, 'online', now))).toEqual({ kind: 'online' });
  });

  it('needs no network on this machine', () => {
    const local: HealthFacts = { ...answered(200), place: 'this_machine' };
    expect(health(afterNetworkChange(local, 'offline', now))).toEqual({ kind: 'online' });
  });

  it('names the gravest trouble only', () => {
    const silent = afterFailure(answered(200), silence, now);
    expect(health(silent, { limit: limited })).toEqual(limited);
    expect(health(silent, { limit: limited, circuit: open })).toEqual({ kind: 'down', ...open });
    const lost = afterNetworkChange(silent, 'offline', now);
    expect(health(lost, { limit: limited, circuit: open })).toEqual({ kind: 'offline', since: now });
  });

  it('is not limited by what is over', () => {
    expect(healthOf(answered(200), null, limited, limited.until, usualSettings)).toEqual({ kind: 'online' });
  });
});

describe('changes of health', () => {
  const watch = () => {
    const clock = new ManualClock(now);
    const told: EndpointHealth[] = [];
    let limitation: typeof limited | null = null;
    const monitor = new HealthMonitor(
      usualSettings,
      { now: clock.now, sleep: clock.sleep, random: () => 0.5 },
      { circuit: () => null, limitation: () => limitation },
      (change) => told.push(change),
    );
    const limit = (change: typeof limited | null): void => {
      limitation = change;
      monitor.update();
    };
    return { clock, told, monitor, limit };
  };

  it('are told once each', () => {
    const { told, monitor } = watch();
    monitor.update();
    monitor.learn((facts) => afterFirstToken(facts, 100));
    monitor.learn((facts) => afterFirstToken(facts, 200));
    monitor.learn((facts) => afterFailure(facts, silence, now));
    expect(told.map(({ kind }) => kind)).toEqual(['online', 'slow']);
  });

  it('are told when a limit ends, though nothing is asked', async () => {
    const { clock, told, monitor, limit } = watch();
    monitor.learn(afterReply);
    limit(limited);
    expect(clock.sleeps).toEqual([5_000]);
    clock.advance(5_000);
    await Promise.resolve();
    expect(told.map(({ kind }) => kind)).toEqual(['online', 'limited', 'online']);
    expect(monitor.health).toEqual({ kind: 'online' });
  });

  it('leave no timer behind when the limit ends early or the endpoint is forgotten', () => {
    const { clock, told, monitor, limit } = watch();
    limit(limited);
    limit(null);
    expect(clock.sleeps).toEqual([]);
    limit(limited);
    monitor.end();
    expect(clock.sleeps).toEqual([]);
    monitor.learn((facts) => afterFailure(facts, silence, now));
    expect(told.map(({ kind }) => kind)).toEqual(['limited', 'unknown', 'limited']);
  });
});
