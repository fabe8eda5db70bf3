import {
  failure,
  type Conversation,
  type ConversationSummary,
  type Endpoint,
  type ModelError,
  type ModelReference,
  type Output,
} from '../../shared/contract/index.ts';
import { groqEndpointId, type ConversationId, type EndpointId } from '../../shared/ids.ts';
import type { AnswerRunner, Outbox } from '../chat/index.ts';
import type { Host } from '../host.ts';
import { listModels, ModelFailure, type Destination } from '../model/index.ts';
import { sampleConversations } from '../samples/index.ts';
import type {
  AnswerChange,
  CacheUse,
  ConversationChange,
  ExchangeChange,
  JobStart,
  Storage,
  StoredEndpoint,
} from '../storage/index.ts';
import { deliveryHandlers, type DeliveryHandlerParts } from './delivery-handlers.ts';
import { searchHandlers } from './search-handlers.ts';
import type { ContractServer, Handlers } from './server.ts';

/** What a conversation is asked with until somebody chooses: Groq's current general model. */
const firstModel: ModelReference = { endpointId: groqEndpointId, model: 'openai/gpt-oss-120b' };

export interface HandlerParts extends Omit<
  DeliveryHandlerParts,
  'chooseModel' | 'requireEndpoint' | 'tellChange'
> {
  host: Host;
  storage: Storage;
  runner: AnswerRunner;
  outbox: Outbox;
  /** Events go out through the server that the handlers belong to. */
  tell: ContractServer['tell'];
}

export const toSummary = (conversation: Conversation): ConversationSummary => ({
  id: conversation.id,
  title: conversation.title,
  titleSource: conversation.titleSource,
  createdAt: conversation.createdAt,
  lastActivityAt: conversation.lastActivityAt,
  model: conversation.model,
  answering: conversation.answering,
  queued: conversation.queued,
  pinned: conversation.pinned,
  archived: conversation.archived,
  folder: conversation.folder,
  tags: conversation.tags,
});

/** Tells every window what a change to a conversation came to. */
export const tellChange = (
  tell: ContractServer['tell'],
  { conversation, messages }: ConversationChange,
): void => {
  tell('messages.changed', {
    conversationId: conversation.id,
    activeLeafId: conversation.activeLeafId,
    messages,
  });
  tell('conversations.changed', { changed: [toSummary(conversation)], removed: [] });
};

export const createHandlers = (parts: HandlerParts): Handlers => ({
  ...chatHandlers(parts),
  ...conversationHandlers(parts),
  ...endpointHandlers(parts),
  ...deliveryHandlers({
    ...parts,
    chooseModel: (wanted) => chooseModel(parts.storage, wanted),
    requireEndpoint: (endpointId) => requireEndpoint(parts.storage, endpointId),
    tellChange: (change) => tellChange(parts.tell, change),
  }),
  ...searchHandlers(parts),
  ...otherHandlers(parts),
});

type OtherHandlers = Pick<
  Handlers,
  'messages.star' | 'messages.page' | 'samples.add' | 'system.status' | `drafts.${'save' | 'get'}`
>;

const otherHandlers = ({ host, storage, tell }: HandlerParts): OtherHandlers => ({
  'messages.star': async (input) => {
    const message = await storage.starMessage(input);
    const { activeLeafId } = await storage.conversation(message.conversationId);
    tell('messages.changed', { conversationId: message.conversationId, activeLeafId, messages: [message] });
    return { message };
  },
  'messages.page': (input) => storage.messagesPage(input),
  'drafts.save': async (input) => {
    await storage.saveDraft(input);
    return {};
  },
  'drafts.get': async ({ conversationId }) => ({ text: await storage.draft(conversationId) }),
  'samples.add': async ({ language }) => {
    const conversations = await storage.addPrepared(sampleConversations(language, host.now()));
    tell('conversations.changed', { changed: conversations, removed: [] });
    return { conversations };
  },
  'system.status': async () => ({ ...(await storage.status()), mode: host.mode }),
});

type ChatHandlers = Pick<
  Handlers,
  'chat.send' | 'chat.stop' | 'chat.retry' | 'chat.regenerate' | 'chat.edit'
>;

