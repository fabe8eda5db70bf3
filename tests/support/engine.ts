import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import type { OutboxPatience } from '../../src/engine/chat/index.ts';
import { nodePort, startEngine, type Engine, type Host } from '../../src/engine/index.ts';
import type { EndpointSettings, Patience } from '../../src/engine/model/index.ts';
import {
  connectEngine,
  type EngineClient,
  type EventName,
  type EventPayload,
  type Message,
} from '../../src/shared/contract/index.ts';
import type { LogEntry } from '../../src/shared/engine-process.ts';
import { groqEndpointId, type EndpointId, type MessageId } from '../../src/shared/ids.ts';

/** The engine in plain Node, as a test sees it. */
export interface TestEngine {
  client: EngineClient;
  dataFolder: string;
  log: LogEntry[];
  /** A second client, as a second window would be. */
  connect(): EngineClient;
  /** What the keychain holds from now on; `null` takes the key away. */
  setKey(key: string | null, endpointId?: EndpointId): Promise<void>;
  /** Resolves with the answer once it has ended, whichever way. */
  ended(answerId: MessageId): Promise<Message>;
  /** Resolves with the first event that fits, from now on. */
  next<Name extends EventName>(
    name: Name,
    fits?: (payload: EventPayload<Name>) => boolean,
  ): Promise<EventPayload<Name>>;
  /** Orderly, as on quit; the data stays for a second engine on the same folder. */
  stop(): Promise<void>;
  /** Stops and removes the data. */
  dispose(): Promise<void>;
}

export interface TestEngineOptions {
  groqBaseUrl?: string;
  key?: string | null;
  mode?: Host['mode'];
  dataFolder?: string;
  patience?: Patience;
  endpointSettings?: Partial<EndpointSettings>;
  outboxPatience?: OutboxPatience;
  cacheMemoryBytes?: number;
  now?: () => number;
}

export const launchEngine = async (options: TestEngineOptions = {}): Promise<TestEngine> => {
  const dataFolder = options.dataFolder ?? (await mkdtemp(join(tmpdir(), 'versaai-test-')));
  const keys = new Map<EndpointId, string>();
  const first = options.key === undefined ? 'gsk_test' : options.key;
  if (first !== null) keys.set(groqEndpointId, first);
  const log: LogEntry[] = [];
  const host: Host = {
    dataFolder,
    mode: options.mode ?? 'normal',
    userAgent: 'VersaAI/test',
    groqBaseUrl: options.groqBaseUrl ?? null,
    now: options.now ?? Date.now,
    hasKey: (endpointId) => keys.has(endpointId),
    key: async (endpointId) => keys.get(endpointId) ?? null,
    log: (entry) => log.push(entry),
  };
  const engine = await startEngine(host, {
    endpointSettings: { retryMs: 5, longestRetryMs: 20, ...options.endpointSettings },
    outboxPatience: options.outboxPatience ?? { firstLookMs: 50, longestLookMs: 200 },
    ...(options.cacheMemoryBytes === undefined ? {} : { cacheMemoryBytes: options.cacheMemoryBytes }),
    ...(options.patience ? { patience: options.patience } : {}),
  });
  const client = connectTo(engine);
  let stopped: Promise<void> | null = null;
  const stop = (): Promise<void> => (stopped ??= engine.stop());

  const next: TestEngine['next'] = (name, fits = () => true) =>
    new Promise((resolve) => {
      const off = client.on(name, (payload) => {
        if (!fits(payload)) return;
        off();
        resolve(payload);
      });
    });

  return {
    client,
    dataFolder,
    log,
    connect: () => connectTo(engine),
    async setKey(key, endpointId = groqEndpointId) {
      if (key === null) keys.delete(endpointId);
      else keys.set(endpointId, key);
      await engine.keysChanged();
    },
    async ended(answerId) {
      const isEnd = ({ id, state }: Message): boolean =>
        id === answerId && state.kind !== 'queued' && state.kind !== 'pending' && state.kind !== 'streaming';
      const { messages } = await next('messages.changed', (payload) => payload.messages.some(isEnd));
      const answer = messages.find(isEnd);
      if (!answer) throw new Error('unreachable: the event was chosen by this answer');
      return answer;
    },
    next,
    stop,
    async dispose() {
      await stop();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
};

const connectTo = (engine: Engine): EngineClient => {
  const { port1, port2 } = new MessageChannel();
  engine.connect(nodePort(port1));
  return connectEngine(nodePort(port2));
};
