import { bulkhead } from 'cockatiel';
import type { EndpointHealth, RateLimits } from '../../shared/contract/index.ts';
import { ModelFailure, retryTime } from './errors.ts';
import {
  laterWait,
  readRateLimits,
  spendLimits,
  waitForLimits,
  type HeaderReader,
  type LimitWait,
} from './rate-limits.ts';
import type { EndpointSettings, Surroundings } from './settings.ts';
import { inTurn } from './turns.ts';

export interface Visit {
  /** The estimate for this request. */
  tokens: number;
  signal: AbortSignal;
  /** Milliseconds UTC. */
  onWait(until: number): void;
}

const rateLimited = (until: number): ModelFailure =>
  new ModelFailure({ code: 'model.rate_limited', data: { retryAt: until } });

/** Lets the requests to one model through in order, as fast as its limits allow. */
export class LimitGate {
  readonly #model: string;
  readonly #settings: EndpointSettings;
  readonly #surroundings: Surroundings;
  readonly #queue = bulkhead(1, Infinity);
  #limits: RateLimits | null = null;
  #pausedUntil = 0;
  #firstInQueue: LimitWait | null = null;

  constructor(model: string, settings: EndpointSettings, surroundings: Surroundings) {
    this.#model = model;
    this.#settings = settings;
    this.#surroundings = surroundings;
  }

  get limits(): RateLimits | null {
    return this.#limits;
  }

  /** Nothing, or not the request whose turn it is, may pass. */
  get limitation(): Extract<EndpointHealth, { kind: 'limited' }> | null {
    const wait = this.#firstInQueue ?? this.#waitFor(1);
    return wait && { kind: 'limited', ...wait, model: this.#model };
  }

  /** The end of the pause that the endpoint last asked for, milliseconds UTC. */
  get pausedUntil(): number {
    return this.#pausedUntil;
  }

  /** What a response tells: what is left, and with a refusal how long to pause. */
  heard(headers: HeaderReader): void {
    const now = this.#surroundings.now();
    this.#limits = readRateLimits(headers, now) ?? this.#limits;
    this.#pausedUntil = Math.max(this.#pausedUntil, retryTime(headers.get('retry-after'), now) ?? 0);
  }

  /**
   * Resolves when the request may leave. Rejects with `model.rate_limited` when it would have to wait longer than is
   * borne with, and with the signal's reason when the caller gives up.
   */
  async pass({ tokens, signal, onWait }: Visit): Promise<void> {
    const wait = laterWait(this.#firstInQueue, this.#waitFor(tokens));
    if (wait) this.#announce(wait, onWait);
    await inTurn(this.#queue, signal, () => this.#step({ tokens, signal, onWait }));
  }

  /** For a request that does not wait: rejects with `model.rate_limited` if it would have to. */
  passAtOnce(tokens: number): void {
    const wait = laterWait(this.#firstInQueue, this.#waitFor(tokens));
    if (wait) throw rateLimited(wait.until);
    this.#spend(tokens);
  }

  async #step({ tokens, signal, onWait }: Visit): Promise<void> {
    try {
      for (let wait = this.#waitFor(tokens); wait; wait = this.#waitFor(tokens)) {
        this.#firstInQueue = wait;
        this.#announce(wait, onWait);
        await this.#surroundings.sleep(wait.until - this.#surroundings.now(), signal);
      }
      this.#spend(tokens);
    } finally {
      this.#firstInQueue = null;
    }
  }

  #announce({ until }: LimitWait, onWait: Visit['onWait']): void {
    if (until - this.#surroundings.now() > this.#settings.longestWaitMs) throw rateLimited(until);
    onWait(until);
  }

  #spend(tokens: number): void {
    this.#limits = spendLimits(this.#limits, tokens, this.#surroundings.now());
  }

  #waitFor(tokens: number): LimitWait | null {
    const now = this.#surroundings.now();
    const pause: LimitWait | null =
      this.#pausedUntil > now ? { until: this.#pausedUntil, limit: 'pause' } : null;
    return laterWait(pause, waitForLimits(this.#limits, tokens, now));
  }
}