const chatHandlers = ({ storage, runner, outbox, tell }: HandlerParts): ChatHandlers => {
  /** For what does not wait behind an answer, but asks to be told that one is on its way. */
  const alone = async <Result>(
    conversationId: ConversationId,
    act: () => Promise<Result>,
  ): Promise<Result> => {
    if (!outbox.claim(conversationId)) throw failure('conversation.busy');
    try {
      return await act();
    } finally {
      outbox.release(conversationId);
    }
  };

  const begin = (change: AnswerChange, job: JobStart, cached: CacheUse): Output<'chat.retry'> => {
    tellChange(tell, change);
    if (job.kind === 'sending') runner.start(change, cached);
    else void outbox.refresh();
    return { conversation: change.conversation, answer: change.answer };
  };

  const beginExchange = (change: ExchangeChange, job: JobStart): Output<'chat.send'> => ({
    ...begin(change, job, 'use'),
    question: change.question,
  });

  return {
    'chat.send': async ({ conversationId, text, model: wanted }) => {
      if (conversationId === null) {
        const [model, { parameters }] = await Promise.all([chooseModel(storage, wanted), storage.defaults()]);
        return beginExchange(await storage.beginConversation({ text, model, parameters }), sending);
      }
      const job = outbox.admit(conversationId);
      try {
        const conversation = await storage.conversation(conversationId);
        const model = await chooseModel(storage, conversation.model);
        return beginExchange(await storage.appendExchange({ conversationId, text, model, job }), job);
      } finally {
        if (job.kind === 'sending') outbox.release(conversationId);
      }
    },
    'chat.stop': async ({ messageId }) => {
      const stopped = await runner.stop(messageId);
      if (stopped) return { message: stopped };
      const change = await storage.cancelQueued(messageId);
      if (change) tellChange(tell, change);
      await outbox.refresh();
      // Its turn may have come just now.
      const message = change?.answer ?? (await runner.stop(messageId)) ?? (await storage.message(messageId));
      if (message.role !== 'assistant') throw failure('message.wrong_state');
      return { message };
    },
    'chat.retry': async ({ messageId }) => {
      const message = await storage.message(messageId);
      return alone(message.conversationId, async () => {
        const { model: wanted } = await storage.conversation(message.conversationId);
        const model = await chooseModel(storage, wanted);
        if (message.state.kind === 'complete' || message.state.kind === 'queued')
          throw failure('message.wrong_state');
        const change =
          message.content === ''
            ? await storage.restartAnswer({ messageId, model })
            : await storage.addAnswer({ besides: messageId, model, cached: 'use' });
        return begin(change, sending, 'use');
      });
    },
    'chat.regenerate': async ({ messageId, model: wanted }) => {
      const message = await storage.message(messageId);
      return alone(message.conversationId, async () => {
        const conversation = await storage.conversation(message.conversationId);
        const model = await chooseModel(storage, wanted ?? conversation.model);
        const cached = 'refresh';
        return begin(await storage.addAnswer({ besides: messageId, model, cached }), sending, cached);
      });
    },
    'chat.edit': async ({ messageId, text }) => {
      const message = await storage.message(messageId);
      return alone(message.conversationId, async () => {
        const conversation = await storage.conversation(message.conversationId);
        const model = await chooseModel(storage, conversation.model);
        return beginExchange(await storage.editQuestion({ messageId, text, model }), sending);
      });
    },
  };
};

type ConversationHandlers = Pick<Handlers, Extract<keyof Handlers, `conversations.${string}`>>;

const conversationHandlers = ({ storage, runner, outbox, tell }: HandlerParts): ConversationHandlers => {
  const changed = (conversation: Conversation): { conversation: Conversation } => {
    tell('conversations.changed', { changed: [toSummary(conversation)], removed: [] });
    return { conversation };
  };

  return {
    'conversations.list': (input) => storage.listConversations(input),
    'conversations.get': async ({ conversationId }) => ({
      conversation: await storage.conversation(conversationId),
    }),
    'conversations.rename': async ({ conversationId, title }) =>
      changed(await storage.renameConversation({ conversationId, title, source: 'user' })),
    'conversations.configure': async (input) => {
      if (input.model) await requireEndpoint(storage, input.model.endpointId);
      return changed(await storage.configureConversation(input));
    },
    'conversations.organise': async (input) => changed(await storage.organiseConversation(input)),
    'conversations.delete': async ({ conversationId }) => {
      await runner.stopConversation(conversationId);
      await storage.deleteConversation(conversationId);
      await outbox.refresh();
      tell('conversations.changed', { changed: [], removed: [conversationId] });
      return {};
    },
    'conversations.restore': async ({ conversationId }) => {
      const restored = changed(await storage.restoreConversation(conversationId));
      await outbox.refresh();
      return restored;
    },
    'conversations.show_branch': async ({ messageId }) => {
      const conversation = await storage.showBranch(messageId);
      tell('messages.changed', {
        conversationId: conversation.id,
        activeLeafId: conversation.activeLeafId,
        messages: [],
      });
      return { conversation };
    },
  };
};

