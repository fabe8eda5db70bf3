import { describe, expect, it } from 'vitest';
import { groqEndpointId } from '../../src/shared/ids.ts';
import type { Behaviour } from '../doubles/groq/index.ts';
import { ManualClock } from '../support/clock.ts';
import { answer, fast, kinds, useEndpoints } from '../support/model-endpoints.ts';

const groq = useEndpoints();

describe('an endpoint that asks for a pause', () => {
  const pause = (seconds: number): Behaviour => ({
    kind: 'error',
    error: 'rate_limit_exceeded',
    retryAfterSeconds: seconds,
  });

  it('gets it, and then the request again', async () => {
    const clock = new ManualClock();
    const at = groq.world({}, clock);
    groq.double.enqueue(pause(7), answer);
    const asked = groq.ask(at);
    await expect.poll(() => asked.waits).toEqual([{ reason: 'rate_limit', until: clock.now() + 7_000 }]);
    expect(at.endpoints.health(groqEndpointId)).toEqual({
      kind: 'limited',
      until: clock.now() + 7_000,
      limit: 'pause',
      model: 'openai/gpt-oss-120b',
    });
    clock.advance(6_000);
    expect(groq.double.chats).toHaveLength(1);
    clock.advance(1_000);
    expect(await asked.ended).toMatchObject({ attempts: 2 });
    expect(kinds(at)).toEqual(['limited', 'online']);
  });

  it('gets it from later requests too, which keep their order', async () => {
    const clock = new ManualClock();
    // One at a time, so that they arrive as they left.
    const at = groq.world({ atOnce: 1 }, clock);
    groq.double.enqueue(pause(7));
    const first = groq.ask(at, { content: 'first' });
    await expect.poll(() => first.waits).toHaveLength(1);
    const second = groq.ask(at, { content: 'second' });
    const third = groq.ask(at, { content: 'third' });
    await expect.poll(() => third.waits).toEqual([{ reason: 'rate_limit', until: clock.now() + 7_000 }]);
    clock.advance(7_000);
    await Promise.all([first.ended, second.ended, third.ended]);
    expect(groq.contents()).toEqual(['first', 'first', 'second', 'third']);
  });

  it('is not waited for longer than is borne with, by this request or the next', async () => {
    const clock = new ManualClock();
    const at = groq.world({ longestWaitMs: 5_000 }, clock);
    groq.double.enqueue(pause(3_600), answer);
    expect(await groq.ask(at).ended).toMatchObject({ code: 'model.rate_limited' });
    expect(await groq.ask(at).ended).toEqual({
      code: 'model.rate_limited',
      data: { retryAt: clock.now() + 3_600_000 },
    });
    expect(groq.double.chats).toHaveLength(1);
    clock.advance(3_600_000);
    expect(await groq.ask(at).ended).toMatchObject({ attempts: 1 });
  });

  it('does not count as failing', async () => {
    const at = groq.world({ failuresToOpen: 1, longestWaitMs: 0 }, new ManualClock());
    groq.double.enqueue(pause(5));
    await groq.fail(at, 2);
    expect(kinds(at)).toEqual(['limited']);
  });
});

