import {
  failure,
  type CacheSelection,
  type CacheStatistics,
  type DeliverySettings,
  type EndpointState,
  type ModelReference,
  type ParsedInput,
} from '../../shared/contract/index.ts';
import type { EndpointId } from '../../shared/ids.ts';
import type { AnswerCache, CacheStatistics as CountedStatistics, Selection } from '../cache/index.ts';
import type { Answerer, Outbox } from '../chat/index.ts';
import { toContextBudget } from '../context/index.ts';
import type { Host } from '../host.ts';
import { ModelFailure, type ModelEndpoints, type Turn } from '../model/index.ts';
import type { ConversationChange, Storage } from '../storage/index.ts';
import type { Handlers } from './server.ts';

export interface DeliveryHandlerParts {
  host: Host;
  storage: Storage;
  outbox: Outbox;
  endpoints: ModelEndpoints;
  answerer: Answerer;
  cache: AnswerCache;
  /** What is asked of models from now on. */
  saveSettings(changed: Partial<DeliverySettings>): Promise<DeliverySettings>;
  settings(): DeliverySettings;
  networkChanged(state: 'online' | 'offline'): void;
  stateOf(endpointId: EndpointId): EndpointState;
  chooseModel(wanted: ModelReference | null | undefined): Promise<ModelReference>;
  requireEndpoint(endpointId: EndpointId): Promise<void>;
  tellChange(change: ConversationChange): void;
}

type DeliveryHandlers = Pick<
  Handlers,
  Extract<
    keyof Handlers,
    | `outbox.${string}`
    | `delivery.${string}`
    | `cache.${string}`
    | `network.${string}`
    | 'endpoints.states'
    | 'context.budget'
    | 'answers.earlier'
  >
>;

/** Enough to know what it is about; a pasted book would take the search too long. */
const longestQuestion = 4_000;

export const deliveryHandlers = (parts: DeliveryHandlerParts): DeliveryHandlers => {
  const { host, storage, outbox, answerer, cache } = parts;

  const dropped = async (selection: Selection): Promise<{ dropped: number }> => ({
    dropped: await cache.drop(selection),
  });

  return {
    'outbox.list': async () => ({ messages: await storage.jobs() }),
    'outbox.edit': async (input) => {
      const change = await storage.editQueued(input);
      parts.tellChange(change);
      await outbox.refresh();
      const [message] = change.messages;
      if (!message) throw failure('message.not_found');
      return { message };
    },
    'outbox.withdraw': async ({ messageId }) => {
      const { text, ...change } = await storage.withdrawQueued(messageId);
      parts.tellChange(change);
      await outbox.refresh();
      return { conversation: change.conversation, text };
    },
    'outbox.reorder': async (input) => {
      parts.tellChange(await storage.reorderQueued(input));
      await outbox.refresh();
      return {};
    },
    'outbox.send_now': async () => {
      await outbox.sendNow();
      return {};
    },
    'network.report': async ({ state }) => {
      parts.networkChanged(state);
      return {};
    },

    'endpoints.states': async () => ({
      states: (await storage.endpoints()).map(({ id }) => parts.stateOf(id)),
    }),

    'delivery.get': async () => parts.settings(),
    'delivery.save': async (input) => {
      for (const { endpointId } of input.fallbacks ?? []) await parts.requireEndpoint(endpointId);
      return parts.saveSettings(input);
    },

    'cache.statistics': async () => toStatistics(await cache.statistics()),
    'cache.drop': async (input) => {
      if (input.kind !== 'answer') return dropped(toSelection(input, host.now()));
      const answer = await storage.message(input.messageId);
      const conversation = await storage.conversation(answer.conversationId);
      try {
        const key = await answerer.keyOf(answer, conversation);
        return key === null ? { dropped: 0 } : await dropped({ kind: 'entry', key });
      } catch (reason) {
        // Its endpoint is gone: nobody will be given this answer again.
        if (reason instanceof ModelFailure) return { dropped: 0 };
        throw reason;
      }
    },
    'cache.forget_statistics': async () => {
      await cache.forgetStatistics();
      return toStatistics(await cache.statistics());
    },

    'context.budget': async ({ conversationId, model, text }) => {
      const conversation = conversationId === null ? null : await storage.conversation(conversationId);
      const [chosen, before] = await Promise.all([
        parts.chooseModel(model ?? conversation?.model),
        conversation ? storage.contextBelow(conversation.activeLeafId) : [],
      ]);
      const next: Turn[] = text.trim() === '' ? [] : [{ role: 'user', content: text }];
      return toContextBudget(
        await answerer.plan(chosen, [...before, ...next], conversation?.parameters.maxOutputTokens),
      );
    },
    'answers.earlier': async ({ text, limit }) => ({
      answers: await storage.earlierAnswers({ text: text.slice(0, longestQuestion), limit }),
    }),
  };
};

const toStatistics = ({ file, savedTokens, savedMs, ...statistics }: CountedStatistics): CacheStatistics => ({
  ...statistics,
  disk: file,
  savedTokens: savedTokens.input + savedTokens.output,
  savedSeconds: savedMs / 1000,
});

const toSelection = (
  input: Exclude<ParsedInput<'cache.drop'> & CacheSelection, { kind: 'answer' }>,
  now: number,
): Selection =>
  input.kind === 'older_than' ? { kind: 'older_than', createdBefore: now - input.age } : input;
