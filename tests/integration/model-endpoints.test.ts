import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { groqEndpointId } from '../../src/shared/ids.ts';
import type { Behaviour } from '../doubles/groq/index.ts';
import { ManualClock } from '../support/clock.ts';
import {
  answer,
  fast,
  hangUp,
  hasty,
  kinds,
  overCapacity,
  patient,
  useEndpoints,
  type World,
} from '../support/model-endpoints.ts';

const groq = useEndpoints();

describe('a request that failed of something that passes', () => {
  it.each<[string, Behaviour]>([
    ['a server error', { kind: 'error', error: 'internal_server_error' }],
    ['no capacity', overCapacity],
    ['no flex capacity', { kind: 'error', error: 'flex_capacity_exceeded' }],
    ['a connection that was hung up', hangUp],
    [
      'a connection that broke before the first token',
      { kind: 'cut', at: 'between-events', afterTokens: 0, ...fast },
    ],
    ['an end before the first token', { kind: 'cut', at: 'closed-without-finish', afterTokens: 0, ...fast }],
    ['an error event before the first token', { kind: 'stream-error', afterTokens: 0, ...fast }],
  ])('%s is sent again, and the answer comes', async (_, behaviour) => {
    groq.double.enqueue(behaviour, answer);
    const asked = groq.ask(groq.world());
    expect(await asked.ended).toMatchObject({ finishReason: 'stop', attempts: 2 });
    expect(asked.text).toBe('one two three four');
    expect(groq.double.chats).toHaveLength(2);
  });

  it.each<[string, Behaviour]>([
    ['headers', { kind: 'never-answer' }],
    ['a first token', { kind: 'stall', afterTokens: 0, ...fast }],
  ])('is sent again when %s did not come in time', async (_, behaviour) => {
    groq.double.enqueue(behaviour, answer);
    const asked = groq.ask(groq.world(), { patience: hasty });
    expect(await asked.ended).toMatchObject({ finishReason: 'stop', attempts: 2 });
  });

  it('is sent three times at most, and fails of the last trouble', async () => {
    groq.double.enqueue(hangUp, overCapacity, { kind: 'error', error: 'internal_server_error' }, answer);
    expect(await groq.ask(groq.world()).ended).toMatchObject({
      code: 'model.server_error',
      data: { status: 500 },
    });
    expect(groq.double.chats).toHaveLength(3);
  });

  it('is sent again after a pause that doubles, with jitter', async () => {
    const clock = new ManualClock();
    groq.double.enqueue(overCapacity, overCapacity, answer);
    const asked = groq.ask(groq.world({ retryMs: 1_000 }, clock));
    await clock.asleepFor(500);
    const until = clock.now() + 500;
    clock.advance(500);
    await clock.asleepFor(1_000);
    expect(groq.double.chats).toHaveLength(2);
    clock.advance(1_000);
    expect(await asked.ended).toMatchObject({ attempts: 3 });
    expect(asked.waits).toEqual([
      { reason: 'retry', until },
      null,
      { reason: 'retry', until: until + 1_000 },
      null,
    ]);
  });

  it('is not sent again once it was stopped', async () => {
    groq.double.enqueue(overCapacity, answer);
    const abort = new AbortController();
    const asked = groq.ask(groq.world({ retryMs: 20_000 }), { signal: abort.signal });
    await expect.poll(() => asked.waits).toHaveLength(1);
    abort.abort(new Error('stopped by the user'));
    await expect(asked.ended).rejects.toThrow('stopped by the user');
    expect(groq.double.chats).toHaveLength(1);
  });
});