describe('an endpoint that tells of its limits', () => {
  const telling = (headers: Record<string, string>): Behaviour => ({
    kind: 'answer',
    ...fast,
    text: 'one',
    headers,
  });
  const noRequestLeft = telling({
    'x-ratelimit-remaining-requests': '0',
    'x-ratelimit-reset-requests': '2.5s',
  });

  it('is asked what they are', async () => {
    const clock = new ManualClock();
    const { endpoints, ...rest } = groq.world({}, clock);
    groq.double.enqueue(noRequestLeft);
    await groq.ask({ endpoints, ...rest }).ended;
    expect(endpoints.limits(groqEndpointId, 'openai/gpt-oss-120b')?.requests).toEqual({
      limit: 14_400,
      remaining: 0,
      resetAt: clock.now() + 2_500,
    });
    expect(endpoints.limits(groqEndpointId, 'another')).toBeNull();
  });

  it('gets no request when none is left, until there are again', async () => {
    const clock = new ManualClock();
    const at = groq.world({}, clock);
    groq.double.enqueue(noRequestLeft, answer);
    await groq.ask(at).ended;
    const next = groq.ask(at);
    await expect.poll(() => next.waits).toEqual([{ reason: 'rate_limit', until: clock.now() + 2_500 }]);
    expect(groq.double.chats).toHaveLength(1);
    clock.advance(2_500);
    expect(await next.ended).toMatchObject({ attempts: 1 });
    expect(next.waits.at(-1)).toBeNull();
    expect(kinds(at)).toEqual(['limited', 'online']);
  });

  it('gets no request that needs more tokens than are left, but a shorter one', async () => {
    const clock = new ManualClock();
    const at = groq.world({}, clock);
    const few = { 'x-ratelimit-remaining-tokens': '100', 'x-ratelimit-reset-tokens': '900ms' };
    groq.double.enqueue(telling(few), telling(few), answer);
    await groq.ask(at).ended;
    await groq.ask(at, { content: 'short' }).ended;
    const long = groq.ask(at, { content: 'long '.repeat(200) });
    await expect.poll(() => long.waits).toHaveLength(1);
    expect(groq.double.chats).toHaveLength(2);
    expect(at.health.at(-1)).toMatchObject({ kind: 'limited', limit: 'tokens' });
    clock.advance(900);
    expect(await long.ended).toMatchObject({ attempts: 1 });
  });

  it('gets no more requests at once than are left', async () => {
    const clock = new ManualClock();
    const at = groq.world({}, clock);
    const one = { 'x-ratelimit-remaining-requests': '1', 'x-ratelimit-reset-requests': '2.5s' };
    groq.double.enqueue(telling(one), { ...answer, firstTokenDelayMs: 50, headers: one });
    groq.double.setDefault(answer);
    await groq.ask(at).ended;
    const [first, second] = [groq.ask(at), groq.ask(at)];
    await expect.poll(() => second.waits).toHaveLength(1);
    expect(first.waits).toEqual([]);
    await first.ended;
    expect(groq.double.chats).toHaveLength(2);
    clock.advance(2_500);
    expect(await second.ended).toMatchObject({ attempts: 1 });
  });

  it('lets requests to another model through meanwhile', async () => {
    const clock = new ManualClock();
    const at = groq.world({}, clock);
    groq.double.enqueue(noRequestLeft, answer);
    await groq.ask(at).ended;
    expect(await groq.ask(at, { model: 'openai/gpt-oss-20b' }).ended).toMatchObject({ attempts: 1 });
  });

  it('is left alone by one who gives up while waiting, and the others move up', async () => {
    const clock = new ManualClock();
    const at = groq.world({}, clock);
    groq.double.enqueue(noRequestLeft, answer);
    await groq.ask(at).ended;
    const [first, second] = [new AbortController(), new AbortController()];
    const stopped = [groq.ask(at, { signal: first.signal }), groq.ask(at, { signal: second.signal })];
    const third = groq.ask(at, { content: 'third' });
    await expect.poll(() => third.waits).toHaveLength(1);
    second.abort(new Error('second stopped'));
    await expect(stopped[1]?.ended).rejects.toThrow('second stopped');
    first.abort(new Error('first stopped'));
    await expect(stopped[0]?.ended).rejects.toThrow('first stopped');
    clock.advance(2_500);
    await third.ended;
    expect(groq.contents()).toEqual(['Hello', 'third']);
  });
});

describe('more requests than an endpoint is sent at a time', () => {
  const slowly: Behaviour = {
    kind: 'answer',
    text: 'one',
    tokensPerSecond: Infinity,
    firstTokenDelayMs: 50,
    reasoning: '',
  };

  it('wait in the order in which they came', async () => {
    const at = groq.world({ atOnce: 2 });
    groq.double.setDefault(slowly);
    const began: string[] = [];
    const asked = ['a', 'b', 'c', 'd', 'e'].map((content) =>
      groq.ask(at, { content, onBegin: () => began.push(content) }),
    );
    await groq.double.waitForChat(2);
    expect(asked.map(({ waits }) => waits)).toEqual([
      [],
      [],
      ...[3, 4, 5].map(() => [{ reason: 'busy', until: null }]),
    ]);
    await Promise.all(asked.map(({ ended }) => ended));
    expect(began).toEqual(['c', 'd', 'e']);
    expect(asked[4]?.waits).toEqual([{ reason: 'busy', until: null }, null]);
  });

  it('can be given up while they wait', async () => {
    const at = groq.world({ atOnce: 1 });
    groq.double.setDefault(slowly);
    const abort = new AbortController();
    const first = groq.ask(at);
    const second = groq.ask(at, { signal: abort.signal });
    const third = groq.ask(at);
    await expect.poll(() => third.waits).toHaveLength(1);
    const firstToEnd = Promise.race([
      first.ended.then(() => 'the answer'),
      second.ended.catch((reason: Error) => reason.message),
    ]);
    abort.abort(new Error('stopped by the user'));
    expect(await firstToEnd).toBe('stopped by the user');
    await Promise.all([first.ended, third.ended]);
    expect(groq.double.chats).toHaveLength(2);
  });
});
