import type { Conversation, Message, Usage } from '../../shared/contract/index.ts';
import type { ConversationId, MessageId } from '../../shared/ids.ts';
import type { Host } from '../host.ts';
import { ModelFailure, type ModelEndpoints, type Patience } from '../model/index.ts';
import type { AnswerChange, AnswerEnd, CacheUse, Storage } from '../storage/index.ts';
import type { Answerer, Outcome } from './answerer.ts';
import { Checkpoints } from './checkpoints.ts';
import { GrowingAnswer } from './deltas.ts';
import { readTitle, titleTurns } from './titles.ts';

/** What the runner tells of its work; the server makes events of it. */
export interface RunnerListener {
  delta(delta: { conversationId: ConversationId; messageId: MessageId; offset: number; text: string }): void;
  answerEnded(change: AnswerChange): void;
  /** It goes back to the outbox: nothing came of it yet. */
  answerWaits(change: AnswerChange): void;
  /** Nothing of this conversation is on its way any more. */
  idle(conversationId: ConversationId): void;
  titled(conversation: Conversation): void;
}

type EndReason = 'stopped' | 'interrupted';

/** Why we ended a request ourselves: what the signal carries. */
class Ended extends Error {
  readonly reason: EndReason;

  constructor(reason: EndReason) {
    super(reason);
    this.name = 'Ended';
    this.reason = reason;
  }
}

interface Run {
  conversationId: ConversationId;
  abort: AbortController;
  done: Promise<Message | null>;
}

/** What ended before anything came, because the engine goes away, goes out again with the next start. */
const waitOf = (outcome: Outcome | Stopped): Extract<Outcome, { kind: 'waits' }> | null => {
  if (outcome.kind === 'waits') return outcome;
  return outcome.state.kind === 'interrupted'
    ? { kind: 'waits', reason: 'restarted', notBefore: null }
    : null;
};

interface Stopped {
  kind: 'ended';
  state: { kind: EndReason };
  usage: Usage | null;
  model?: undefined;
  costMicrodollars?: undefined;
}

/** Titles are short; a model that reasons first needs some room before the words come. */
const titleParameters = { maxOutputTokens: 256, temperature: 0.2 };

export interface RunnerParts {
  host: Host;
  storage: Storage;
  endpoints: ModelEndpoints;
  answerer: Answerer;
  listener: RunnerListener;
  patience: Patience;
}

/** The only place that starts requests to models. One answer at a time in a conversation. */
export class AnswerRunner {
  readonly #runs = new Map<MessageId, Run>();
  readonly #titles = new Set<AbortController>();
  readonly #parts: RunnerParts;

  constructor(parts: RunnerParts) {
    this.#parts = parts;
  }

