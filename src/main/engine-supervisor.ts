import { fileURLToPath } from 'node:url';
import { MessageChannelMain, utilityProcess, type UtilityProcess, type WebContents } from 'electron';
import { engineToShellSchema, type ShellToEngine } from '../shared/engine-process.ts';
import type { EndpointId } from '../shared/ids.ts';
import type { EngineState } from '../shared/shell.ts';
import { engineVariables } from './environment.ts';
import type { Log } from './log.ts';
import { judgeCrash } from './supervision.ts';

const stopPatienceMs = 3_000;

export interface EngineSupervisorParts {
  log: Log;
  userAgent: string;
  groqBaseUrl: string | null;
  dataFolder(): string;
  endpointsWithKey(): EndpointId[];
  key(endpointId: EndpointId): Promise<string | null>;
  onState(state: EngineState): void;
}

type Mode = 'normal' | 'safe';
/** `killed`: it did not close the database in time, so what lies beside the file still belongs to it. */
export type StopOutcome = 'closed' | 'killed';

/** Keeps the engine's process running, and brings windows and engine together. */
export class EngineSupervisor {
  #child: UtilityProcess | null = null;
  /** The one that is meant to exit. */
  #leaving: UtilityProcess | null = null;
  #state: EngineState = { kind: 'starting' };
  #mode: Mode = 'normal';
  #crashedAt: number | null = null;
  #settling: ((state: EngineState) => void)[] = [];
  /** Starts and stops that were asked for at the same time happen one after the other. */
  #turn: Promise<unknown> = Promise.resolve();
  readonly #waiting = new Set<WebContents>();
  readonly #parts: EngineSupervisorParts;

  constructor(parts: EngineSupervisorParts) {
    this.#parts = parts;
  }

  get state(): EngineState {
    return this.#state;
  }

  start(mode: Mode): void {
    this.#mode = mode;
    const child = utilityProcess.fork(fileURLToPath(new URL('./engine-process.js', import.meta.url)), [], {
      serviceName: 'VersaAI engine',
      stdio: 'pipe',
      env: engineVariables(process.env),
    });
    this.#child = child;
    child.on('message', (raw: unknown) => this.#receive(child, raw));
    child.on('exit', (code) => this.#exited(child, code));
    this.#logOutput(child);
    this.#send({
      kind: 'start',
      dataFolder: this.#parts.dataFolder(),
      mode,
      endpointsWithKey: this.#parts.endpointsWithKey(),
      userAgent: this.#parts.userAgent,
      groqBaseUrl: this.#parts.groqBaseUrl,
    });
  }

  /** Gives the window a port of its own, now or as soon as the engine runs. */
  connect(window: WebContents): void {
    if (window.isDestroyed()) return;
    if (this.#state.kind !== 'running') {
      this.#waiting.add(window);
      window.once('destroyed', () => this.#waiting.delete(window));
      return;
    }
    const { port1, port2 } = new MessageChannelMain();
    this.#child?.postMessage({ kind: 'connect' } satisfies ShellToEngine, [port1]);
    window.mainFrame.postMessage('engine:port', null, [port2]);
  }

  keysChanged(): void {
    this.#send({ kind: 'keys_changed', endpointsWithKey: this.#parts.endpointsWithKey() });
  }

  /** Somebody asks for a new try, so what happened before does not count any more. Resolves once it is decided. */
  async restart(mode: Mode): Promise<EngineState> {
    await this.#inTurn(async () => {
      await this.#end();
      this.#crashedAt = null;
      this.start(mode);
    });
    return new Promise((resolve) => {
      if (isSettled(this.#state)) resolve(this.#state);
      else this.#settling.push(resolve);
    });
  }

  /** Resolves when the engine has closed its database, or has had its time to. */
  stop(): Promise<StopOutcome> {
    return this.#inTurn(() => this.#end());
  }

  #inTurn<Result>(action: () => Promise<Result>): Promise<Result> {
    const result = this.#turn.then(action);
    this.#turn = result.catch(() => {});
    return result;
  }

  async #end(): Promise<StopOutcome> {
    const child = this.#child;
    this.#leaving = child;
    this.#become({ kind: 'starting' });
    if (!child) return 'closed';
    let outcome: StopOutcome = 'closed';
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        outcome = 'killed';
        this.#parts.log.write({ level: 'error', event: 'engine.killed', details: {} });
        child.kill();
      }, stopPatienceMs);
      child.once('exit', (code) => {
        clearTimeout(timer);
        if (code !== 0) outcome = 'killed';
        resolve();
      });
      this.#send({ kind: 'stop' });
    });
    return outcome;
  }

  #send(message: ShellToEngine): void {
    this.#child?.postMessage(message);
  }

  #become(state: EngineState): void {
    this.#state = state;
    this.#parts.onState(state);
    if (isSettled(state)) for (const resolve of this.#settling.splice(0)) resolve(state);
    if (state.kind !== 'running') return;
    const windows = [...this.#waiting];
    this.#waiting.clear();
    for (const window of windows) this.connect(window);
  }

  #receive(child: UtilityProcess, raw: unknown): void {
    const parsed = engineToShellSchema.safeParse(raw);
    if (!parsed.success || child !== this.#child) return;
    const message = parsed.data;
    switch (message.kind) {
      case 'ready':
        if (child !== this.#leaving) this.#become({ kind: 'running', mode: this.#mode });
        break;
      case 'refused':
        this.#leaving = child;
        this.#send({ kind: 'stop' });
        this.#become(this.#stopped({ kind: 'storage', error: message.error }));
        break;
      case 'key_wanted':
        void this.#parts.key(message.endpointId).then((key) => {
          if (child === this.#child) this.#send({ kind: 'key', requestId: message.requestId, key });
        });
        break;
      case 'log':
        this.#parts.log.write(message);
    }
  }

  #stopped(reason: Extract<EngineState, { kind: 'stopped' }>['reason']): EngineState {
    const logFile = this.#parts.log.file;
    this.#parts.log.write({
      level: 'error',
      event: 'engine.stopped',
      details: { reason: reason.kind, code: reason.kind === 'storage' ? reason.error.code : null },
    });
    return { kind: 'stopped', reason, logFile };
  }

  #exited(child: UtilityProcess, code: number): void {
    if (child !== this.#child) return;
    this.#child = null;
    if (child === this.#leaving) return;
    this.#parts.log.write({ level: 'error', event: 'engine.exited', details: { code, mode: this.#mode } });
    const now = performance.now();
    const verdict = judgeCrash(this.#crashedAt, now);
    this.#crashedAt = now;
    if (verdict === 'give_up') {
      this.#become(this.#stopped({ kind: 'crashed' }));
      return;
    }
    this.#become({ kind: 'restarting' });
    this.start(this.#mode);
  }

  #logOutput(child: UtilityProcess): void {
    child.stderr?.on('data', (data: Buffer) =>
      this.#parts.log.write({
        level: 'error',
        event: 'engine.output',
        details: { text: data.toString('utf8').slice(0, 4000) },
      }),
    );
    // Unread, a full pipe would block the one who writes.
    child.stdout?.resume();
  }
}

const isSettled = ({ kind }: EngineState): boolean => kind === 'running' || kind === 'stopped';
