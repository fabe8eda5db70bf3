/** The utility process that hosts the engine: what the engine asks of its host is asked of the shell. */
import type { MessagePortMain } from 'electron';
import { startEngine, type Engine, type Host } from '../engine/index.ts';
import { ContractFailure, storageErrorSchema, type Port } from '../shared/contract/index.ts';
import { shellToEngineSchema, type EngineToShell, type ShellToEngine } from '../shared/engine-process.ts';
import { describeError } from './describe-error.ts';

type Start = Extract<ShellToEngine, { kind: 'start' }>;

const tell = (message: EngineToShell): void => process.parentPort.postMessage(message);

const keysWanted = new Map<number, (key: string | null) => void>();
let nextRequest = 0;
let endpointsWithKey = new Set<string>();
/** `null` until the shell says start; resolves with `null` when the database could not be opened. */
let starting: Promise<Engine | null> | null = null;

// Left to Node, the message of an error would be written out, and with it perhaps what somebody wrote.
const die = (reason: unknown): never => {
  process.stderr.write(`${JSON.stringify(describeError(reason))}\n`);
  process.exit(1);
};
process.on('uncaughtException', die);
process.on('unhandledRejection', die);

const createHost = (start: Start): Host => ({
  dataFolder: start.dataFolder,
  mode: start.mode,
  userAgent: start.userAgent,
  groqBaseUrl: start.groqBaseUrl,
  now: Date.now,
  hasKey: (endpointId) => endpointsWithKey.has(endpointId),
  key: (endpointId) =>
    new Promise((resolve) => {
      const requestId = nextRequest++;
      keysWanted.set(requestId, resolve);
      tell({ kind: 'key_wanted', requestId, endpointId });
    }),
  log: (entry) => tell({ kind: 'log', ...entry }),
});

const toPort = (port: MessagePortMain): Port => ({
  send: (frame) => port.postMessage(frame),
  listen(onFrame, onClose) {
    port.on('message', ({ data }) => onFrame(data));
    port.on('close', onClose);
    port.start();
  },
  close: () => port.close(),
});

const start = async (message: Start): Promise<Engine | null> => {
  endpointsWithKey = new Set(message.endpointsWithKey);
  const storageThreadUrl = new URL('./storage-thread.js', import.meta.url);
  const cacheThreadUrl = new URL('./cache-thread.js', import.meta.url);
  try {
    const engine = await startEngine(createHost(message), { storageThreadUrl, cacheThreadUrl });
    tell({ kind: 'ready' });
    return engine;
  } catch (reason) {
    const refusal = storageErrorSchema.safeParse(reason instanceof ContractFailure ? reason.error : null);
    if (!refusal.success) throw reason;
    // The shell answers with `stop`: a process that left at once could take this message with it.
    tell({ kind: 'refused', error: refusal.data });
    return null;
  }
};

const stop = async (): Promise<void> => {
  await (await starting)?.stop();
  process.exit(0);
};

process.parentPort.on('message', ({ data, ports }) => {
  const message = shellToEngineSchema.parse(data);
  switch (message.kind) {
    case 'start':
      starting ??= start(message);
      break;
    case 'connect':
      for (const port of ports) void starting?.then((engine) => engine?.connect(toPort(port)));
      break;
    case 'key':
      keysWanted.get(message.requestId)?.(message.key);
      keysWanted.delete(message.requestId);
      break;
    case 'keys_changed':
      endpointsWithKey = new Set(message.endpointsWithKey);
      void starting?.then((engine) => engine?.keysChanged());
      break;
    case 'stop':
      void stop();
  }
});
