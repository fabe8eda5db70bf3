/**
 * Cold start: from the start of the process until the app can be used (the composer takes text, which is kept and can be
 * sent), against an Electron app that does nothing but open a window with a text field, in turn and with the same
 * runtime.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { addSamples, prepareData } from '../scripts/demo/seed.ts';
import { electronLaunchOptions } from '../scripts/lib/launch.mjs';
import { median, rounded } from './lib/statistics.ts';

const rounds = 10;
const limitMs = 60_000;
const bareApp = join(import.meta.dirname, 'startup/bare-app');

interface Program {
  name: string;
  marker: string;
  args: string[];
}

/** Milliseconds until the program says that it can be used; it is ended then. */
const timeToInteractive = async ({ name, marker, args }: Program): Promise<number> => {
  const { executablePath, env, cwd } = electronLaunchOptions({ env: { VERSAAI_STARTUP_MARK: '1' } });
  const startedAt = performance.now();
  const program = spawn(executablePath, args, { cwd, env, stdio: ['ignore', 'pipe', 'ignore'] });
  const closed = once(program, 'close');
  const timer = setTimeout(() => program.kill('SIGKILL'), limitMs);
  try {
    for await (const line of createInterface({ input: program.stdout }))
      if (line === marker) return performance.now() - startedAt;
    throw new Error(`${name} ended, or was ended after ${limitMs / 1000} s, before it printed ${marker}`);
  } finally {
    clearTimeout(timer);
    program.kill('SIGTERM');
    await closed;
  }
};

const folder = await mkdtemp(join(tmpdir(), 'versaai-startup-'));
const userData = join(folder, 'app');
const [projectRoot = '', ...flags] = electronLaunchOptions().args;
const programs: Program[] = [
  {
    name: 'VersaAI',
    marker: 'versaai:interactive',
    args: [projectRoot, `--user-data-dir=${userData}`, ...flags],
  },
  {
    name: 'bare',
    marker: 'bare:interactive',
    args: [bareApp, `--user-data-dir=${join(folder, 'bare')}`, ...flags],
  },
];

try {
  const conversations = await prepareData(join(userData, 'data'), addSamples);
  console.log(`${conversations} conversations are stored; each program starts ${rounds} times, in turn.`);
  const times = new Map<Program, number[]>(programs.map((program) => [program, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const program of programs) {
      const milliseconds = await timeToInteractive(program);
      // The first round makes the profiles and fills the disk cache.
      if (round > 0) times.get(program)?.push(milliseconds);
    }
  }
  const [app = NaN, bare = NaN] = programs.map((program) => {
    const measured = times.get(program) ?? [];
    console.log(
      `${program.name.padEnd(8)} median ${rounded(median(measured), 0)} ms · ` +
        `fastest ${rounded(Math.min(...measured), 0)} ms · slowest ${rounded(Math.max(...measured), 0)} ms`,
    );
    return median(measured);
  });
  console.log(`RESULT ${JSON.stringify({ startup_ratio: rounded(app / bare) })}`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
