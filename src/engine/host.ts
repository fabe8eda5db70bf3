import type { LogEntry } from '../shared/engine-process.ts';
import type { EndpointId } from '../shared/ids.ts';

/** What the engine needs of the world it runs in; the shell, tests and benchmarks each bring their own. */
export interface Host {
  /** Where the database lies; the folder exists or can be made. */
  readonly dataFolder: string;
  /** `safe` does nothing by itself: no titles, no background work. */
  readonly mode: 'normal' | 'safe';
  /** Sent to model endpoints as User-Agent. */
  readonly userAgent: string;
  /** Overrides the address of the built-in Groq endpoint, for tests against a loopback double. */
  readonly groqBaseUrl: string | null;
  /** Milliseconds UTC. */
  now(): number;
  hasKey(endpointId: EndpointId): boolean;
  /** The key from the keychain; the engine holds it for one request and never writes it anywhere. */
  key(endpointId: EndpointId): Promise<string | null>;
  log(entry: LogEntry): void;
}
