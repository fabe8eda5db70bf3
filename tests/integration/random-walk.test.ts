import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ContractFailure, type Message } from '../../src/shared/contract/index.ts';
import type { ConversationId, MessageId } from '../../src/shared/ids.ts';
import { startGroqDouble, type Behaviour, type GroqDouble } from '../doubles/groq/index.ts';
import { createRandom } from '../support/corpus/index.ts';
import { launchKillableEngine, type KillableEngine } from '../support/killable-engine.ts';

/*
 * Random walks over everything that can happen to a message, each from a seed of its own, so that one that fails can be
 * walked again: `it.only` with that seed. The model is what the user did; the engine, the network and the provider do
 * what they like.
 */

const walks = 500;
/** On a busy machine an answer may come when the engine has given it up: then it asks again, and may. */
const lostPatienceMs = 300;
const steps = 9;

const fast = {
  tokensPerSecond: 4_000,
  firstTokenDelayMs: 0,
  reasoning: '',
  text: 'An answer of some words, enough to be cut.',
};
const faults: readonly [Behaviour, ...Behaviour[]] = [
  { kind: 'hang-up' },
  { kind: 'captive-portal' },
  { kind: 'error', error: 'over_capacity' },
  { kind: 'error', error: 'bad_request' },
  { kind: 'error', error: 'rate_limit_exceeded', retryAfterSeconds: 0 },
  { kind: 'error', error: 'context_length_exceeded' },
  { kind: 'stall', ...fast, afterTokens: 3 },
  { kind: 'cut', ...fast, afterTokens: 3, at: 'between-events' },
  { kind: 'cut', ...fast, afterTokens: 0, at: 'closed-without-finish' },
  { kind: 'stream-error', ...fast, afterTokens: 2 },
  { kind: 'answer', ...fast, tokensPerSecond: 150 },
];

/** What the user knows of one message that he has sent. */
interface Sent {
  questionId: MessageId;
  answerId: MessageId;
  text: string;
  withdrawn: boolean;
  /** The engine was killed while it may have been on its way: it may have been asked twice. */
  mayBeTwice: boolean;
}

let double: GroqDouble;
let engine: KillableEngine;
let folder: string;
beforeAll(async () => {
  double = await startGroqDouble();
  folder = await mkdtemp(join(tmpdir(), 'versaai-walk-'));
  engine = await launchKillableEngine(folder, double.apiUrl);
});
afterAll(async () => {
  await engine.stop();
  await double.close();
  await rm(folder, { recursive: true, force: true });
});

const codeOf = (reason: unknown): string =>
  reason instanceof ContractFailure ? reason.error.code : String(reason);

/** What came too late is refused, and changes nothing. */
const unlessTooLate = async <Result>(act: Promise<Result>): Promise<Result | null> => {
  try {
    return await act;
  } catch (reason) {
    expect(codeOf(reason)).toMatch(/^(message\.(wrong_state|not_found)|conversation\.busy)$/);
    return null;
  }
};

const shown = async (conversationId: ConversationId): Promise<Message[]> => {
  const position = { kind: 'latest' as const };
  return (await engine.client.request('messages.page', { conversationId, position, limit: 100 })).messages;
};

