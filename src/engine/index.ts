import type { DeliverySettings, EndpointState, Port } from '../shared/contract/index.ts';
import type { EndpointId } from '../shared/ids.ts';
import { openAnswerCache } from './cache/index.ts';
import { Answerer, AnswerRunner, Outbox, usualOutboxPatience, type OutboxPatience } from './chat/index.ts';
import { TokenCounter } from './context/index.ts';
import type { Host } from './host.ts';
import { ModelEndpoints, usualPatience, type EndpointSettings, type Patience } from './model/index.ts';
import { createHandlers, listEndpoints, tellChange, toSummary } from './server/handlers.ts';
import { ContractServer } from './server/server.ts';
import { openStorage } from './storage/index.ts';

export type { Host } from './host.ts';
export { nodePort } from './server/node-port.ts';

export interface EngineOptions {
  /** The threads' files when the engine is bundled; their sources otherwise. */
  storageThreadUrl?: URL;
  cacheThreadUrl?: URL;
  /** How long to wait for a model; tests are less patient. */
  patience?: Patience;
  outboxPatience?: OutboxPatience;
  /** How much of the answer cache stands in memory, in bytes. */
  cacheMemoryBytes?: number;
  endpointSettings?: Partial<EndpointSettings>;
}

export interface Engine {
  /** Serves one more client. */
  connect(port: Port): void;
  /** The host's answer to `hasKey` has changed. */
  keysChanged(): Promise<void>;
  /** Keeps what has arrived of answers on their way, closes the database and every port. */
  stop(): Promise<void>;
}

/** A start has better things to do than to read answers that may be asked for. */
const warmAfterMs = 5_000;

/**
 * Starts the chat engine over the database in `host.dataFolder`. Rejects with a ContractFailure that carries a
 * `storage.*` error when the database cannot be opened; the file is then as it was.
 */
export const startEngine = async (host: Host, options: EngineOptions = {}): Promise<Engine> => {
  // The storage may have something to tell before there is anybody to hear it.
  let server: ContractServer | null = null;
  const tell: ContractServer['tell'] = (name, payload) => server?.tell(name, payload);
  const storage = await openStorage({
    dataFolder: host.dataFolder,
    mode: host.mode,
    now: host.now,
    onProblem: ({ details }) =>
      host.log({
        level: 'error',
        event: 'storage.damaged',
        details: { found: details.join('\n').slice(0, 4000) },
      }),
    onIndexProgress: (status) => tell('index.progressed', status),
    ...(options.storageThreadUrl ? { threadUrl: options.storageThreadUrl } : {}),
  });
  const recovered = await storage.recoverJobs();
  if (recovered.interrupted + recovered.queued > 0)
    host.log({ level: 'warning', event: 'answers.interrupted', details: { ...recovered } });

  let settings = await storage.delivery();
  const cache = openAnswerCache({
    dataFolder: host.dataFolder,
    limitBytes: settings.cacheLimitBytes,
    onTrouble: ({ kind, detail }) =>
      host.log({ level: 'warning', event: 'cache.trouble', details: { kind, detail } }),
    ...(options.cacheThreadUrl ? { threadUrl: options.cacheThreadUrl } : {}),
    ...(options.cacheMemoryBytes === undefined ? {} : { memoryBytes: options.cacheMemoryBytes }),
  });
  const warming =
    host.mode === 'normal' ? setTimeout(() => void cache.warm(), warmAfterMs).unref() : undefined;

  /** The model that was asked last at each endpoint: limits are told by model. */
  const asked = new Map<EndpointId, string>();
  const stateOf = (endpointId: EndpointId): EndpointState => ({
    endpointId,
    health: endpoints.health(endpointId),
    limits: endpoints.limits(endpointId, asked.get(endpointId) ?? ''),
  });
  const endpoints = new ModelEndpoints({
    now: host.now,
    random: Math.random,
    onHealth: (endpointId, { kind }) => {
      tell('endpoint_state.changed', stateOf(endpointId));
      if (kind === 'online' || kind === 'slow') outbox.endpointIsBack(endpointId);
    },
    ...(options.endpointSettings ? { settings: options.endpointSettings } : {}),
  });

  const patience = options.patience ?? usualPatience;
  const answerer = new Answerer({
    host,
    storage,
    endpoints,
    cache,
    counter: new TokenCounter(),
    patience,
    settings: () => settings,
  });
  const runner = new AnswerRunner({
    host,
    storage,
    endpoints,
    answerer,
    patience,
    listener: {
      delta: (delta) => tell('answer.delta', delta),
      answerEnded(change) {
        tellChange(tell, change);
        const { model } = change.answer;
        if (model === null) return;
        asked.set(model.endpointId, model.model);
        tell('endpoint_state.changed', stateOf(model.endpointId));
      },
      answerWaits(change) {
        tellChange(tell, change);
        void outbox.refresh();
      },
      idle: (conversationId) => outbox.conversationIsIdle(conversationId),
      titled: (conversation) =>
        tell('conversations.changed', { changed: [toSummary(conversation)], removed: [] }),
    },
  });
  const outbox = new Outbox({
    storage,
    mode: host.mode,
    patience: options.outboxPatience ?? usualOutboxPatience,
    now: host.now,
    random: Math.random,
    isAnswering: (conversationId) => runner.isAnswering(conversationId),
    probe: async (model) => endpoints.probe(model.endpointId, await answerer.destination(model)),
    send(change, cached) {
      tellChange(tell, change);
      runner.start(change, cached);
    },
    changed: (messages) => tell('outbox.changed', { messages }),
    failed: (reason) =>
      host.log({
        level: 'error',
        event: 'outbox.failed',
        details: { stack: reason instanceof Error ? (reason.stack ?? reason.message) : 'unknown' },
      }),
  });

  const saveSettings = async (changed: Partial<DeliverySettings>): Promise<DeliverySettings> => {
    settings = await storage.saveDelivery(changed);
    cache.setLimit(settings.cacheLimitBytes);
    return settings;
  };
  const networkChanged = (state: 'online' | 'offline'): void => {
    endpoints.networkChanged(state);
    if (state === 'online') outbox.networkIsBack();
  };
  const parts = { host, storage, runner, outbox, endpoints, answerer, cache, tell };
  const started = new ContractServer(
    createHandlers({ ...parts, saveSettings, settings: () => settings, networkChanged, stateOf }),
    host,
  );
  server = started;
  void outbox.refresh();

  return {
    connect: (port) => started.connect(port),
    keysChanged: async () => tell('endpoints.changed', { endpoints: await listEndpoints(host, storage) }),
    async stop() {
      clearTimeout(warming);
      await outbox.close();
      await runner.shutDown();
      endpoints.close();
      started.close();
      await cache.close();
      await storage.close();
    },
  };
};
