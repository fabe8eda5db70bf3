import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Advice } from './say.mjs';
import { ensureSystemPackages, forVirtualDisplay } from './system-packages.mjs';

const startLimitMs = 20_000;

/** Whether there is a screen to open a window on. */
export const hasDisplay = () =>
  process.platform !== 'linux' || Boolean(process.env['DISPLAY']) || Boolean(process.env['WAYLAND_DISPLAY']);

/** Starts an X server without a screen; it chooses a free number itself, so that several runs do not meet. */
const startVirtualDisplay = async () => {
  await ensureSystemPackages(forVirtualDisplay);
  const server = spawn(
    'Xvfb',
    ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp', '-noreset'],
    {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    },
  );
  let complaints = '';
  server.stderr?.setEncoding('utf8').on('data', (/** @type {string} */ text) => (complaints += text));
  const kill = () => server.kill();
  process.on('exit', kill);
  const timer = setTimeout(kill, startLimitMs);
  const number = await new Promise((resolve) => {
    let said = '';
    server.stdio[3]?.on('data', (/** @type {Buffer} */ chunk) => {
      said += chunk.toString();
      if (said.includes('\n')) resolve(said.trim());
    });
    server.on('error', () => resolve(''));
    server.on('close', () => resolve(''));
  });
  clearTimeout(timer);
  if (!number) throw new Advice(`Xvfb did not start.\n${complaints}`);
  return {
    display: `:${number}`,
    async stop() {
      process.off('exit', kill);
      const closed = once(server, 'close');
      if (server.exitCode === null && server.kill()) await closed;
    },
  };
};

/**
 * Runs `work` with a display: the user's, or else one of its own that nobody sees.
 * @template Result
 * @param {() => Promise<Result>} work
 * @returns {Promise<Result>}
 */
export const withDisplay = async (work) => {
  if (hasDisplay()) return work();
  const { display, stop } = await startVirtualDisplay();
  process.env['DISPLAY'] = display;
  try {
    return await work();
  } finally {
    delete process.env['DISPLAY'];
    await stop();
  }
};
