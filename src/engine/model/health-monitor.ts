import { isDeepStrictEqual } from 'node:util';
import type { EndpointHealth } from '../../shared/contract/index.ts';
import type { OpenCircuit } from './circuit.ts';
import { healthOf, lacksNetwork, nothingKnown, type HealthFacts } from './health.ts';
import type { EndpointSettings, Surroundings } from './settings.ts';

/** What the parts of a pipeline know by themselves. */
export interface HealthSources {
  circuit(): OpenCircuit | null;
  limitation(): Extract<EndpointHealth, { kind: 'limited' }> | null;
}

/** Keeps the facts, and tells of the health that follows from them each time that it differs. */
export class HealthMonitor {
  readonly #settings: EndpointSettings;
  readonly #surroundings: Surroundings;
  readonly #sources: HealthSources;
  readonly #onHealth: (health: EndpointHealth) => void;
  #facts: HealthFacts = nothingKnown;
  #told: EndpointHealth = { kind: 'unknown' };
  #isEnded = false;
  /** A limit ends by the clock, without a request that would tell. */
  #limitEnd: { at: number; timer: AbortController } | null = null;

  constructor(
    settings: EndpointSettings,
    surroundings: Surroundings,
    sources: HealthSources,
    onHealth: (health: EndpointHealth) => void,
  ) {
    this.#settings = settings;
    this.#surroundings = surroundings;
    this.#sources = sources;
    this.#onHealth = onHealth;
  }

  get health(): EndpointHealth {
    const { circuit, limitation } = this.#sources;
    return healthOf(this.#facts, circuit(), limitation(), this.#surroundings.now(), this.#settings);
  }

  get network(): 'online' | 'offline' {
    return lacksNetwork(this.#facts) ? 'offline' : 'online';
  }

  /** Takes in what has just been learnt, and tells what follows from it. */
  learn(change: (facts: HealthFacts) => HealthFacts): void {
    this.note(change);
    this.update();
  }

  /** Takes in what has just been learnt. The circuit has still to hear of it: `update` comes after that. */
  note(change: (facts: HealthFacts) => HealthFacts): void {
    this.#facts = change(this.#facts);
  }

  /** Tells of the health if it differs by now. */
  update(): void {
    if (this.#isEnded) return;
    const health = this.health;
    this.#awaitEndOfLimit(health.kind === 'limited' ? health.until : null);
    if (isDeepStrictEqual(health, this.#told)) return;
    this.#told = health;
    this.#onHealth(health);
  }

  /** Says nothing more. */
  end(): void {
    this.#isEnded = true;
    this.#awaitEndOfLimit(null);
  }

  #awaitEndOfLimit(at: number | null): void {
    if (at === (this.#limitEnd?.at ?? null)) return;
    this.#limitEnd?.timer.abort();
    this.#limitEnd = at === null ? null : { at, timer: new AbortController() };
    if (!this.#limitEnd) return;
    const { signal } = this.#limitEnd.timer;
    this.#surroundings.sleep(this.#limitEnd.at - this.#surroundings.now(), signal).then(
      () => {
        this.#limitEnd = null;
        this.update();
      },
      // Ended, or another limit has taken its place.
      () => {},
    );
  }
}
