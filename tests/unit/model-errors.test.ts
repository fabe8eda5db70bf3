import Groq from 'groq-sdk';
import { describe, expect, it } from 'vitest';
import {
  ModelFailure,
  retryTime,
  toModelError,
  toModelFailure,
  type FailureContext,
} from '../../src/engine/model/errors.ts';

const now = Date.parse('2026-11-24T12:00:00Z');
const context: FailureContext = { model: 'mixtral-8x7b-32768', hasKey: true, began: false, now };

const status = (code: number, body: object, headers: Record<string, string> = {}) =>
  Groq.APIError.generate(code, body, undefined, new Headers(headers));

describe('what a provider refuses, in the words of the contract', () => {
  it('names the successor of a retired model', () => {
    const error = status(400, { error: { message: 'decommissioned', code: 'model_decommissioned' } });
    expect(toModelError(error, context)).toEqual({
      code: 'model.retired',
      data: { model: 'mixtral-8x7b-32768', successor: 'openai/gpt-oss-120b' },
    });
  });

  it('says when a rate-limited request may be tried again', () => {
    const error = status(429, { error: { message: 'slow down' } }, { 'retry-after': '7' });
    expect(toModelError(error, context)).toEqual({
      code: 'model.rate_limited',
      data: { retryAt: now + 7_000 },
    });
  });

  it('tells a wrong key from a missing one', () => {
    const error = status(401, { error: { message: 'Invalid API Key', code: 'invalid_api_key' } });
    expect(toModelError(error, context).code).toBe('model.bad_key');
    expect(toModelError(error, { ...context, hasKey: false }).code).toBe('model.no_key');
  });

  it.each([
    [status(413, {}), 'model.context_too_long'],
    [status(400, { error: { code: 'context_length_exceeded' } }), 'model.context_too_long'],
    [status(400, { error: { message: 'bad temperature' } }), 'model.rejected'],
    [status(422, {}), 'model.rejected'],
    [status(498, {}), 'model.server_error'],
    [status(500, {}), 'model.server_error'],
    [status(503, {}), 'model.server_error'],
    [new Groq.APIConnectionError({ message: 'refused' }), 'model.no_network'],
    [new SyntaxError('Unexpected token'), 'model.unreadable'],
    [new TypeError('fetch failed'), 'model.no_network'],
  ])('%s is %s', (reason, code) => {
    expect(toModelError(reason, context).code).toBe(code);
  });

  it.each([
    ['ECONNREFUSED', 'not_reached'],
    ['ENOTFOUND', 'not_reached'],
    ['UND_ERR_CONNECT_TIMEOUT', 'not_reached'],
    ['ECONNRESET', 'reached'],
    ['UND_ERR_SOCKET', 'reached'],
  ])('knows whether anybody took the connection: %s, %s', (code, reach) => {
    const socket = Object.assign(new Error(code), { code });
    const cause = new TypeError('fetch failed', { cause: socket });
    const failure = toModelFailure(
      new Groq.APIConnectionError({ message: 'Connection error.', cause }),
      context,
    );
    expect(failure).toMatchObject({ error: { code: 'model.no_network' }, reach });
  });

  it('calls a connection that broke under an answer incomplete, not offline', () => {
    expect(toModelError(new TypeError('terminated'), { ...context, began: true }).code).toBe(
      'model.incomplete',
    );
  });

  it('passes a bug on instead of hiding it', () => {
    expect(() => toModelError(new RangeError('ours'), context)).toThrow(RangeError);
  });

  it('keeps a failure that is one already', () => {
    const failure = new ModelFailure({ code: 'model.timed_out', data: { seconds: 25 } });
    expect(toModelError(failure, context)).toBe(failure.error);
  });
});

describe('retry-after', () => {
  it.each([
    [undefined, null],
    ['', null],
    ['soon', null],
    ['2.5', now + 2_500],
    ['-3', now],
    ['Tue, 24 Nov 2026 12:00:30 GMT', now + 30_000],
    ['999999999', now + 24 * 60 * 60 * 1000],
  ])('%j gives %j', (header, time) => {
    expect(retryTime(header, now)).toBe(time);
  });
});
