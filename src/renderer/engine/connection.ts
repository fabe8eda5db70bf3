import { connectEngine, type EngineClient } from '../../shared/contract/client.ts';
import type { EventName, EventPayload } from '../../shared/contract/events.ts';
import { ContractFailure } from '../../shared/contract/failure.ts';
import type { Port } from '../../shared/contract/frames.ts';
import type { Input, OperationName, Operations, Output } from '../../shared/contract/operations.ts';

type NameOfKind<Kind> = {
  [Name in OperationName]: Operations[Name]['kind'] extends Kind ? Name : never;
}[OperationName];
export type QueryName = NameOfKind<'query'>;
export type CommandName = NameOfKind<'command'>;

/** How long a port may be on its way, or a new engine be announced, before the port is asked for again. */
const patienceMs = 3_000;

type Listener = (payload: never) => void;

export interface ConnectionParts {
  /** Asks the shell for a port; it comes through `use`. */
  requestPort(): void;
  isEngineRunning(): Promise<boolean>;
}

/**
 * The engine as the window sees it: one that may go away and come back. Queries wait for it and are asked again;
 * commands that were under way when it left are refused, because only the user knows whether to repeat them.
 */
export class EngineConnection {
  #client: EngineClient | null = null;
  #isAsked = false;
  #patience: ReturnType<typeof setTimeout> | undefined;
  #waiting: (() => void)[] = [];
  readonly #listeners = new Map<EventName, Set<Listener>>();
  readonly #connected = new Set<() => void>();
  readonly #parts: ConnectionParts;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
  }

  /** Asks for a port unless one is in use or on its way. */
  open(): void {
    if (this.#client || this.#isAsked) return;
    this.#isAsked = true;
    this.#parts.requestPort();
    this.#beSurprised();
  }

  /** A port has come: it takes the place of the one before. */
  use(port: Port): void {
    clearTimeout(this.#patience);
    this.#isAsked = false;
    const previous = this.#client;
    const client: EngineClient = connectEngine(port, () => {
      if (this.#client !== client) return;
      this.#client = null;
      // The shell announces the engine's successor. Should it not, the port alone was lost.
      this.#beSurprised();
    });
    this.#client = client;
    previous?.close();
    for (const name of this.#listeners.keys()) this.#attach(client, name);
    for (const go of this.#waiting.splice(0)) go();
    for (const listener of this.#connected) listener();
  }

  /** The engine is known to be gone: whoever waits for its answer is told, and a port on its way is of no use. */
  drop(): void {
    this.#isAsked = false;
    this.#client?.close();
  }

  async query<Name extends QueryName>(name: Name, input: Input<Name>): Promise<Output<Name>> {
    for (;;) {
      const client = await this.#ready();
      try {
        return await client.request(name, input);
      } catch (reason) {
        if (!isDisconnected(reason)) throw reason;
      }
    }
  }

  async command<Name extends CommandName>(name: Name, input: Input<Name>): Promise<Output<Name>> {
    return (await this.#ready()).request(name, input);
  }

  on<Name extends EventName>(name: Name, listener: (payload: EventPayload<Name>) => void): () => void {
    let listeners = this.#listeners.get(name);
    if (!listeners) {
      listeners = new Set();
      this.#listeners.set(name, listeners);
      if (this.#client) this.#attach(this.#client, name);
    }
    const set = listeners.add(listener);
    return () => set.delete(listener);
  }

  /** Calls now, if there is a connection, and after each new one: what was read before may be out of date. */
  onConnected(listener: () => void): () => void {
    this.#connected.add(listener);
    if (this.#client) listener();
    return () => this.#connected.delete(listener);
  }

  #attach(client: EngineClient, name: EventName): void {
    client.on(name, (payload) => {
      for (const listener of this.#listeners.get(name) ?? []) listener(payload as never);
    });
  }

  #beSurprised(): void {
    clearTimeout(this.#patience);
    this.#patience = setTimeout(() => {
      void this.#parts.isEngineRunning().then((isRunning) => {
        if (!isRunning || this.#client) return;
        this.#isAsked = false;
        this.open();
      });
    }, patienceMs);
  }

  async #ready(): Promise<EngineClient> {
    for (;;) {
      if (this.#client) return this.#client;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }
}

const isDisconnected = (reason: unknown): boolean =>
  reason instanceof ContractFailure && reason.error.code === 'engine.disconnected';
