import { setTimeout as pause } from 'node:timers/promises';

/** Time and chance, as tests hand in their own. */
export interface Surroundings {
  /** Milliseconds UTC. */
  now(): number;
  /** From 0 up to, but not including, 1. */
  random(): number;
  /** Rejects with the signal's reason when it aborts. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** How much an endpoint is borne with. Times are milliseconds. */
export interface EndpointSettings {
  /** Requests for one answer, the first included. */
  attempts: number;
  /** The backoff before the second request is at most this, and doubles with each further one. */
  retryMs: number;
  longestRetryMs: number;
  /** What would have to wait longer than this for a limit fails instead, and says until when. */
  longestWaitMs: number;
  /** Failures in a row, of whatever requests, that open the circuit. */
  failuresToOpen: number;
  /** How long it stays open at first; each probe that fails doubles it. */
  openMs: number;
  longestOpenMs: number;
  /** Requests on their way at a time; more wait in order. */
  atOnce: number;
  /** An endpoint whose first tokens usually take longer than this is called slow. */
  slowMs: number;
  /** How long a probe waits for the list of models. */
  probeMs: number;
}

export const usualSettings: EndpointSettings = {
  attempts: 3,
  retryMs: 1_000,
  longestRetryMs: 8_000,
  longestWaitMs: 60_000,
  failuresToOpen: 5,
  openMs: 10_000,
  longestOpenMs: 120_000,
  atOnce: 8,
  slowMs: 8_000,
  probeMs: 10_000,
};

export const realSleep: Surroundings['sleep'] = async (milliseconds, signal) => {
  try {
    await pause(milliseconds, undefined, { signal });
  } catch (reason) {
    // Node's own error only says that there was an abort.
    signal.throwIfAborted();
    throw reason;
  }
};
