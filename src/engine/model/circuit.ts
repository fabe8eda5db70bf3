import {
  BrokenCircuitError,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  handleWhen,
  type CircuitBreakerPolicy,
  type IBackoff,
  type IHalfOpenAfterBackoffContext,
} from 'cockatiel';
import type { ModelError } from '../../shared/contract/index.ts';
import { ModelFailure } from './errors.ts';
import type { Verdict } from './retries.ts';
import type { EndpointSettings } from './settings.ts';
import { inTurn } from './turns.ts';

/** Nothing is sent until `nextProbeAt`, milliseconds UTC like `since`. */
export interface OpenCircuit {
  since: number;
  nextProbeAt: number;
  error: ModelError;
}

/** Ended without telling anything of the endpoint. */
class Undecided extends Error {
  readonly during: 'request' | 'probe';
  readonly reason: unknown;

  constructor(during: 'request' | 'probe', reason: unknown) {
    super('undecided');
    this.during = during;
    this.reason = reason;
  }
}

/** The library counts nothing for or against what it does not handle, but takes it for the success of a probe. */
const counted = handleWhen((reason) => !(reason instanceof Undecided) || reason.during === 'probe');

type Outcome<Result> = { result: Result } | { refusal: unknown };

export const endpointDown = (nextProbeAt: number | null): ModelFailure =>
  new ModelFailure({ code: 'model.endpoint_down', data: { nextProbeAt } });

/**
 * Spares an endpoint that fails again and again. After a pause one request is let through to find out, while others
 * wait for what it finds.
 */
export class Circuit {
  readonly #settings: EndpointSettings;
  readonly #now: () => number;
  readonly #judge: (reason: unknown) => Verdict;
  readonly #breaker: CircuitBreakerPolicy;
  #open: OpenCircuit | null = null;
  #pauseMs = 0;

  constructor(settings: EndpointSettings, now: () => number, judge: (reason: unknown) => Verdict) {
    this.#settings = settings;
    this.#now = now;
    this.#judge = judge;
    this.#breaker = circuitBreaker(counted, {
      breaker: new ConsecutiveBreaker(settings.failuresToOpen),
      halfOpenAfter: { next: (context) => this.#pause(context) },
    });
    this.#breaker.onReset(() => {
      this.#open = null;
      this.#pauseMs = 0;
    });
  }

  /** `null` when it is closed; a probe that is on its way does not close it yet. */
  get open(): OpenCircuit | null {
    return this.#open;
  }

  /** Nothing may pass now, not even a probe. */
  get refuses(): boolean {
    return this.#breaker.state === CircuitState.Open && this.#now() < (this.#open?.nextProbeAt ?? 0);
  }

  /** Does the task, unless the circuit is open: then it rejects with `model.endpoint_down`. */
  async run<Result>(signal: AbortSignal, task: () => Promise<Result>): Promise<Result> {
    try {
      const outcome = await inTurn(this.#breaker, signal, () => this.#watch(task));
      if ('refusal' in outcome) throw outcome.refusal;
      return outcome.result;
    } catch (reason) {
      if (reason instanceof Undecided) throw reason.reason;
      if (reason instanceof BrokenCircuitError) throw endpointDown(this.#open?.nextProbeAt ?? null);
      throw reason;
    }
  }

  /** Something has changed: the next request need not wait to be the probe. */
  probeNow(): void {
    if (this.#open)
      this.#open = { ...this.#open, nextProbeAt: Math.min(this.#open.nextProbeAt, this.#now()) };
  }

  /** The endpoint can be reached again: closes the circuit if that was all that was wrong. */
  async reached(): Promise<void> {
    if (this.#open?.error.code !== 'model.no_network') return;
    // A request is finding out at this moment.
    if (this.#breaker.state === CircuitState.HalfOpen) return;
    this.probeNow();
    await this.run(new AbortController().signal, () => Promise.resolve());
  }

  async #watch<Result>(task: () => Promise<Result>): Promise<Outcome<Result>> {
    const during = this.#breaker.state === CircuitState.HalfOpen ? 'probe' : 'request';
    try {
      return { result: await task() };
    } catch (reason) {
      switch (this.#judge(reason)) {
        case 'failing':
          throw reason;
        case 'sound':
          return { refusal: reason };
        case 'unknown':
          throw new Undecided(during, reason);
      }
    }
  }

  /** How long the circuit stays open, by our clock and in our hand: the library asks for the duration each time. */
  #pause({ result }: IHalfOpenAfterBackoffContext): IBackoff<IHalfOpenAfterBackoffContext> {
    const now = this.#now();
    const reason = 'error' in result ? result.error : null;
    if (reason instanceof ModelFailure) {
      const { openMs, longestOpenMs } = this.#settings;
      this.#pauseMs = Math.min(longestOpenMs, this.#pauseMs === 0 ? openMs : this.#pauseMs * 2);
      const since = this.#open?.since ?? now;
      this.#open = { since, nextProbeAt: now + this.#pauseMs, error: reason.error };
    } else {
      this.probeNow();
    }
    const isOver = (): boolean => this.#now() >= (this.#open?.nextProbeAt ?? 0);
    return {
      get duration(): number {
        return isOver() ? -Infinity : Infinity;
      },
      next: (context) => this.#pause(context),
    };
  }
}
