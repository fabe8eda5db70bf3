import type { Port } from '../shared/contract/index.ts';
import { AnswerRunner } from './chat/index.ts';
import type { Host } from './host.ts';
import type { Patience } from './model/index.ts';
import { createHandlers, listEndpoints, tellChange, toSummary } from './server/handlers.ts';
import { ContractServer } from './server/server.ts';
import { openStorage } from './storage/index.ts';

export type { Host } from './host.ts';
export { nodePort } from './server/node-port.ts';

export interface EngineOptions {
  /** The storage thread's file when the engine is bundled; its source otherwise. */
  storageThreadUrl?: URL;
  /** How long to wait for a model; tests are less patient. */
  patience?: Patience;
}

export interface Engine {
  /** Serves one more client. */
  connect(port: Port): void;
  /** The host's answer to `hasKey` has changed. */
  keysChanged(): Promise<void>;
  /** Keeps what has arrived of answers on their way, closes the database and every port. */
  stop(): Promise<void>;
}

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
  const interrupted = await storage.interruptUnfinished();
  if (interrupted > 0)
    host.log({ level: 'warning', event: 'answers.interrupted', details: { count: interrupted } });

  const runner = new AnswerRunner(
    host,
    storage,
    {
      delta: (delta) => tell('answer.delta', delta),
      answerEnded: (change) => tellChange(tell, change),
      titled: (conversation) =>
        tell('conversations.changed', { changed: [toSummary(conversation)], removed: [] }),
    },
    options.patience,
  );
  const started = new ContractServer(createHandlers({ host, storage, runner, tell }), host);
  server = started;

  return {
    connect: (port) => started.connect(port),
    keysChanged: async () => tell('endpoints.changed', { endpoints: await listEndpoints(host, storage) }),
    async stop() {
      await runner.shutDown();
      started.close();
      await storage.close();
    },
  };
};
