import { handleType, retry, type BulkheadPolicy } from 'cockatiel';
import { endpointDown, type Circuit } from './circuit.ts';
import { streamAnswer, type AnswerEnding, type AnswerRequest } from './client.ts';
import { ModelFailure } from './errors.ts';
import { afterFailure, afterFirstToken } from './health.ts';
import type { HealthMonitor } from './health-monitor.ts';
import type { LimitGate } from './limit-gate.ts';
import { estimateTokens } from './rate-limits.ts';
import { nextTry } from './retries.ts';
import type { EndpointSettings, Surroundings } from './settings.ts';
import { inTurn } from './turns.ts';

/** Why a request does not leave yet, and until when (milliseconds UTC) where that is known. */
export interface Wait {
  reason: 'rate_limit' | 'busy' | 'retry';
  until: number | null;
}

export interface StreamHooks {
  onText(text: string): void;
  /** Each time that the request has to wait, and `null` when it leaves after that. */
  onWait(wait: Wait | null): void;
}

export interface StreamEnding extends AnswerEnding {
  /** Requests that were sent for this answer. */
  attempts: number;
}

/** What all answers from one endpoint share. */
export interface EndpointParts {
  settings: EndpointSettings;
  surroundings: Surroundings;
  slots: BulkheadPolicy;
  circuit: Circuit;
  monitor: HealthMonitor;
}

/** Failed before the first token, of something that passes. */
class PassingFailure extends Error {
  readonly failure: ModelFailure;

  constructor(failure: ModelFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** The first token has come; the rest of the answer follows. */
interface BegunAnswer {
  rest: Promise<AnswerEnding>;
}

/**
 * One answer on its way through the pipeline: a retry around the gate of its model, a slot, and the circuit, which
 * watches up to the first token. After the first token nothing is sent again.
 */
export class Passage {
  readonly #parts: EndpointParts;
  readonly #gate: LimitGate;
  readonly #request: AnswerRequest;
  readonly #hooks: StreamHooks;
  readonly #tokens: number;
  #attempts = 0;
  /** Milliseconds UTC. */
  #nextTryAt = 0;
  #wait: Wait | null = null;

  constructor(parts: EndpointParts, gate: LimitGate, request: AnswerRequest, hooks: StreamHooks) {
    this.#parts = parts;
    this.#gate = gate;
    this.#request = request;
    this.#hooks = hooks;
    this.#tokens = estimateTokens(request.turns);
  }

  async run(): Promise<StreamEnding> {
    // The library counts the tries; its own waiting heeds no abort, so that ours comes before each further one.
    const tries = retry(handleType(PassingFailure), { maxAttempts: this.#parts.settings.attempts - 1 });
    try {
      const ending = await tries.execute(() => this.#try());
      return { ...ending, attempts: this.#attempts };
    } catch (reason) {
      throw reason instanceof PassingFailure ? reason.failure : reason;
    }
  }

  async #try(): Promise<AnswerEnding> {
    const { circuit, monitor, slots } = this.#parts;
    const { signal } = this.#request;
    await this.#waitToRetry();
    // At once, instead of after a wait in vain.
    if (circuit.refuses) throw endpointDown(circuit.open?.nextProbeAt ?? null);
    await this.#passGate();
    if (slots.executionSlots === 0) this.#tell({ reason: 'busy', until: null });
    return inTurn(slots, signal, async () => {
      this.#tell(null);
      const { rest } = await this.#begun();
      return rest.finally(() => monitor.update());
    });
  }

  async #waitToRetry(): Promise<void> {
    const { now, sleep } = this.#parts.surroundings;
    const wait = this.#nextTryAt - now();
    // The pause that the endpoint asked for is the gate's to keep, for others as well.
    if (wait <= 0 || this.#nextTryAt <= this.#gate.pausedUntil) return;
    this.#tell({ reason: 'retry', until: this.#nextTryAt });
    await sleep(wait, this.#request.signal);
  }

  async #passGate(): Promise<void> {
    const onWait = (until: number): void => {
      this.#tell({ reason: 'rate_limit', until });
      this.#parts.monitor.update();
    };
    try {
      await this.#gate.pass({ tokens: this.#tokens, signal: this.#request.signal, onWait });
    } finally {
      this.#parts.monitor.update();
    }
  }

  async #begun(): Promise<BegunAnswer> {
    const { circuit, monitor } = this.#parts;
    try {
      return await circuit.run(this.#request.signal, () => this.#begin());
    } catch (reason) {
      throw this.#mayTryAgain(reason) ? new PassingFailure(reason) : reason;
    } finally {
      monitor.update();
    }
  }

  /** Sends the request. Resolves with its first token, or with its end if there was none. */
  #begin(): Promise<BegunAnswer> {
    const { monitor, surroundings } = this.#parts;
    const sentAt = surroundings.now();
    this.#attempts += 1;
    return new Promise((resolve, reject) => {
      const rest = streamAnswer(this.#request, this.#hooks.onText, {
        onHeaders: (headers) => {
          this.#gate.heard(headers);
          monitor.update();
        },
        onFirstToken: () => {
          monitor.note((facts) => afterFirstToken(facts, surroundings.now() - sentAt));
          resolve({ rest });
        },
      });
      rest.then(
        () => resolve({ rest }),
        (reason: unknown) => {
          if (reason instanceof ModelFailure) {
            monitor.note((facts) => afterFailure(facts, reason, surroundings.now()));
          }
          reject(reason as Error);
        },
      );
    });
  }

  #mayTryAgain(reason: unknown): reason is ModelFailure {
    const { circuit, monitor, settings, surroundings } = this.#parts;
    // The circuit has just been opened, perhaps by this: what it failed of says more than that.
    if (!(reason instanceof ModelFailure) || circuit.open || monitor.network === 'offline') return false;
    const now = surroundings.now();
    const { pausedUntil } = this.#gate;
    const at = nextTry(
      {
        error: reason.error,
        attempt: this.#attempts,
        retryAfter: pausedUntil > now ? pausedUntil : null,
        now,
        random: surroundings.random(),
      },
      settings,
    );
    this.#nextTryAt = at ?? 0;
    return at !== null;
  }

  #tell(wait: Wait | null): void {
    if (wait?.reason === this.#wait?.reason && wait?.until === this.#wait?.until) return;
    this.#wait = wait;
    this.#hooks.onWait(wait);
  }
}
