import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import errors from '../../src/renderer/i18n/en/errors.ts';
import outbox from '../../src/renderer/i18n/en/outbox.ts';
import type { Message } from '../../src/shared/contract/index.ts';
import { startGroqDouble, type Behaviour, type GroqDouble } from '../doubles/groq/index.ts';
import { send, shown } from '../support/conversation.ts';
import { launchEngine, type TestEngine } from '../support/engine.ts';

/*
 * The table in docs/RESILIENCE.md says what every failure comes to. This reads it, makes each failure happen at each
 * moment, and compares: a row that is not true any more fails, and so does a failure that has no row.
 */

const text = 'one two three four five six seven eight';
const fast = { tokensPerSecond: 2_000, firstTokenDelayMs: 0, reasoning: '', text };

type When = 'before the first token' | 'mid-stream' | 'at the end';
const moments: Record<When, number> = {
  'before the first token': 0,
  'mid-stream': 4,
  'at the end': Infinity,
};

const error = (
  name: Extract<Behaviour, { kind: 'error' }>['error'],
  retryAfterSeconds?: number,
): Behaviour => ({
  kind: 'error',
  error: name,
  ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
});

/** What the double does when it is asked; `offline` is nobody at all. Those without a moment come before the first token. */
const atOnce: Record<string, Behaviour | 'offline'> = {
  'nobody takes the connection': 'offline',
  'the connection is closed': { kind: 'hang-up' },
  'no headers come': { kind: 'never-answer' },
  'the key is refused (401)': error('invalid_api_key'),
  'the model is retired (400)': error('model_decommissioned'),
  'the model is unknown (404)': error('model_not_found'),
  'the request is refused (400)': error('bad_request'),
  'the context is too long (400)': error('context_length_exceeded'),
  'the request is too large (413)': error('request_too_large'),
  'rate limit, long (429)': error('rate_limit_exceeded', 3_600),
  'server error (500)': error('internal_server_error'),
  'over capacity (503)': error('over_capacity'),
  'flex capacity (498)': error('flex_capacity_exceeded'),
  'a captive portal': { kind: 'captive-portal' },
};
const anyMoment: Record<string, (afterTokens: number) => Behaviour> = {
  'the stream falls silent': (afterTokens) => ({ kind: 'stall', ...fast, afterTokens }),
  'the connection breaks': (afterTokens) => ({ kind: 'cut', ...fast, afterTokens, at: 'between-events' }),
  'it breaks inside a character': (afterTokens) => ({
    kind: 'cut',
    ...fast,
    afterTokens,
    at: 'inside-character',
  }),
  'it ends without a finish': (afterTokens) => ({
    kind: 'cut',
    ...fast,
    afterTokens,
    at: 'closed-without-finish',
  }),
  'it ends without [DONE]': (afterTokens) => ({
    kind: 'cut',
    ...fast,
    afterTokens,
    at: 'closed-without-done',
  }),
  'an event is not JSON': (afterTokens) => ({ kind: 'malformed-json', ...fast, afterTokens }),
  'the provider gives up': (afterTokens) => ({ kind: 'stream-error', ...fast, afterTokens, as: 'event' }),
};

const cases: { failure: string; when: When; behaviour: Behaviour | 'offline' }[] = [
  ...Object.entries(atOnce).map(([failure, behaviour]) => ({
    failure,
    when: 'before the first token' as const,
    behaviour,
  })),
  ...Object.entries(anyMoment).flatMap(([failure, behave]) =>
    (Object.keys(moments) as When[]).map((when) => ({ failure, when, behaviour: behave(moments[when]) })),
  ),
];

interface Row {
  requests: string;
  stored: string;
  kept: string;
  seen: string;
}

const tableOf = (markdown: string): Map<string, Row> => {
  const [, table = ''] = markdown.split('<!-- fault matrix -->');
  const rows = table
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  return new Map(
    rows.map(([failure = '', when = '', requests = '', stored = '', kept = '', seen = '']) => [
      `${failure}, ${when}`,
      { requests, stored: stored.replaceAll('`', ''), kept, seen },
    ]),
  );
};

/** The beginning of what the window says of it; what stands in braces differs from case to case. */
const seenOf = ({ state }: Message): string => {
  if (state.kind === 'complete') return 'the answer';
  if (state.kind === 'queued') return outbox.reason[state.reason];
  if (state.kind !== 'failed') return state.kind;
  const [, name = ''] = state.error.code.split('.');
  return (errors.model as Record<string, string>)[name] ?? '';
};

const storedOf = ({ state }: Message): string =>
  state.kind === 'failed'
    ? `failed: ${state.error.code}`
    : state.kind === 'queued'
      ? `queued: ${state.reason}`
      : state.kind;

const keptOf = ({ content }: Message): string =>
  content === '' ? 'nothing' : content === text ? 'all' : 'a part';

let double: GroqDouble;
beforeAll(async () => void (double = await startGroqDouble()));
afterAll(() => double.close());
let engine: TestEngine | null = null;
afterEach(async () => {
  await engine?.dispose();
  await double.comeOnline();
  engine = null;
});

const ended = async (launched: TestEngine, { id, conversationId }: Message): Promise<Message> => {
  const now = async (): Promise<Message | undefined> =>
    (await shown(launched, conversationId)).find((message) => message.id === id);
  await expect
    .poll(async () => (await now())?.state.kind, { timeout: 10_000, interval: 10 })
    .not.toMatch(/pending|streaming/);
  return (await now()) ?? expect.fail();
};

const happen = async (behaviour: Behaviour | 'offline'): Promise<Row> => {
  double.reset();
  if (behaviour === 'offline') await double.goOffline();
  else double.setDefault(behaviour);
  engine = await launchEngine({
    groqBaseUrl: double.apiUrl,
    mode: 'safe',
    patience: { connectMs: 500, firstTokenMs: 600, nextTokenMs: 400 },
  });
  const answer = await ended(engine, (await send(engine, 'Hello')).answer);
  return {
    requests: String(double.chats.length),
    stored: storedOf(answer),
    kept: keptOf(answer),
    seen: seenOf(answer),
  };
};

describe('the fault matrix of docs/RESILIENCE.md', () => {
  const table = tableOf(readFileSync(new URL('../../docs/RESILIENCE.md', import.meta.url), 'utf8'));

  it('has a row for every failure at every moment, and no other', () => {
    expect([...table.keys()]).toEqual(cases.map(({ failure, when }) => `${failure}, ${when}`));
  });

  it.each(cases)('is true of: $failure, $when', async ({ failure, when, behaviour }) => {
    expect(await happen(behaviour)).toEqual(table.get(`${failure}, ${when}`));
  });
});
