import type {
  AnswerOrigin,
  Conversation,
  DeliverySettings,
  FreshFor,
  Message,
  MessageState,
  ModelError,
  ModelReference,
  Usage,
  WaitReason,
} from '../../shared/contract/index.ts';
import {
  answerKey,
  SharedAnswers,
  type AnswerCache,
  type AnswerKey,
  type FoundAnswer,
} from '../cache/index.ts';
import { planContext, planRetry, surelyFits, type ContextPlan, type TokenCounter } from '../context/index.ts';
import type { Host } from '../host.ts';
import {
  ModelFailure,
  type Destination,
  type ModelEndpoints,
  type Patience,
  type StreamEnding,
  type Turn,
} from '../model/index.ts';
import type { CacheUse, Storage } from '../storage/index.ts';
import { replay } from './replay.ts';

export interface AnswererParts {
  host: Host;
  storage: Storage;
  endpoints: ModelEndpoints;
  cache: AnswerCache;
  counter: TokenCounter;
  patience: Patience;
  settings(): DeliverySettings;
}

export interface Order {
  answer: Message;
  conversation: Conversation;
  cached: CacheUse;
  signal: AbortSignal;
  receive(text: string): void;
}

/** What came of asking: an end that is written with the answer, or a reason to wait in the outbox. */
export type Outcome =
  | {
      kind: 'ended';
      state: Extract<MessageState, { kind: 'complete' } | { kind: 'failed' }>;
      usage: Usage | null;
      /** Which gave the answer, when it is not the one that was chosen. */
      model?: ModelReference;
      costMicrodollars?: number | null;
    }
  | { kind: 'waits'; reason: WaitReason; notBefore: number | null };

interface Target {
  model: ModelReference;
  destination: Destination;
}

interface Prepared extends Target {
  turns: readonly Turn[];
  key: AnswerKey;
  leftOut: number;
  /** `null` when it was plain without counting that everything fits. */
  plan: ContextPlan | null;
}

/** The endpoint could not be reached, or will not be for a while: another may, and so may this one later. */
const waitFor = (error: ModelError): Extract<Outcome, { kind: 'waits' }> | null => {
  if (error.code === 'model.no_network') return { kind: 'waits', reason: 'offline', notBefore: null };
  if (error.code === 'model.endpoint_down')
    return { kind: 'waits', reason: 'endpoint_down', notBefore: error.data.nextProbeAt };
  if (error.code === 'model.rate_limited')
    return { kind: 'waits', reason: 'rate_limited', notBefore: error.data.retryAt };
  return null;
};

/** What another model would be asked in vain too: the question itself is at fault. */
const isAboutTheQuestion = ({ code }: ModelError): boolean =>
  code === 'model.rejected' || code === 'model.context_too_long';

/**
 * Gets one answer by whatever way there is: from the cache, from the chosen model, from those that the user named to
 * step in, from the cache although it is old; or says what to wait for.
 */
export class Answerer {
  readonly #parts: AnswererParts;
  readonly #shared = new SharedAnswers<StreamEnding>();

  constructor(parts: AnswererParts) {
    this.#parts = parts;
  }

