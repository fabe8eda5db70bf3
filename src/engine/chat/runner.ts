import type {
  Conversation,
  Message,
  MessageState,
  ModelReference,
  Usage,
} from '../../shared/contract/index.ts';
import type { ConversationId, MessageId } from '../../shared/ids.ts';
import type { Host } from '../host.ts';
import {
  askOnce,
  ModelFailure,
  streamAnswer,
  usualPatience,
  type AnswerEnding,
  type Destination,
  type Patience,
} from '../model/index.ts';
import type { AnswerChange, AnswerEnd, Storage } from '../storage/index.ts';
import { Checkpoints } from './checkpoints.ts';
import { GrowingAnswer } from './deltas.ts';
import { readTitle, titleTurns } from './titles.ts';

/** What the runner tells of its work; the server makes events of it. */
export interface RunnerListener {
  delta(delta: { conversationId: ConversationId; messageId: MessageId; offset: number; text: string }): void;
  answerEnded(change: AnswerChange): void;
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

/** Titles are short; a model that reasons first needs some room before the words come. */
const titleParameters = { maxOutputTokens: 256, temperature: 0.2 };

/** The only place that starts requests to models. One answer at a time in a conversation. */
export class AnswerRunner {
  readonly #runs = new Map<MessageId, Run>();
  readonly #titles = new Set<AbortController>();
  readonly #host: Host;
  readonly #storage: Storage;
  readonly #listener: RunnerListener;
  readonly #patience: Patience;

  constructor(host: Host, storage: Storage, listener: RunnerListener, patience: Patience = usualPatience) {
    this.#host = host;
    this.#storage = storage;
    this.#listener = listener;
    this.#patience = patience;
  }

  isAnswering(conversationId: ConversationId): boolean {
    return [...this.#runs.values()].some((run) => run.conversationId === conversationId);
  }

  /** Begins to fetch this answer, which stands in the database as pending. */
  start(change: AnswerChange): void {
    const { answer, conversation } = change;
    const abort = new AbortController();
    const done = this.#answer(change, abort.signal)
      .catch((bug: unknown) => {
        // What cannot be written down stays pending in the database, and is found as interrupted at the next start.
        this.#host.log({ level: 'error', event: 'answer.lost', details: { stack: stackOf(bug) } });
        return null;
      })
      .finally(() => this.#runs.delete(answer.id));
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

  async #answer(change: AnswerChange, signal: AbortSignal): Promise<Message> {
    const { answer, conversation } = change;
    const began = performance.now();
    let firstTokenMs: number | null = null;

    const growing = new GrowingAnswer((delta) =>
      this.#listener.delta({ conversationId: conversation.id, messageId: answer.id, ...delta }),
    );
    const checkpoints = new Checkpoints(() =>
      this.#storage.checkpointAnswer({ messageId: answer.id, content: growing.content }),
    );
    const receive = (text: string): void => {
      firstTokenMs ??= performance.now() - began;
      growing.add(text);
      checkpoints.touch();
    };

    const outcome = await this.#request(change, signal, receive);
    growing.flush();
    await checkpoints.end();
    const end: AnswerEnd = {
      content: growing.content,
      ...outcome,
      timing: firstTokenMs === null ? null : { firstTokenMs, totalMs: performance.now() - began },
    };
    const ended = await this.#storage.endAnswer({ messageId: answer.id, end });
    this.#listener.answerEnded(ended);
    if (ended.answer.state.kind === 'complete') void this.#title(ended);
    return ended.answer;
  }

  async #request(
    { answer, conversation }: AnswerChange,
    signal: AbortSignal,
    receive: (text: string) => void,
  ): Promise<{ state: AnswerEnd['state']; usage: Usage | null }> {
    try {
      if (answer.model === null) throw new ModelFailure({ code: 'model.no_key', data: {} });
      const [destination, turns] = await Promise.all([
        this.destination(answer.model),
        this.#storage.context(answer.id),
      ]);
      signal.throwIfAborted();
      const ending = await streamAnswer(
        {
          destination,
          model: answer.model.model,
          turns,
          parameters: conversation.parameters,
          signal,
          patience: this.#patience,
        },
        receive,
      );
      return { state: completed(ending), usage: ending.usage };
    } catch (reason) {
      if (reason instanceof Ended) return { state: { kind: reason.reason }, usage: null };
      if (reason instanceof ModelFailure)
        return { state: { kind: 'failed', error: reason.error }, usage: null };
      throw reason;
    }
  }

  /** Where this model is to be asked. Rejects with ModelFailure when the endpoint is gone, or wants a key and has none. */
  async destination(model: ModelReference): Promise<Destination> {
    const endpoint = (await this.#storage.endpoints()).find(({ id }) => id === model.endpointId);
    if (!endpoint) throw new ModelFailure({ code: 'model.no_key', data: {} });
    const apiKey = await this.#host.key(endpoint.id);
    if (apiKey === null && endpoint.kind === 'groq')
      throw new ModelFailure({ code: 'model.no_key', data: {} });
    const baseUrl = (endpoint.kind === 'groq' && this.#host.groqBaseUrl) || endpoint.baseUrl;
    return { kind: endpoint.kind, baseUrl, apiKey, userAgent: this.#host.userAgent };
  }

  /** Names the conversation after its first exchange. Nobody waits for it: without a network the opening words stay. */
  async #title({ answer, conversation }: AnswerChange): Promise<void> {
    if (this.#host.mode === 'safe' || conversation.titleSource !== 'opening' || answer.model === null) return;
    const abort = new AbortController();
    this.#titles.add(abort);
    try {
      const question = (await this.#storage.message(answer.parentId)).content;
      const text = await askOnce({
        destination: await this.destination(answer.model),
        model: answer.model.model,
        turns: titleTurns(question, answer.content),
        parameters: titleParameters,
        signal: abort.signal,
        patience: this.#patience,
      });
      const title = readTitle(text);
      if (title === null) return;
      const named = { conversationId: conversation.id, title, source: 'generated' } as const;
      this.#listener.titled(await this.#storage.renameConversation(named));
    } catch (reason) {
      const event = reason instanceof ModelFailure ? reason.error.code : stackOf(reason);
      this.#host.log({ level: 'info', event: 'title.skipped', details: { reason: event } });
    } finally {
      this.#titles.delete(abort);
    }
  }
}

const completed = (ending: AnswerEnding): Extract<MessageState, { kind: 'complete' }> => ({
  kind: 'complete',
  finishReason: ending.finishReason,
});

const stackOf = (reason: unknown): string =>
  reason instanceof Error ? (reason.stack ?? reason.name) : 'unknown';
