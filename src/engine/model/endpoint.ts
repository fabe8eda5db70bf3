import { bulkhead } from 'cockatiel';
import type { EndpointHealth, RateLimits } from '../../shared/contract/index.ts';
import { Circuit, endpointDown } from './circuit.ts';
import { askOnce, listModels, type AnswerRequest, type Destination } from './client.ts';
import { ModelFailure } from './errors.ts';
import { afterFailedProbe, afterFailure, afterNetworkChange, afterReply } from './health.ts';
import { HealthMonitor } from './health-monitor.ts';
import { LimitGate } from './limit-gate.ts';
import { Passage, type EndpointParts, type StreamEnding, type StreamHooks } from './passage.ts';
import { estimateTokens } from './rate-limits.ts';
import { verdictOf } from './retries.ts';
import type { EndpointSettings, Surroundings } from './settings.ts';
import { inTurn } from './turns.ts';

const placeOf = ({ baseUrl }: Destination): 'this_machine' | 'network' =>
  /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(baseUrl).hostname)
    ? 'this_machine'
    : 'network';

/** What every request to one endpoint goes through. */
export class EndpointPipeline {
  readonly #parts: EndpointParts;
  /** By model: providers count each by itself. */
  readonly #gates = new Map<string, LimitGate>();

  constructor(
    settings: EndpointSettings,
    surroundings: Surroundings,
    onHealth: (health: EndpointHealth) => void,
  ) {
    const circuit = new Circuit(settings, surroundings.now, (reason) => verdictOf(reason, monitor.network));
    const sources = { circuit: () => circuit.open, limitation: () => this.#limitation() };
    const monitor = new HealthMonitor(settings, surroundings, sources, onHealth);
    this.#parts = { settings, surroundings, slots: bulkhead(settings.atOnce, Infinity), circuit, monitor };
  }

  get health(): EndpointHealth {
    return this.#parts.monitor.health;
  }

  limits(model: string): RateLimits | null {
    return this.#gates.get(model)?.limits ?? null;
  }

  async stream(request: AnswerRequest, hooks: StreamHooks): Promise<StreamEnding> {
    this.#goesTo(request.destination);
    return new Passage(this.#parts, this.#gate(request.model), request, hooks).run();
  }

  async ask(request: AnswerRequest): Promise<string> {
    this.#goesTo(request.destination);
    const { circuit, monitor, slots } = this.#parts;
    if (circuit.open) throw endpointDown(circuit.open.nextProbeAt);
    const gate = this.#gate(request.model);
    gate.passAtOnce(estimateTokens(request.turns));
    const sent = (): Promise<string> => circuit.run(request.signal, () => this.#askOnce(request, gate));
    return inTurn(slots, request.signal, sent).finally(() => monitor.update());
  }

  async probe(destination: Destination): Promise<EndpointHealth> {
    this.#goesTo(destination);
    const { circuit, monitor, settings, surroundings } = this.#parts;
    try {
      await listModels(destination, settings.probeMs);
    } catch (reason) {
      if (!(reason instanceof ModelFailure)) throw reason;
      monitor.learn((facts) => afterFailedProbe(facts, reason, surroundings.now()));
      return this.health;
    }
    await circuit.reached();
    monitor.learn(afterReply);
    return this.health;
  }

  networkChanged(state: 'online' | 'offline'): void {
    const { circuit, monitor, surroundings } = this.#parts;
    if (state === 'online') circuit.probeNow();
    monitor.learn((facts) => afterNetworkChange(facts, state, surroundings.now()));
  }

  /** Tells nothing more; what is on its way still arrives. */
  end(): void {
    this.#parts.monitor.end();
  }

  async #askOnce(request: AnswerRequest, gate: LimitGate): Promise<string> {
    const { monitor, surroundings } = this.#parts;
    try {
      const text = await askOnce(request, (headers) => gate.heard(headers));
      monitor.note(afterReply);
      return text;
    } catch (reason) {
      if (reason instanceof ModelFailure) {
        monitor.note((facts) => afterFailure(facts, reason, surroundings.now()));
      }
      throw reason;
    }
  }

  #goesTo(destination: Destination): void {
    this.#parts.monitor.learn((facts) => ({ ...facts, place: placeOf(destination) }));
  }

  #gate(model: string): LimitGate {
    const known = this.#gates.get(model);
    if (known) return known;
    const gate = new LimitGate(model, this.#parts.settings, this.#parts.surroundings);
    this.#gates.set(model, gate);
    return gate;
  }

  /** The one that lasts longest. */
  #limitation(): LimitGate['limitation'] {
    return [...this.#gates.values()].reduce<LimitGate['limitation']>((longest, { limitation }) => {
      if (!limitation || !longest) return limitation ?? longest;
      return limitation.until > longest.until ? limitation : longest;
    }, null);
  }
}