  isAnswering(conversationId: ConversationId): boolean {
    return [...this.#runs.values()].some((run) => run.conversationId === conversationId);
  }

  /** Begins to fetch this answer, which stands in the database as pending. */
  start(change: AnswerChange, cached: CacheUse): void {
    const { answer, conversation } = change;
    const abort = new AbortController();
    const done = this.#answer(change, cached, abort.signal)
      .catch((bug: unknown) => {
        // What cannot be written down stays pending in the database, and is found again at the next start.
        this.#parts.host.log({ level: 'error', event: 'answer.lost', details: { stack: stackOf(bug) } });
        return null;
      })
      .finally(() => {
        this.#runs.delete(answer.id);
        this.#parts.listener.idle(conversation.id);
      });
    this.#runs.set(answer.id, { conversationId: conversation.id, abort, done });
  }

  /** Ends the answer where it stands; `null` when none is on its way. */
  async stop(messageId: MessageId): Promise<Message | null> {
    const run = this.#runs.get(messageId);
    if (!run) return null;
    run.abort.abort(new Ended('stopped'));
    return run.done;
  }

  async stopConversation(conversationId: ConversationId): Promise<void> {
    const ids = [...this.#runs].filter(([, run]) => run.conversationId === conversationId).map(([id]) => id);
    await Promise.all(ids.map((id) => this.stop(id)));
  }

  /** The engine is going away: keeps what has arrived. */
  async shutDown(): Promise<void> {
    for (const abort of this.#titles) abort.abort();
    const runs = [...this.#runs.values()];
    for (const run of runs) run.abort.abort(new Ended('interrupted'));
    await Promise.all(runs.map((run) => run.done));
  }

  async #answer(change: AnswerChange, cached: CacheUse, signal: AbortSignal): Promise<Message> {
    const { answer, conversation } = change;
    const { storage, listener } = this.#parts;
    const began = performance.now();
    let firstTokenMs: number | null = null;

    const growing = new GrowingAnswer((delta) =>
      listener.delta({ conversationId: conversation.id, messageId: answer.id, ...delta }),
    );
    const checkpoints = new Checkpoints(() =>
      storage.checkpointAnswer({ messageId: answer.id, content: growing.content }),
    );
    const receive = (text: string): void => {
      firstTokenMs ??= performance.now() - began;
      growing.add(text);
      checkpoints.touch();
    };

    const outcome = await this.#obtain(change, cached, { signal, receive });
    growing.flush();
    await checkpoints.end();
    const waits = growing.content === '' ? waitOf(outcome) : null;
    if (waits) {
      const { reason, notBefore } = waits;
      const waiting = await storage.requeueJob({ answerId: answer.id, reason, notBefore });
      listener.answerWaits(waiting);
      return waiting.answer;
    }
    if (outcome.kind === 'waits') throw new Error('unreachable: what has begun to come does not wait');
    const end: AnswerEnd = {
      content: growing.content,
      state: outcome.state,
      usage: outcome.usage,
      model: outcome.model,
      costMicrodollars: outcome.costMicrodollars,
      timing: firstTokenMs === null ? null : { firstTokenMs, totalMs: performance.now() - began },
    };
    const ended = await storage.endAnswer({ messageId: answer.id, end });
    listener.answerEnded(ended);
    if (ended.answer.state.kind === 'complete') void this.#title(ended);
    return ended.answer;
  }

  async #obtain(
    { answer, conversation }: AnswerChange,
    cached: CacheUse,
    { signal, receive }: { signal: AbortSignal; receive: (text: string) => void },
  ): Promise<Outcome | Stopped> {
    try {
      return await this.#parts.answerer.obtain({ answer, conversation, cached, signal, receive });
    } catch (reason) {
      if (reason instanceof Ended) return { kind: 'ended', state: { kind: reason.reason }, usage: null };
      throw reason;
    }
  }

  /** Names the conversation after its first exchange. Nobody waits for it: without a network the opening words stay. */
  async #title({ answer, conversation }: AnswerChange): Promise<void> {
    const { host, storage, endpoints, answerer, listener, patience } = this.#parts;
    if (host.mode === 'safe' || conversation.titleSource !== 'opening' || answer.model === null) return;
    const abort = new AbortController();
    this.#titles.add(abort);
    try {
      const question = (await storage.message(answer.parentId)).content;
      const text = await endpoints.ask(answer.model.endpointId, {
        destination: await answerer.destination(answer.model),
        model: answer.model.model,
        turns: titleTurns(question, answer.content),
        parameters: titleParameters,
        signal: abort.signal,
        patience,
      });
      const title = readTitle(text);
      if (title === null) return;
      const named = { conversationId: conversation.id, title, source: 'generated' } as const;
      listener.titled(await storage.renameConversation(named));
    } catch (reason) {
      const event = reason instanceof ModelFailure ? reason.error.code : stackOf(reason);
      host.log({ level: 'info', event: 'title.skipped', details: { reason: event } });
    } finally {
      this.#titles.delete(abort);
    }
  }
}

const stackOf = (reason: unknown): string =>
  reason instanceof Error ? (reason.stack ?? reason.name) : 'unknown';
