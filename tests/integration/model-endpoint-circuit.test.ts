import { describe, expect, it } from 'vitest';
import type { ModelError } from '../../src/shared/contract/index.ts';
import { endpointIdSchema, groqEndpointId } from '../../src/shared/ids.ts';
import { ManualClock } from '../support/clock.ts';
import { answer, hangUp, kinds, overCapacity, useEndpoints } from '../support/model-endpoints.ts';

const groq = useEndpoints();

describe('an endpoint that fails again and again', () => {
  const failing = { attempts: 1, failuresToOpen: 3 };

  it('is spared: requests fail at once, without being sent', async () => {
    const clock = new ManualClock();
    const at = groq.world(failing, clock);
    groq.double.setDefault(overCapacity);
    await groq.fail(at, 3);
    expect(groq.double.chats).toHaveLength(3);
    expect(await groq.ask(at).ended).toEqual({
      code: 'model.endpoint_down',
      data: { nextProbeAt: clock.now() + 10_000 },
    });
    expect(groq.double.chats).toHaveLength(3);
    expect(at.health).toEqual([
      {
        kind: 'down',
        since: clock.now(),
        nextProbeAt: clock.now() + 10_000,
        error: expect.objectContaining({ code: 'model.server_error' }) as ModelError,
      },
    ]);
  });

  it('is not tried again by the request that found it so', async () => {
    const at = groq.world({ attempts: 3, failuresToOpen: 2 }, undefined);
    groq.double.setDefault(overCapacity);
    expect(await groq.ask(at).ended).toMatchObject({ code: 'model.server_error' });
    expect(groq.double.chats).toHaveLength(2);
  });

  it('is well again when the probe succeeds', async () => {
    const clock = new ManualClock();
    const at = groq.world(failing, clock);
    groq.double.enqueue(overCapacity, overCapacity, overCapacity);
    groq.double.setDefault(answer);
    await groq.fail(at, 3);
    clock.advance(10_000);
    expect(await groq.ask(at).ended).toMatchObject({ attempts: 1 });
    expect(await groq.ask(at).ended).toMatchObject({ attempts: 1 });
    expect(kinds(at)).toEqual(['down', 'online']);
  });

  it('is spared twice as long after each probe that fails, up to a bound', async () => {
    const clock = new ManualClock();
    const at = groq.world(failing, clock);
    groq.double.setDefault(overCapacity);
    await groq.fail(at, 3);
    const since = clock.now();
    for (const [before, after] of [
      [10_000, 20_000],
      [20_000, 30_000],
      [30_000, 30_000],
    ] as const) {
      clock.advance(before - 1);
      expect(await groq.ask(at).ended).toMatchObject({ code: 'model.endpoint_down' });
      clock.advance(1);
      expect(await groq.ask(at).ended).toMatchObject({ code: 'model.server_error' });
      expect(at.endpoints.health(groqEndpointId)).toMatchObject({
        kind: 'down',
        since,
        nextProbeAt: clock.now() + after,
      });
    }
    expect(groq.double.chats).toHaveLength(6);
  });

  it('gets one probe while others wait for what it finds', async () => {
    const clock = new ManualClock();
    const at = groq.world(failing, clock);
    groq.double.enqueue(overCapacity, overCapacity, overCapacity);
    groq.double.setDefault({ ...answer, firstTokenDelayMs: 100 });
    await groq.fail(at, 3);
    clock.advance(10_000);
    const [first, second] = [groq.ask(at), groq.ask(at)];
    await groq.double.waitForChat(4);
    expect(groq.double.chats).toHaveLength(4);
    expect(await first.ended).toMatchObject({ attempts: 1 });
    expect(await second.ended).toMatchObject({ attempts: 1 });
  });

  it('is neither well nor worse by a probe that the user stops', async () => {
    const clock = new ManualClock();
    const at = groq.world(failing, clock);
    groq.double.enqueue(overCapacity, overCapacity, overCapacity, { kind: 'never-answer' });
    groq.double.setDefault(answer);
    await groq.fail(at, 3);
    clock.advance(10_000);
    const abort = new AbortController();
    const stopped = groq.ask(at, { signal: abort.signal });
    await groq.double.waitForChat(4);
    abort.abort(new Error('stopped by the user'));
    await expect(stopped.ended).rejects.toThrow('stopped by the user');
    expect(at.endpoints.health(groqEndpointId)).toMatchObject({ kind: 'down' });
    expect(await groq.ask(at).ended).toMatchObject({ attempts: 1 });
    expect(kinds(at)).toEqual(['down', 'online']);
  });

  it('is not what one is that refuses requests for what they ask', async () => {
    const at = groq.world({ attempts: 1, failuresToOpen: 2 });
    groq.double.setDefault({ kind: 'error', error: 'bad_request' });
    await groq.fail(at, 4);
    expect(groq.double.chats).toHaveLength(4);
    expect(kinds(at)).toEqual(['online']);
  });

  it('is not what one is that now and then answers', async () => {
    const at = groq.world({ attempts: 1, failuresToOpen: 2 });
    groq.double.enqueue(
      overCapacity,
      answer,
      overCapacity,
      { kind: 'error', error: 'bad_request' },
      overCapacity,
      answer,
    );
    for (let time = 0; time < 6; time++) await groq.ask(at).ended;
    expect(groq.double.chats).toHaveLength(6);
    expect(kinds(at)).toEqual(['online']);
  });

  it('leaves other endpoints alone, and is forgotten when it is gone', async () => {
    const other = endpointIdSchema.parse('other');
    const at = groq.world(failing);
    groq.double.enqueue(overCapacity, overCapacity, overCapacity);
    groq.double.setDefault(answer);
    await groq.fail(at, 3);
    expect(await groq.ask(at, { endpointId: other }).ended).toMatchObject({ attempts: 1 });
    expect(at.endpoints.health(other)).toEqual({ kind: 'online' });
    at.endpoints.forget(groqEndpointId);
    expect(at.endpoints.health(groqEndpointId)).toEqual({ kind: 'unknown' });
    expect(await groq.ask(at).ended).toMatchObject({ attempts: 1 });
  });
});