type EndpointHandlers = Pick<
  Handlers,
  Exclude<
    Extract<keyof Handlers, `endpoints.${string}` | `models.${string}` | `defaults.${string}`>,
    'endpoints.states'
  >
>;

const endpointHandlers = ({ host, storage, answerer, endpoints, tell }: HandlerParts): EndpointHandlers => {
  const tellEndpoints = async (): Promise<void> =>
    tell('endpoints.changed', { endpoints: await listEndpoints(host, storage) });

  const fetchModels = async (endpointId: EndpointId): Promise<Output<'models.list'>> => {
    const stored = await storage.models(endpointId);
    try {
      const models = await listModels(await answerer.destination({ endpointId, model: '' }));
      const fetchedAt = host.now();
      await storage.saveModels({ endpointId, models, fetchedAt });
      return { models, fetchedAt, error: null };
    } catch (reason) {
      return { ...stored, error: modelErrorOf(reason) };
    }
  };

  return {
    'endpoints.list': async () => ({ endpoints: await listEndpoints(host, storage) }),
    'endpoints.save': async ({ endpointId, name, baseUrl }) => {
      const stored = await storage.saveEndpoint({ id: endpointId, name, baseUrl });
      // Its troubles were those of the old address.
      endpoints.forget(stored.id);
      await tellEndpoints();
      return { endpoint: withKey(host, stored) };
    },
    'endpoints.delete': async ({ endpointId }) => {
      await storage.deleteEndpoint(endpointId);
      endpoints.forget(endpointId);
      await tellEndpoints();
      return {};
    },
    'endpoints.test': async ({ kind, baseUrl, endpointId, apiKey }) => {
      const key = apiKey ?? (endpointId === null ? null : await host.key(endpointId));
      const destination: Destination = {
        kind,
        baseUrl: (kind === 'groq' && host.groqBaseUrl) || baseUrl,
        apiKey: key,
        userAgent: host.userAgent,
      };
      try {
        return { kind: 'works', models: await listModels(destination) };
      } catch (reason) {
        return { kind: 'fails', error: modelErrorOf(reason) };
      }
    },
    'models.list': async ({ endpointId, freshness }) => {
      await requireEndpoint(storage, endpointId);
      const stored = await storage.models(endpointId);
      if (freshness === 'stored' && stored.fetchedAt !== null) return { ...stored, error: null };
      return fetchModels(endpointId);
    },
    'defaults.get': () => storage.defaults(),
    'defaults.save': async (input) => {
      if (input.model) await requireEndpoint(storage, input.model.endpointId);
      return storage.saveDefaults(input);
    },
  };
};

const withKey = (host: Host, endpoint: StoredEndpoint): Endpoint => ({
  ...endpoint,
  hasKey: host.hasKey(endpoint.id),
});

export const listEndpoints = async (host: Host, storage: Storage): Promise<Endpoint[]> =>
  (await storage.endpoints()).map((endpoint) => withKey(host, endpoint));

const sending: JobStart = { kind: 'sending' };

const chooseModel = async (
  storage: Storage,
  wanted: ModelReference | null | undefined,
): Promise<ModelReference> => {
  const model = wanted ?? (await storage.defaults()).model ?? firstModel;
  await requireEndpoint(storage, model.endpointId);
  return model;
};

const requireEndpoint = async (storage: Storage, endpointId: EndpointId): Promise<void> => {
  const known = (await storage.endpoints()).some(({ id }) => id === endpointId);
  if (!known) throw failure('endpoint.not_found');
};

const modelErrorOf = (reason: unknown): ModelError => {
  if (reason instanceof ModelFailure) return reason.error;
  throw reason;
};
