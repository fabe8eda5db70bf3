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
import type { AnswerRunner } from '../chat/index.ts';
import type { Host } from '../host.ts';
import { listModels, ModelFailure, type Destination } from '../model/index.ts';
import { sampleConversations } from '../samples/index.ts';
import type {
  AnswerChange,
  ConversationChange,
  ExchangeChange,
  Storage,
  StoredEndpoint,
} from '../storage/index.ts';
import { searchHandlers } from './search-handlers.ts';
import type { ContractServer, Handlers } from './server.ts';

/** What a conversation is asked with until somebody chooses: Groq's current general model. */
const firstModel: ModelReference = { endpointId: groqEndpointId, model: 'openai/gpt-oss-120b' };

export interface HandlerParts {
  host: Host;
  storage: Storage;
  runner: AnswerRunner;
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

export const createHandlers = ({ host, storage, runner, tell }: HandlerParts): Handlers => ({
  ...chatHandlers({ host, storage, runner, tell }),
  ...conversationHandlers({ host, storage, runner, tell }),
  ...endpointHandlers({ host, storage, runner, tell }),
  ...searchHandlers({ storage, tell }),

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

const chatHandlers = ({ storage, runner, tell }: HandlerParts): ChatHandlers => {
  /** Conversations in which a command is between its check and its answer's start: the check alone would let two in. */
  const claimed = new Set<ConversationId>();

  const alone = async <Result>(
    conversationId: ConversationId,
    act: () => Promise<Result>,
  ): Promise<Result> => {
    if (claimed.has(conversationId) || runner.isAnswering(conversationId)) throw failure('conversation.busy');
    claimed.add(conversationId);
    try {
      return await act();
    } finally {
      claimed.delete(conversationId);
    }
  };

  const begin = (change: AnswerChange): Output<'chat.retry'> => {
    tellChange(tell, change);
    runner.start(change);
    return { conversation: change.conversation, answer: change.answer };
  };

  const beginExchange = (change: ExchangeChange): Output<'chat.send'> => ({
    ...begin(change),
    question: change.question,
  });

  const chooseModel = async (wanted: ModelReference | null | undefined): Promise<ModelReference> => {
    const model = wanted ?? (await storage.defaults()).model ?? firstModel;
    await requireEndpoint(storage, model.endpointId);
    return model;
  };

  return {
    'chat.send': async ({ conversationId, text, model: wanted }) => {
      if (conversationId === null) {
        const [model, { parameters }] = await Promise.all([chooseModel(wanted), storage.defaults()]);
        return beginExchange(await storage.beginConversation({ text, model, parameters }));
      }
      return alone(conversationId, async () => {
        const conversation = await storage.conversation(conversationId);
        const model = await chooseModel(conversation.model);
        return beginExchange(await storage.appendExchange({ conversationId, text, model }));
      });
    },
    'chat.stop': async ({ messageId }) => {
      const message = (await runner.stop(messageId)) ?? (await storage.message(messageId));
      if (message.role !== 'assistant') throw failure('message.wrong_state');
      return { message };
    },
    'chat.retry': async ({ messageId }) => {
      const message = await storage.message(messageId);
      return alone(message.conversationId, async () => {
        const { model: wanted } = await storage.conversation(message.conversationId);
        const model = await chooseModel(wanted);
        if (message.state.kind === 'complete') throw failure('message.wrong_state');
        const change =
          message.content === ''
            ? await storage.restartAnswer({ messageId, model })
            : await storage.addAnswer({ besides: messageId, model });
        return begin(change);
      });
    },
    'chat.regenerate': async ({ messageId, model: wanted }) => {
      const message = await storage.message(messageId);
      return alone(message.conversationId, async () => {
        const conversation = await storage.conversation(message.conversationId);
        const model = await chooseModel(wanted ?? conversation.model);
        return begin(await storage.addAnswer({ besides: messageId, model }));
      });
    },
    'chat.edit': async ({ messageId, text }) => {
      const message = await storage.message(messageId);
      return alone(message.conversationId, async () => {
        const conversation = await storage.conversation(message.conversationId);
        const model = await chooseModel(conversation.model);
        return beginExchange(await storage.editQuestion({ messageId, text, model }));
      });
    },
  };
};

type ConversationHandlers = Pick<Handlers, Extract<keyof Handlers, `conversations.${string}`>>;

const conversationHandlers = ({ storage, runner, tell }: HandlerParts): ConversationHandlers => {
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
      tell('conversations.changed', { changed: [], removed: [conversationId] });
      return {};
    },
    'conversations.restore': async ({ conversationId }) =>
      changed(await storage.restoreConversation(conversationId)),
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
  Extract<keyof Handlers, `endpoints.${string}` | `models.${string}` | `defaults.${string}`>
>;

const endpointHandlers = ({ host, storage, runner, tell }: HandlerParts): EndpointHandlers => {
  const tellEndpoints = async (): Promise<void> =>
    tell('endpoints.changed', { endpoints: await listEndpoints(host, storage) });

  const fetchModels = async (endpointId: EndpointId): Promise<Output<'models.list'>> => {
    const stored = await storage.models(endpointId);
    try {
      const models = await listModels(await runner.destination({ endpointId, model: '' }));
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
      await tellEndpoints();
      return { endpoint: withKey(host, stored) };
    },
    'endpoints.delete': async ({ endpointId }) => {
      await storage.deleteEndpoint(endpointId);
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

const requireEndpoint = async (storage: Storage, endpointId: EndpointId): Promise<void> => {
  const known = (await storage.endpoints()).some(({ id }) => id === endpointId);
  if (!known) throw failure('endpoint.not_found');
};

const modelErrorOf = (reason: unknown): ModelError => {
  if (reason instanceof ModelFailure) return reason.error;
  throw reason;
};
