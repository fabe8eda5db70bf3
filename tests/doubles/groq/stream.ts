import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { DEFAULT_FIRST_TOKEN_DELAY_MS, DEFAULT_TOKENS_PER_SECOND } from './behaviours.ts';
import type { AnswerShape, Cut, StreamedBehaviour } from './behaviours.ts';
import { errorAnswer } from './errors.ts';
import { chunk, DONE, event, splitTokens, usageChunk } from './wire.ts';
import type { Delta, Envelope, FinishReason, Usage } from './wire.ts';

/** An answer with every choice made: what remains is to send it. */
export interface PreparedAnswer {
  readonly envelope: Envelope;
  readonly content: string;
  readonly reasoning: string;
  readonly finishReason: FinishReason;
  readonly usage: Usage;
  readonly includeUsage: boolean;
}

export interface StreamProgress {
  tokensSent: number;
}

/** Resolves to who ended the response. Rejects with an AbortError when the client or `close()` stopped it. */
export async function streamAnswer(
  response: ServerResponse,
  answer: PreparedAnswer,
  behaviour: StreamedBehaviour,
  progress: StreamProgress,
  signal: AbortSignal,
): Promise<'answered' | 'broken-by-double'> {
  const deltas = answerDeltas(answer, behaviour.tokensPerChunk ?? 1);
  const faultAt =
    behaviour.kind === 'answer' ? deltas.length : Math.min(behaviour.afterTokens, deltas.length);
  const send = (text: string): Promise<void> => write(response, text, behaviour.bytesPerWrite, signal);

  response.flushHeaders();
  await pause(behaviour.firstTokenDelayMs ?? DEFAULT_FIRST_TOKEN_DELAY_MS, signal);
  await send(chunk(answer.envelope, { delta: { role: 'assistant', content: '' }, xGroq: {} }));
  await sendPaced(answer.envelope, deltas.slice(0, faultAt), behaviour, send, progress, signal);

  if (behaviour.kind === 'stall') {
    await holdForever(signal);
  } else if (behaviour.kind === 'cut') {
    await cut(response, answer, behaviour, deltas[faultAt] ?? { content: ' …' }, send);
    return 'broken-by-double';
  } else if (behaviour.kind === 'stream-error') {
    const { body } = errorAnswer(behaviour.error ?? 'over_capacity', answer.envelope.model);
    if (behaviour.as === 'x_groq') {
      await send(chunk(answer.envelope, { xGroq: { error: body.error.message } }));
    } else {
      await send(event(body, behaviour.as === 'data' ? undefined : 'error'));
    }
    response.end();
    return 'broken-by-double';
  } else if (behaviour.kind === 'malformed-json') {
    await send(`data: {"id":"${answer.envelope.id}","choices":[{"delta":{"content":"unfinish\n\n`);
    await sendPaced(answer.envelope, deltas.slice(faultAt), behaviour, send, progress, signal);
  }

  await send(finishChunk(answer));
  if (answer.includeUsage) await send(usageChunk(answer.envelope, answer.usage));
  await send(DONE);
  response.end();
  return 'answered';
}

export function holdForever(signal: AbortSignal): Promise<void> {
  // A timer as long as timers go: it keeps nothing alive once the signal fires.
  return pause(2 ** 31 - 1, signal);
}

export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if (milliseconds > 0) await sleep(milliseconds, undefined, { signal });
}

function answerDeltas(answer: PreparedAnswer, tokensPerChunk: number): Delta[] {
  const group = (text: string): string[] => {
    const tokens = splitTokens(text);
    const groups: string[] = [];
    for (let start = 0; start < tokens.length; start += tokensPerChunk) {
      groups.push(tokens.slice(start, start + tokensPerChunk).join(''));
    }
    return groups;
  };
  return [
    ...group(answer.reasoning).map((reasoning) => ({ reasoning })),
    ...group(answer.content).map((content) => ({ content })),
  ];
}

/**
 * Timers tick in whole milliseconds, thousands of tokens a second do not: each tick sends what the clock says is due,
 * in one write, so that the average rate holds at any speed.
 */
async function sendPaced(
  envelope: Envelope,
  deltas: readonly Delta[],
  shape: AnswerShape,
  send: (text: string) => Promise<void>,
  progress: StreamProgress,
  signal: AbortSignal,
): Promise<void> {
  const perMillisecond =
    (shape.tokensPerSecond ?? DEFAULT_TOKENS_PER_SECOND) / (shape.tokensPerChunk ?? 1) / 1000;
  const startedAt = performance.now();
  let sent = 0;
  while (sent < deltas.length) {
    signal.throwIfAborted();
    const due = Math.min(deltas.length, 1 + Math.floor((performance.now() - startedAt) * perMillisecond));
    // An endless rate times zero elapsed is not a number: it means all of them.
    const until = Number.isNaN(due) ? deltas.length : due;
    if (until > sent) {
      await send(
        deltas
          .slice(sent, until)
          .map((delta) => chunk(envelope, { delta }))
          .join(''),
      );
      progress.tokensSent += (until - sent) * (shape.tokensPerChunk ?? 1);
      sent = until;
    }
    if (sent < deltas.length) {
      const nextAt = startedAt + sent / perMillisecond;
      await pause(Math.max(1, nextAt - performance.now()), signal);
    }
  }
}

function finishChunk(answer: PreparedAnswer): string {
  return chunk(answer.envelope, { finishReason: answer.finishReason, xGroq: { usage: answer.usage } });
}

async function cut(
  response: ServerResponse,
  answer: PreparedAnswer,
  behaviour: Cut,
  nextDelta: Delta,
  send: (text: string) => Promise<void>,
): Promise<void> {
  switch (behaviour.at) {
    case 'closed-without-finish':
      response.end();
      return;
    case 'closed-without-done':
      await send(finishChunk(answer));
      response.end();
      return;
    case 'between-events':
      await flushThenDestroy(response, Buffer.alloc(0));
      return;
    case 'inside-line': {
      const bytes = Buffer.from(chunk(answer.envelope, { delta: nextDelta }));
      await flushThenDestroy(response, bytes.subarray(0, Math.floor(bytes.length * 0.7)));
      return;
    }
    case 'inside-character': {
      const bytes = Buffer.from(chunk(answer.envelope, { delta: { content: '字' } }));
      await flushThenDestroy(response, bytes.subarray(0, bytes.indexOf('字') + 2));
      return;
    }
  }
}

/** What was sent must arrive before the end does, else the client never sees the half event. */
async function flushThenDestroy(response: ServerResponse, lastBytes: Buffer): Promise<void> {
  if (lastBytes.length > 0) await new Promise<void>((resolve) => response.write(lastBytes, () => resolve()));
  // One round trip of the loopback, so that the halves are not read as one.
  await sleep(5);
  response.destroy();
}

async function write(
  response: ServerResponse,
  text: string,
  bytesPerWrite: number | undefined,
  signal: AbortSignal,
): Promise<void> {
  const bytes = Buffer.from(text);
  const step = bytesPerWrite ?? bytes.length;
  for (let start = 0; start < bytes.length; start += step) {
    signal.throwIfAborted();
    const room = response.write(bytes.subarray(start, start + step));
    if (!room) await once(response, 'drain', { signal });
    if (bytesPerWrite !== undefined) await pause(1, signal);
  }
}
