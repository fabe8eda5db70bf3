import { MessageChannel } from 'node:worker_threads';
import { nodePort, startEngine } from '../../src/engine/index.ts';
import { connectEngine } from '../../src/shared/contract/index.ts';

/** Fills a data folder with the sample conversations, through the engine itself, before the app opens it. */
export const seedHistory = async (dataFolder: string): Promise<number> => {
  const engine = await startEngine({
    dataFolder,
    mode: 'safe',
    userAgent: 'VersaAI/demo',
    groqBaseUrl: null,
    now: Date.now,
    hasKey: () => false,
    key: async () => null,
    log: () => {},
  });
  const { port1, port2 } = new MessageChannel();
  engine.connect(nodePort(port1));
  const client = connectEngine(nodePort(port2));
  try {
    const { conversations } = await client.request('samples.add', { language: 'en' });
    return conversations.length;
  } finally {
    client.close();
    await engine.stop();
  }
};
