import type { EngineClient } from '../../src/shared/contract/index.ts';
import { launchEngine } from '../../tests/support/engine.ts';

/** Lets `work` have its way with a data folder, through the engine itself, before the app opens it. */
export const prepareData = async <Result>(
  dataFolder: string,
  work: (client: EngineClient) => Promise<Result>,
): Promise<Result> => {
  const engine = await launchEngine({ dataFolder, key: null, mode: 'safe' });
  try {
    return await work(engine.client);
  } finally {
    await engine.stop();
  }
};

/** Puts the sample conversations in, and says how many they are. */
export const addSamples = async (client: EngineClient): Promise<number> =>
  (await client.request('samples.add', { language: 'en' })).conversations.length;
