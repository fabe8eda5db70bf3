import type { FreshFor, MessageState, Usage } from '../../shared/contract/index.ts';
import type { ConversationId, EndpointId } from '../../shared/ids.ts';
import type { AnswerKey } from './key.ts';

/** A finished answer: only a message in state `complete` has a finish reason, and so only it can be kept. */
export interface KeptAnswer {
  readonly content: string;
  readonly finishReason: Extract<MessageState, { kind: 'complete' }>['finishReason'];
  readonly usage: Usage | null;
  /** Milliseconds from the request's leaving to its first token and to its end. */
  readonly timing: { readonly firstTokenMs: number; readonly totalMs: number };
  readonly endpointId: EndpointId;
  readonly model: string;
  /** The one in which it was made. */
  readonly conversationId: ConversationId;
  /** Milliseconds UTC. */
  readonly createdAt: number;
  /** `null` when the model's price is not known. */
  readonly costMicrodollars: number | null;
}

export interface NewAnswer extends KeptAnswer {
  readonly key: AnswerKey;
  /** The last turn of the user, of which the first 2,000 characters are kept to be found by. */
  readonly question: string;
}

export interface FindOptions {
  freshFor: FreshFor;
  /** Milliseconds UTC. */
  now: number;
  /** Whether an answer that is too old is better than none, as it is offline. */
  expired: 'refused' | 'allowed';
}

export interface FoundAnswer {
  answer: KeptAnswer;
  age: 'fresh' | 'expired';
  layer: Layer;
}

/** Memory holds a part of what the file holds. */
export type Layer = 'memory' | 'file';

/** What is to be forgotten. */
export type Selection =
  | { kind: 'entry'; key: AnswerKey }
  | { kind: 'conversation'; conversationId: ConversationId }
  /** Wherever it was asked. */
  | { kind: 'model'; model: string }
  /** Made before this time, in milliseconds UTC. */
  | { kind: 'older_than'; createdBefore: number }
  /** Whose answer, or question, has this text in it. Case counts only beyond ASCII. */
  | { kind: 'containing'; text: string }
  | { kind: 'all' };

export interface LayerStatistics {
  hits: number;
  entries: number;
  /** What they take up, about. */
  bytes: number;
}

/** What the cache was good for since it was made, or since its statistics were forgotten. */
export interface CacheStatistics {
  memory: LayerStatistics;
  file: LayerStatistics;
  misses: number;
  /** Of the hits, those that were too old. */
  expiredHits: number;
  savedTokens: { input: number; output: number };
  /** How long the answers had taken when they were made. */
  savedMs: number;
  savedMicrodollars: number;
  /** What the answers in the file were made with, most answers first. */
  models: { model: string; entries: number }[];
}

/**
 * Something went wrong, and the cache does with less. `replaced`: the file was unusable and is begun anew. `failed`: one
 * lookup or change had no effect. `lost`: nothing is found or kept until the next start.
 */
export interface CacheTrouble {
  kind: 'replaced' | 'failed' | 'lost';
  detail: string;
}

/**
 * Answers that were given once, to be given again for the same request. It is an aid: no method ever rejects, since what
 * goes wrong here must fail no send. It is told as trouble instead, and the answer is then that there is nothing.
 */
export interface AnswerCache {
  find(key: AnswerKey, options: FindOptions): Promise<FoundAnswer | null>;
  /** Takes the place of what was kept under the same key. */
  keep(answer: NewAnswer): Promise<void>;
  /** Resolves with how many answers went. */
  drop(selection: Selection): Promise<number>;
  /** How many bytes the file's answers may take up; those that were not used for longest go first, in the background. */
  setLimit(bytes: number): void;
  /** Fetches into memory what was used most. */
  warm(): Promise<void>;
  statistics(): Promise<CacheStatistics>;
  forgetStatistics(): Promise<void>;
  /** Writes down what is not yet written. Afterwards nothing is found or kept. */
  close(): Promise<void>;
}
