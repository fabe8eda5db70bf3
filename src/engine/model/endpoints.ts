import type { EndpointHealth, RateLimits } from '../../shared/contract/index.ts';
import type { EndpointId } from '../../shared/ids.ts';
import type { AnswerRequest, Destination } from './client.ts';
import { EndpointPipeline } from './endpoint.ts';
import type { StreamEnding, StreamHooks } from './passage.ts';
import { realSleep, usualSettings, type EndpointSettings, type Surroundings } from './settings.ts';

export interface ModelEndpointsOptions extends Omit<Surroundings, 'sleep'> {
  /** A timer; tests bring one that they wind on by hand. */
  sleep?: Surroundings['sleep'];
  /** Each time that the health of an endpoint differs from what was last told. */
  onHealth(endpointId: EndpointId, health: EndpointHealth): void;
  /** What differs from `usualSettings`. */
  settings?: Partial<EndpointSettings>;
}

/** The endpoints side by side, each with a pipeline of its own, so that the trouble of one is not another's. */
export class ModelEndpoints {
  readonly #pipelines = new Map<EndpointId, EndpointPipeline>();
  readonly #surroundings: Surroundings;
  readonly #settings: EndpointSettings;
  readonly #onHealth: ModelEndpointsOptions['onHealth'];
  #network: 'online' | 'offline' = 'online';

  constructor({ now, random, sleep = realSleep, onHealth, settings }: ModelEndpointsOptions) {
    this.#surroundings = { now, random, sleep };
    this.#settings = { ...usualSettings, ...settings };
    this.#onHealth = onHealth;
  }

  /**
   * Asks for one answer and hands over its text as it comes. What passes by itself is tried again before the first
   * token; limits that end soon are waited for.
   *
   * Rejects with ModelFailure: `model.endpoint_down` at once while the endpoint is spared, `model.rate_limited` for a
   * limit too long to wait for, else with what the last try failed of. Rejects with the signal's reason on abort.
   */
  stream(endpointId: EndpointId, request: AnswerRequest, hooks: StreamHooks): Promise<StreamEnding> {
    return this.#pipeline(endpointId).stream(request, hooks);
  }

  /** Asks for something short that can be done without: never again, and not at all when the endpoint is limited or down. */
  ask(endpointId: EndpointId, request: AnswerRequest): Promise<string> {
    return this.#pipeline(endpointId).ask(request);
  }

  health(endpointId: EndpointId): EndpointHealth {
    return this.#pipelines.get(endpointId)?.health ?? { kind: 'unknown' };
  }

  /** What the endpoint last told of its limits for this model; `null` when it told nothing. */
  limits(endpointId: EndpointId, model: string): RateLimits | null {
    return this.#pipelines.get(endpointId)?.limits(model) ?? null;
  }

  /** What the host says of the network. Requests still leave without one, but once: the host can be wrong. */
  networkChanged(state: 'online' | 'offline'): void {
    this.#network = state;
    for (const pipeline of this.#pipelines.values()) pipeline.networkChanged(state);
  }

  /** Finds out, by the list of models, whether the endpoint can be reached. Resolves with its health after that. */
  probe(endpointId: EndpointId, destination: Destination): Promise<EndpointHealth> {
    return this.#pipeline(endpointId).probe(destination);
  }

  /** The endpoint is gone, or its address or key has changed. What is on its way still arrives. */
  forget(endpointId: EndpointId): void {
    this.#pipelines.get(endpointId)?.end();
    this.#pipelines.delete(endpointId);
  }

  /** Ends all timers. */
  close(): void {
    for (const endpointId of [...this.#pipelines.keys()]) this.forget(endpointId);
  }

  #pipeline(endpointId: EndpointId): EndpointPipeline {
    const known = this.#pipelines.get(endpointId);
    if (known) return known;
    const pipeline = new EndpointPipeline(this.#settings, this.#surroundings, (health) =>
      this.#onHealth(endpointId, health),
    );
    this.#pipelines.set(endpointId, pipeline);
    if (this.#network === 'offline') pipeline.networkChanged('offline');
    return pipeline;
  }
}
