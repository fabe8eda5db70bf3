import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { connectEngine, type EngineClient } from '../../src/shared/contract/index.ts';

const file = fileURLToPath(new URL('./engine-process.ts', import.meta.url));

export interface KillableEngine {
  readonly client: EngineClient;
  /** As a crash: nothing gets to say goodbye. Then a new one over the same data. */
  killAndRestart(): Promise<void>;
  stop(): Promise<void>;
}

/** An engine in a process of its own. */
export const launchKillableEngine = async (
  dataFolder: string,
  groqBaseUrl: string,
): Promise<KillableEngine> => {
  const start = async (): Promise<{ child: ChildProcess; client: EngineClient }> => {
    const child = fork(file, [JSON.stringify({ dataFolder, groqBaseUrl })], {
      serialization: 'advanced',
      execArgv: [],
    });
    await once(child, 'message');
    const client = connectEngine({
      send: (frame) => {
        if (child.connected) child.send(frame as object);
      },
      listen(onFrame, onClose) {
        child.on('message', onFrame);
        child.on('exit', onClose);
      },
      close: () => {},
    });
    return { child, client };
  };
  const end = async ({ child }: { child: ChildProcess }): Promise<void> => {
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };

  let running = await start();
  return {
    get client() {
      return running.client;
    },
    async killAndRestart() {
      await end(running);
      running = await start();
    },
    stop: () => end(running),
  };
};
