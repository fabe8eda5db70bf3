import type { IncomingHttpHeaders } from 'node:http';
import type { ChatRequest } from './wire.ts';

/** How a request ended, and by whose hand. */
export type RequestOutcome = 'pending' | 'answered' | 'aborted-by-client' | 'broken-by-double';

/** One request as it arrived. Nothing is hidden: a test may want to see the key. */
export interface ReceivedRequest {
  readonly index: number;
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly key: string | null;
  /** Milliseconds since the epoch with fractions, so that clocks of two processes on one machine compare. */
  readonly arrivedAt: number;
  /** The body follows the headers: null until it is read. */
  body: unknown;
  chat: ChatRequest | null;
  outcome: RequestOutcome;
  endedAt: number | null;
  tokensSent: number;
}

export function wallClock(): number {
  return performance.timeOrigin + performance.now();
}

/** Resolves when the predicate holds; asked again after every change. */
export interface Waiters {
  changed(): void;
  until(what: string, predicate: () => boolean, timeoutMs: number): Promise<void>;
}

export function createWaiters(): Waiters {
  const checks = new Set<() => void>();
  return {
    changed() {
      for (const check of [...checks]) check();
    },
    until(what, predicate, timeoutMs) {
      if (predicate()) return Promise.resolve();
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          checks.delete(check);
          reject(new Error(`The Groq double waited ${timeoutMs} ms in vain for ${what}`));
        }, timeoutMs);
        const check = (): void => {
          if (!predicate()) return;
          checks.delete(check);
          clearTimeout(timer);
          resolve();
        };
        checks.add(check);
      });
    },
  };
}
