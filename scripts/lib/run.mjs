import { spawn } from 'node:child_process';
import { projectRoot } from './paths.mjs';
import { Advice } from './say.mjs';

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {'inherit' | 'capture'} [output] `inherit` shows it as it comes, `capture` hands it back
 * @property {number} [timeoutMs]
 */

const forwarded = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * Runs a program to its end. A signal meant for us is passed on, so that nothing is left behind.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<{ code: number, output: string }>} 124 when it ran out of time, 127 when it could not be started
 */
export const run = (
  command,
  args,
  { cwd = projectRoot, env = process.env, output = 'inherit', timeoutMs } = {},
) =>
  new Promise((resolve) => {
    const pipe = output === 'capture' ? 'pipe' : 'inherit';
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', pipe, pipe] });
    let captured = '';
    let outOfTime = false;
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (/** @type {string} */ text) => (captured += text));
    const timer = timeoutMs
      ? setTimeout(() => {
          outOfTime = true;
          child.kill('SIGKILL');
        }, timeoutMs)
      : undefined;
    /** @param {NodeJS.Signals} signal */
    const pass = (signal) => child.kill(signal);
    for (const signal of forwarded) process.on(signal, pass);
    /** @param {number} code */
    const end = (code) => {
      clearTimeout(timer);
      for (const signal of forwarded) process.off(signal, pass);
      resolve({ code: outOfTime ? 124 : code, output: captured });
    };
    child.on('error', (error) => {
      captured += `${error.message}\n`;
      end(127);
    });
    child.on('close', (code) => end(code ?? 1));
  });

/**
 * Runs a program that must succeed.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {string} advice what to tell when it fails
 * @param {RunOptions} [options]
 */
export const mustRun = async (command, args, advice, options) => {
  const { code, output } = await run(command, args, options);
  if (code !== 0) throw new Advice(`${output ? `${output.trimEnd()}\n` : ''}${advice}`);
  return output;
};