const walk = async (seed: number): Promise<void> => {
  const random = createRandom(seed);
  const sent: Sent[] = [];
  let conversationId: ConversationId | null = null;
  let number = 0;

  const send = async (): Promise<void> => {
    number += 1;
    const text = `Walk ${seed}, message ${number}`;
    const exchange = await engine.client.request('chat.send', { conversationId, text, model: null });
    conversationId = exchange.conversation.id;
    sent.push({
      questionId: exchange.question.id,
      answerId: exchange.answer.id,
      text,
      withdrawn: false,
      mayBeTwice: false,
    });
  };
  const left = (): Sent[] => sent.filter(({ withdrawn }) => !withdrawn);
  const pick = (): Sent | undefined => left()[Math.floor(random.next() * left().length)];

  const act = async (): Promise<void> => {
    const one = pick();
    const die = random.next();
    if (die < 0.35 || !one || conversationId === null) await send();
    else if (die < 0.45) {
      const text = `${one.text}, otherwise`;
      if (await unlessTooLate(engine.client.request('outbox.edit', { messageId: one.questionId, text })))
        one.text = text;
    } else if (die < 0.52) {
      const withdrawal = engine.client.request('outbox.withdraw', { messageId: one.questionId });
      if (await unlessTooLate(withdrawal)) one.withdrawn = true;
    } else if (die < 0.58) await reorder(conversationId);
    else if (die < 0.64) await unlessTooLate(engine.client.request('chat.stop', { messageId: one.answerId }));
    else if (die < 0.72) await double.goOffline();
    else if (die < 0.8) await double.comeOnline();
    else if (die < 0.94) double.enqueue(random.pick(faults));
    else if (die < 0.95) double.enqueue({ kind: 'never-answer' });
    else if (die < 0.98) await engine.client.request('outbox.send_now', {});
    else {
      for (const any of sent) any.mayBeTwice = true;
      await engine.killAndRestart();
    }
  };

  /** The last of those that wait goes first. Their texts change places. */
  const reorder = async (where: ConversationId): Promise<void> => {
    const { messages } = await engine.client.request('outbox.list', {});
    const waiting = messages.filter((message) => message.conversationId === where);
    const order = waiting.map(({ questionId }) => questionId);
    const last = order.pop();
    if (!last || order.length === 0) return;
    const messageIds = [last, ...order];
    if (
      !(await unlessTooLate(engine.client.request('outbox.reorder', { conversationId: where, messageIds })))
    )
      return;
    const texts = new Map(sent.map(({ questionId, text }) => [questionId, text]));
    waiting.forEach(({ questionId }, place) => {
      const moved = sent.find((message) => message.questionId === questionId);
      const from = messageIds[place];
      if (moved && from) moved.text = texts.get(from) ?? '';
    });
  };

  double.setDefault({ kind: 'answer', ...fast });
  for (let step = 0; step < steps; step += 1) {
    await act();
    if (random.next() < 0.4) await sleep(Math.floor(random.next() * 12));
  }
  if (conversationId === null) return;

  // Then all is well again, and everything that can go goes.
  await double.comeOnline();
  await engine.client.request('network.report', { state: 'online' });
  const where = conversationId;
  await expect
    .poll(
      async () =>
        (await shown(where)).filter(({ state }) => /queued|pending|streaming/.test(state.kind)).length,
      {
        timeout: 20_000,
        interval: 10,
      },
    )
    .toBe(0);
  const messages = await shown(where);
  expect(messages.filter(({ role }) => role === 'user').map(({ content }) => content)).toEqual(
    left().map(({ text }) => text),
  );
  expect(messages.map(({ role }) => role)).toEqual(left().flatMap(() => ['user', 'assistant']));
  for (const { questionId, text, mayBeTwice } of left()) {
    const answer = messages.find(({ parentId }) => parentId === questionId);
    expect(answer?.state.kind).toMatch(/complete|failed|stopped|interrupted/);
    const answers = double.chats.filter(
      ({ chat, outcome, tokensSent }) =>
        outcome === 'answered' && tokensSent > 0 && chat?.stream && chat.messages.at(-1)?.text === text,
    );
    const times = answers.map(({ arrivedAt }) => arrivedAt);
    const tooSoon = times.filter((time, place) => time - (times[place - 1] ?? -Infinity) < lostPatienceMs);
    if (!mayBeTwice) expect(tooSoon, `second answers to ${text}`).toEqual([]);
  }
};

it(
  `${walks} random walks end with every message answered, failed, stopped, withdrawn or waiting, in order, none twice`,
  async () => {
    for (let seed = 1; seed <= walks; seed += 1) {
      double.reset();
      try {
        await walk(seed);
      } catch (reason) {
        throw new Error(`The walk from seed ${seed} failed`, { cause: reason });
      }
    }
  },
  10 * 60_000,
);