  /** Rejects with the signal's reason, and otherwise only with a bug. */
  async obtain(order: Order): Promise<Outcome> {
    const { answer, conversation, cached, signal } = order;
    if (answer.model === null) return failed({ code: 'model.no_key', data: {} });
    const settings = this.#parts.settings();
    const freshFor = this.#freshFor(conversation);
    const turns = await this.#parts.storage.context(answer.id);
    signal.throwIfAborted();
    let firstError: ModelError | null = null;
    let first: Prepared | null = null;
    for (const model of [answer.model, ...settings.fallbacks.filter((one) => !isSame(one, answer.model))]) {
      let received = false;
      const receive = (text: string): void => {
        received = true;
        order.receive(text);
      };
      try {
        const prepared = await this.#prepare(model, turns, conversation);
        if (firstError === null) first = prepared;
        if (firstError === null && cached === 'use' && freshFor !== 'off') {
          const found = await this.#parts.cache.find(prepared.key, {
            freshFor,
            now: this.#parts.host.now(),
            expired: 'refused',
          });
          if (found) return await this.#replayed(found, order, prepared.leftOut);
        }
        const given = await this.#ask(prepared, order, receive);
        if (firstError === null) return given;
        return withOrigin(given, { kind: 'fallback', wanted: answer.model, error: firstError }, model);
      } catch (reason) {
        if (!(reason instanceof ModelFailure)) throw reason;
        signal.throwIfAborted();
        if (received) return failed(reason.error);
        firstError ??= reason.error;
        if (isAboutTheQuestion(reason.error)) break;
      }
    }
    if (firstError === null) throw new Error('unreachable: the chosen model was asked');
    return (await this.#stale(first, firstError, order)) ?? waitFor(firstError) ?? failed(firstError);
  }

  /** Where this model is to be asked. Rejects with ModelFailure when the endpoint is gone, or wants a key and has none. */
  async destination(model: ModelReference): Promise<Destination> {
    const { host, storage } = this.#parts;
    const endpoint = (await storage.endpoints()).find(({ id }) => id === model.endpointId);
    if (!endpoint) throw new ModelFailure({ code: 'model.no_key', data: {} });
    const apiKey = await host.key(endpoint.id);
    if (apiKey === null && endpoint.kind === 'groq')
      throw new ModelFailure({ code: 'model.no_key', data: {} });
    const baseUrl = (endpoint.kind === 'groq' && host.groqBaseUrl) || endpoint.baseUrl;
    return { kind: endpoint.kind, baseUrl, apiKey, userAgent: host.userAgent };
  }

  /** Under which the cache holds this answer, if it does. Rejects like `destination`. */
  async keyOf(answer: Message, conversation: Conversation): Promise<AnswerKey | null> {
    if (answer.model === null) return null;
    const turns = await this.#parts.storage.context(answer.id);
    return (await this.#prepare(answer.model, turns, conversation)).key;
  }

  /** What would be sent of these turns. */
  async plan(model: ModelReference, turns: readonly Turn[], maxOutputTokens?: number): Promise<ContextPlan> {
    const contextWindow = await this.#windowOf(model);
    return planContext(await this.#parts.counter.countTurns(model.model, turns), {
      contextWindow,
      maxOutputTokens,
    });
  }

  async #prepare(
    model: ModelReference,
    turns: readonly Turn[],
    { parameters }: Conversation,
  ): Promise<Prepared> {
    const [destination, contextWindow] = await Promise.all([this.destination(model), this.#windowOf(model)]);
    const limits = { contextWindow, maxOutputTokens: parameters.maxOutputTokens };
    // A window that the endpoint does not tell is a guess: then it is the endpoint that says what is too long.
    if (contextWindow === null || surelyFits(model.model, turns, limits))
      return this.#sending({ model, destination }, turns, parameters, null);
    const plan = await this.plan(model, turns, parameters.maxOutputTokens);
    return this.#sending({ model, destination }, turnsOf(plan), parameters, plan);
  }

  #sending(
    { model, destination }: Target,
    turns: readonly Turn[],
    parameters: Conversation['parameters'],
    plan: ContextPlan | null,
  ): Prepared {
    const { endpointId } = model;
    const key = answerKey({
      endpointId,
      baseUrl: destination.baseUrl,
      model: model.model,
      parameters,
      turns,
    });
    return { model, destination, turns, key, plan, leftOut: plan?.dropped.length ?? 0 };
  }

  /** Once more with less, when the provider finds it too long. */
  async #ask(prepared: Prepared, order: Order, receive: (text: string) => void): Promise<Outcome> {
    try {
      return await this.#stream(prepared, order, receive);
    } catch (reason) {
      if (!(reason instanceof ModelFailure) || reason.error.code !== 'model.context_too_long') throw reason;
      const { parameters } = order.conversation;
      const plan = planRetry(
        prepared.plan ?? (await this.plan(prepared.model, prepared.turns, parameters.maxOutputTokens)),
      );
      if (plan === null) throw reason;
      return this.#stream(this.#sending(prepared, turnsOf(plan), parameters, plan), order, receive);
    }
  }

  async #stream(prepared: Prepared, order: Order, receive: (text: string) => void): Promise<Outcome> {
    const { endpoints, patience } = this.#parts;
    const { model, destination, turns, key, leftOut } = prepared;
    // A new answer is wanted: one that is on its way for somebody else is not new to him.
    const sharedKey = order.cached === 'refresh' ? `${key} ${order.answer.id}` : key;
    const ending = await this.#shared.join(
      sharedKey,
      { receive, signal: order.signal },
      async (emit, signal) => {
        const began = performance.now();
        let firstTokenMs: number | null = null;
        let content = '';
        const request = {
          destination,
          model: model.model,
          turns,
          parameters: order.conversation.parameters,
          signal,
          patience,
        };
        const onText = (text: string): void => {
          firstTokenMs ??= performance.now() - began;
          content += text;
          emit(text);
        };
        const finished = await endpoints.stream(model.endpointId, request, { onText, onWait: () => {} });
        const timing = { firstTokenMs: firstTokenMs ?? 0, totalMs: performance.now() - began };
        // Who wants no answers served again wants none kept either.
        if (content !== '' && this.#freshFor(order.conversation) !== 'off')
          void this.#keep(prepared, order, { content, timing, ending: finished });
        return finished;
      },
    );
    return {
      kind: 'ended',
      state: { kind: 'complete', finishReason: ending.finishReason, ...noteLeftOut(leftOut) },
      usage: ending.usage,
      costMicrodollars: this.#cost(model, ending.usage),
    };
  }

  async #keep(
    { key, model, turns }: Prepared,
    { conversation }: Order,
    {
      content,
      timing,
      ending,
    }: { content: string; timing: { firstTokenMs: number; totalMs: number }; ending: StreamEnding },
  ): Promise<void> {
    await this.#parts.cache.keep({
      key,
      content,
      finishReason: ending.finishReason,
      usage: ending.usage,
      timing,
      endpointId: model.endpointId,
      model: model.model,
      conversationId: conversation.id,
      createdAt: this.#parts.host.now(),
      costMicrodollars: this.#cost(model, ending.usage),
      question: turns.findLast(({ role }) => role === 'user')?.content ?? '',
    });
  }

  /** An old answer is better than none, where the user thinks so. */
  async #stale(first: Prepared | null, error: ModelError, order: Order): Promise<Outcome | null> {
    const { settings, cache, host } = this.#parts;
    if (first === null || waitFor(error) === null) return null;
    if (order.cached === 'refresh' || settings().staleAnswers === 'not served') return null;
    if (this.#freshFor(order.conversation) === 'off') return null;
    const found = await cache.find(first.key, { freshFor: 'hour', now: host.now(), expired: 'allowed' });
    return found && this.#replayed(found, order, first.leftOut);
  }

  async #replayed({ answer, age }: FoundAnswer, order: Order, leftOut: number): Promise<Outcome> {
    await replay(answer.content, order.receive, order.signal);
    const origin: AnswerOrigin = { kind: 'cache', answeredAt: answer.createdAt, freshness: age };
    return {
      kind: 'ended',
      state: { kind: 'complete', finishReason: answer.finishReason, origin, ...noteLeftOut(leftOut) },
      usage: null,
    };
  }

  #freshFor({ freshFor }: Conversation): FreshFor {
    return freshFor ?? this.#parts.settings().freshFor;
  }

  #cost({ model }: ModelReference, usage: Usage | null): number | null {
    const price = this.#parts.settings().prices.find((one) => one.model === model);
    if (!price || !usage) return null;
    return Math.round((usage.inputTokens * price.input + usage.outputTokens * price.output) / 1_000_000);
  }

  /** `null` when the endpoint does not tell. */
  async #windowOf({ endpointId, model }: ModelReference): Promise<number | null> {
    const { models } = await this.#parts.storage.models(endpointId);
    return models.find(({ id }) => id === model)?.contextWindow ?? null;
  }
}

const failed = (error: ModelError): Outcome => ({
  kind: 'ended',
  state: { kind: 'failed', error },
  usage: null,
});

const withOrigin = (outcome: Outcome, origin: AnswerOrigin, model: ModelReference): Outcome =>
  outcome.kind === 'ended' && outcome.state.kind === 'complete'
    ? { ...outcome, state: { ...outcome.state, origin }, model }
    : outcome;

const noteLeftOut = (leftOut: number): { leftOut?: number } => (leftOut > 0 ? { leftOut } : {});

const turnsOf = ({ kept }: ContextPlan): Turn[] => kept.map(({ turn }) => turn);

const isSame = (one: ModelReference, other: ModelReference | null): boolean =>
  one.endpointId === other?.endpointId && one.model === other.model;