describe('a request that is not sent again', () => {
  it.each<[string, Behaviour, string]>([
    ['a bad key', { kind: 'error', error: 'invalid_api_key' }, 'model.bad_key'],
    ['a retired model', { kind: 'error', error: 'model_decommissioned' }, 'model.retired'],
    ['too long a context', { kind: 'error', error: 'context_length_exceeded' }, 'model.context_too_long'],
    ['too large a request', { kind: 'error', error: 'request_too_large' }, 'model.context_too_long'],
    ['a bad request', { kind: 'error', error: 'bad_request' }, 'model.rejected'],
    ['a sign-in page', { kind: 'captive-portal' }, 'model.unreadable'],
  ])('is one that was refused for %s', async (_, behaviour, code) => {
    groq.double.enqueue(behaviour, answer);
    expect(await groq.ask(groq.world()).ended).toMatchObject({ code });
    expect(groq.double.chats).toHaveLength(1);
  });

  it.each<[string, Behaviour, string]>([
    ['a stall', { kind: 'stall', afterTokens: 1, ...fast }, 'model.timed_out'],
    ['a cut', { kind: 'cut', at: 'between-events', afterTokens: 1, ...fast }, 'model.incomplete'],
    ['an end', { kind: 'cut', at: 'closed-without-finish', afterTokens: 1, ...fast }, 'model.incomplete'],
    ['broken JSON', { kind: 'malformed-json', afterTokens: 1, ...fast }, 'model.unreadable'],
    ['an error event', { kind: 'stream-error', afterTokens: 1, ...fast }, 'model.server_error'],
  ])('is one of which a word had come before %s', async (_, behaviour, code) => {
    groq.double.enqueue(behaviour, answer);
    const asked = groq.ask(groq.world(), { patience: hasty });
    expect(await asked.ended).toMatchObject({ code });
    expect(asked.text.length).toBeGreaterThan(0);
    expect(groq.double.chats).toHaveLength(1);
  });

  it('is one of which only thoughts had come', async () => {
    groq.double.enqueue({
      kind: 'cut',
      at: 'between-events',
      afterTokens: 2,
      ...fast,
      reasoning: 'Let me think of it.',
    });
    const asked = groq.ask(groq.world());
    expect(await asked.ended).toMatchObject({ code: 'model.incomplete' });
    expect(asked.text).toBe('');
    expect(groq.double.chats).toHaveLength(1);
  });
});

describe('a server that takes connections and never answers', () => {
  it('is left after the time for headers, each time', async () => {
    const sockets = new Set<{ destroy(): void }>();
    let requests = 0;
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.once('data', () => {
        requests += 1;
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const at = groq.world({ attempts: 2 });
    const asked = groq.ask(at, { baseUrl: `http://127.0.0.1:${port}/v1`, patience: hasty });
    expect(await asked.ended).toEqual({ code: 'model.timed_out', data: { seconds: 0.4 } });
    expect(requests).toBe(2);
    expect(kinds(at)).toEqual(['slow']);
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
});

describe('something short that can be done without', () => {
  const short = (at: World): Promise<string> =>
    at.endpoints.ask(groqEndpointId, {
      destination: groq.destination(),
      model: 'openai/gpt-oss-120b',
      turns: [
        { role: 'system', content: 'Give the conversation a title.' },
        { role: 'user', content: 'Plan four days in Kyoto' },
      ],
      parameters: {},
      signal: new AbortController().signal,
      patience: patient,
    });
  const asked = (): number => groq.double.requests.length;

  it('comes like any answer', async () => {
    const at = groq.world();
    expect(await short(at)).toContain('Kyoto');
    expect(kinds(at)).toEqual(['online']);
    expect(at.endpoints.limits(groqEndpointId, 'openai/gpt-oss-120b')).not.toBeNull();
  });

  it('is asked for once', async () => {
    groq.double.when(() => true, overCapacity);
    await expect(short(groq.world())).rejects.toMatchObject({ error: { code: 'model.server_error' } });
    expect(asked()).toBe(1);
  });

  it('is not asked for while the endpoint is limited', async () => {
    const at = groq.world({}, new ManualClock());
    groq.double.enqueue({
      kind: 'answer',
      ...fast,
      headers: { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '2s' },
    });
    await groq.ask(at).ended;
    await expect(short(at)).rejects.toMatchObject({ error: { code: 'model.rate_limited' } });
    expect(asked()).toBe(1);
  });

  it('is not asked for while the endpoint is down, nor used to find out', async () => {
    const clock = new ManualClock();
    const at = groq.world({ attempts: 1, failuresToOpen: 1 }, clock);
    groq.double.enqueue(overCapacity);
    await groq.fail(at, 1);
    clock.advance(20_000);
    await expect(short(at)).rejects.toMatchObject({ error: { code: 'model.endpoint_down' } });
    expect(asked()).toBe(1);
  });
});

describe('the health of an endpoint', () => {
  it('is slow when its first tokens take long', async () => {
    const at = groq.world({ slowMs: 400 });
    groq.double.enqueue({ ...answer, firstTokenDelayMs: 600 }, answer, answer);
    for (let time = 0; time < 3; time++) await groq.ask(at).ended;
    expect(kinds(at)).toEqual(['slow', 'online']);
  });

  it('is slow after a stall, until the next answer', async () => {
    const at = groq.world();
    groq.double.enqueue(answer, { kind: 'stall', afterTokens: 1, ...fast }, answer);
    for (let time = 0; time < 3; time++) await groq.ask(at, { patience: hasty }).ended;
    expect(kinds(at)).toEqual(['online', 'slow', 'online']);
  });
});
