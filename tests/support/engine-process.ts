/** Hosts an engine in a process that a test may kill. Speaks the contract's frames over the process's own channel. */
import { startEngine } from '../../src/engine/index.ts';

const { dataFolder, groqBaseUrl } = JSON.parse(process.argv[2] ?? '{}') as {
  dataFolder: string;
  groqBaseUrl: string;
};

const engine = await startEngine(
  {
    dataFolder,
    mode: 'normal',
    userAgent: 'VersaAI/test',
    groqBaseUrl,
    now: Date.now,
    hasKey: () => true,
    key: async () => 'gsk_test',
    log: () => {},
  },
  {
    patience: { connectMs: 600, firstTokenMs: 700, nextTokenMs: 150 },
    outboxPatience: { firstLookMs: 10, longestLookMs: 40 },
    endpointSettings: {
      attempts: 2,
      retryMs: 2,
      longestRetryMs: 5,
      openMs: 20,
      longestOpenMs: 40,
      longestWaitMs: 20,
    },
  },
);
engine.connect({
  send: (frame) => void process.send?.(frame),
  listen: (onFrame) => void process.on('message', onFrame),
  close: () => {},
});
process.send?.('ready');
