/** What the cache's thread is started with. */
export interface ThreadData {
  dataFolder: string;
}

export type ToThread = { kind: 'call'; id: number; name: string; input: unknown } | { kind: 'close' };

export type FromThread =
  | { kind: 'value'; id: number; value: unknown }
  | { kind: 'fault'; id: number; message: string }
  /** The file could not be used and is begun anew; unasked. */
  | { kind: 'replaced'; reason: string };