describe('a network that comes and goes', () => {
  it('is missed after two connections that nobody took, and found again by a probe', async () => {
    const clock = new ManualClock();
    const at = groq.world({ attempts: 1, failuresToOpen: 4 }, clock);
    await groq.double.goOffline();
    // The first may meet a kept connection that has just died.
    await groq.fail(at, 4);
    expect(at.endpoints.health(groqEndpointId).kind).toBe('offline');
    expect(await groq.ask(at).ended).toMatchObject({ code: 'model.endpoint_down' });
    expect((await at.endpoints.probe(groqEndpointId, groq.destination())).kind).toBe('offline');
    await groq.double.comeOnline();
    expect(await at.endpoints.probe(groqEndpointId, groq.destination())).toEqual({ kind: 'online' });
    groq.double.setDefault(answer);
    expect(await groq.ask(at).ended).toMatchObject({ attempts: 1 });
    expect(kinds(at)).toEqual(['offline', 'online']);
  });

  it('is not what a list of models can tell of an endpoint that gives no answers', async () => {
    const clock = new ManualClock();
    const at = groq.world({ attempts: 1, failuresToOpen: 2 }, clock);
    groq.double.setDefault(overCapacity);
    await groq.fail(at, 2);
    expect((await at.endpoints.probe(groqEndpointId, groq.destination())).kind).toBe('down');
    expect(await groq.ask(at).ended).toMatchObject({ code: 'model.endpoint_down' });
  });

  it('lets the next request be the probe when the host says that it is back', async () => {
    const clock = new ManualClock();
    const at = groq.world({ attempts: 1, failuresToOpen: 2 }, clock);
    groq.double.enqueue(hangUp, hangUp);
    groq.double.setDefault(answer);
    await groq.fail(at, 2);
    at.endpoints.networkChanged('online');
    expect(await groq.ask(at).ended).toMatchObject({ attempts: 1 });
  });

  it('is offline for all but this machine when the host says so', async () => {
    const at = groq.world();
    groq.double.setDefault(answer);
    await groq.ask(at).ended;
    at.endpoints.networkChanged('offline');
    expect(at.endpoints.health(groqEndpointId)).toEqual({ kind: 'online' });
    const elsewhere = endpointIdSchema.parse('elsewhere');
    const asked = groq.ask(at, { endpointId: elsewhere, baseUrl: 'http://nowhere.invalid/v1' });
    expect(await asked.ended).toEqual({ code: 'model.no_network', data: {} });
    // Once, and without a retry.
    expect(asked.waits).toEqual([]);
    expect(at.endpoints.health(elsewhere).kind).toBe('offline');
  });
});
