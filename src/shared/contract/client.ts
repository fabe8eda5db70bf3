import type { EventName, EventPayload } from './events.ts';
import type { EngineFrame, Port, RequestFrame } from './frames.ts';
import type { ContractError } from './errors.ts';
import type { Input, OperationName, Output } from './operations.ts';
import { ContractFailure } from './failure.ts';

export interface EngineClient {
  /** Resolves with the operation's output, rejects with a ContractFailure. */
  request<Name extends OperationName>(name: Name, input: Input<Name>): Promise<Output<Name>>;
  /** Returns the function that ends the subscription. */
  on<Name extends EventName>(name: Name, listener: (payload: EventPayload<Name>) => void): () => void;
  close(): void;
}

interface Pending {
  resolve(output: unknown): void;
  reject(reason: ContractFailure): void;
}

type Listener = (payload: never) => void;

/**
 * The typed client end of the contract, the same for windows, tests and benchmarks. What the engine sends is trusted:
 * it checked its own input, and parsing each delta twice would cost more than it protects.
 */
export const connectEngine = (port: Port, onDisconnect: () => void = () => {}): EngineClient => {
  const pending = new Map<number, Pending>();
  const listeners = new Map<EventName, Set<Listener>>();
  let nextId = 0;
  let open = true;

  const settle = (id: number, act: (waiting: Pending) => void): void => {
    const waiting = pending.get(id);
    if (!waiting) return;
    pending.delete(id);
    act(waiting);
  };

  const receive = (raw: unknown): void => {
    const frame = raw as EngineFrame;
    if (frame.kind === 'answer') settle(frame.id, (waiting) => waiting.resolve(frame.output));
    else if (frame.kind === 'failure')
      settle(frame.id, (waiting) => waiting.reject(new ContractFailure(frame.error)));
    else {
      for (const listener of listeners.get(frame.name as EventName) ?? []) listener(frame.payload as never);
    }
  };

  const disconnect = (): void => {
    if (!open) return;
    open = false;
    const error: ContractError = { code: 'engine.disconnected', data: {} };
    for (const waiting of pending.values()) waiting.reject(new ContractFailure(error));
    pending.clear();
    onDisconnect();
  };

  port.listen(receive, disconnect);

  return {
    request(name, input) {
      if (!open) return Promise.reject(new ContractFailure({ code: 'engine.disconnected', data: {} }));
      const frame: RequestFrame = { kind: 'request', id: nextId++, name, input };
      return new Promise((resolve, reject) => {
        pending.set(frame.id, { resolve: resolve as (output: unknown) => void, reject });
        port.send(frame);
      });
    },
    on(name, listener) {
      const set = listeners.get(name) ?? new Set<Listener>();
      listeners.set(name, set.add(listener));
      return () => set.delete(listener);
    },
    close() {
      port.close();
      disconnect();
    },
  };
};
