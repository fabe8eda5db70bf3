import type { ContractError, IndexStatus } from '../../shared/contract/index.ts';
import type { Storage } from './storage.ts';

/** What a method of Storage takes. */
export type Argument<Name extends keyof Storage> = Storage[Name] extends (input: infer Only) => unknown
  ? Only
  : never;

/** Only the writer changes anything, and it opens the file before the others do. */
export type ThreadRole = 'writer' | 'reader' | 'checker';

/** What a storage thread is started with. */
export interface ThreadData {
  role: ThreadRole;
  dataFolder: string;
  now: number;
  /** Not 0 when the search that runs is no longer wanted; shared with the engine's thread. */
  abandoned: Int32Array | null;
}

/** What the engine sends to a thread. `now` goes along: the clock is the host's and stays on its thread. */
export type ToThread =
  | { kind: 'open' }
  | { kind: 'call'; id: number; name: string; input: unknown; now: number }
  | { kind: 'close' };

/** What a thread sends back. A fault is a bug or a failing disk: nothing that a caller can act upon. */
export type FromThread =
  | { kind: 'opened'; problems: string[] }
  /** How far the index is made anew; unasked. */
  | { kind: 'progress'; status: IndexStatus }
  | { kind: 'refused'; error: ContractError }
  | { kind: 'value'; id: number; value: unknown }
  | { kind: 'error'; id: number; error: ContractError }
  | { kind: 'fault'; id: number; message: string; stack: string };

/** The functions of a role, by the name they are called with. */
export type ThreadFunctions = Record<string, (input: never, now: number) => unknown>;
