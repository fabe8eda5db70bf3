import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { electronLaunchOptions } from '../../scripts/lib/launch.mjs';
import type { GroqDouble } from '../doubles/groq/index.ts';

export interface LaunchWishes {
  /** What stands in for Groq; without it the app would have nobody to ask. */
  double?: GroqDouble;
  /** Of an earlier launch, to go on where that one ended. A fresh one by default. */
  userData?: string;
  env?: Record<string, string>;
  extraArgs?: readonly string[];
}

export interface LaunchedApp {
  app: ElectronApplication;
  page: Page;
  userData: string;
  logFile: string;
  /** Waits for an engine that is not `previous`. */
  enginePid(previous?: number): Promise<number>;
  /** Orderly, as by the user. */
  close(): Promise<void>;
  /** As by the system: nothing gets to say goodbye. */
  kill(): Promise<void>;
}

const profiles = new Set<string>();
process.once('exit', () => {
  for (const folder of profiles) rmSync(folder, { recursive: true, force: true });
});

/** A folder for everything that the app keeps, gone when the tests are over. */
export const freshUserData = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'versaai-e2e-'));
  profiles.add(folder);
  return folder;
};

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Starts the built app on the Electron that is set up, and waits for its window. */
export const launchApp = async (wishes: LaunchWishes = {}): Promise<LaunchedApp> => {
  const userData = wishes.userData ?? freshUserData();
  const app = await _electron.launch(
    electronLaunchOptions({
      userData,
      env: {
        VERSAAI_STILL: '1',
        ...(wishes.double ? { VERSAAI_GROQ_BASE_URL: wishes.double.apiUrl } : {}),
        ...wishes.env,
      },
      ...(wishes.extraArgs ? { extraArgs: wishes.extraArgs } : {}),
    }),
  );
  const page = await app.firstWindow();
  const main = app.process();
  const exited = new Promise<void>((resolve) => main.once('exit', () => resolve()));

  const findEngine = (): Promise<number | undefined> =>
    app.evaluate(
      ({ app: electron }) =>
        electron.getAppMetrics().find(({ name, serviceName }) => `${name}${serviceName}`.includes('VersaAI'))
          ?.pid,
    );

  return {
    app,
    page,
    userData,
    logFile: join(userData, 'logs', 'versaai.log'),
    async enginePid(previous) {
      for (let tries = 0; tries < 100; tries += 1) {
        const pid = await findEngine();
        if (pid !== undefined && pid !== previous) return pid;
        await sleep(50);
      }
      throw new Error('No engine is running.');
    },
    close: () => app.close(),
    async kill() {
      main.kill('SIGKILL');
      await exited;
    },
  };
};
