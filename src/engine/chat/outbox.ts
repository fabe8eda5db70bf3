import type { EndpointHealth, ModelReference, QueuedMessage } from '../../shared/contract/index.ts';
import type { ConversationId, EndpointId, MessageId } from '../../shared/ids.ts';
import type { AnswerChange, CacheUse, JobStart, Storage } from '../storage/index.ts';

/** How patiently it is looked whether an endpoint can be reached again. Milliseconds. */
export interface OutboxPatience {
  /** Before the first look; each further one waits twice as long. */
  firstLookMs: number;
  longestLookMs: number;
}

export const usualOutboxPatience: OutboxPatience = { firstLookMs: 2_000, longestLookMs: 60_000 };

export interface OutboxParts {
  storage: Storage;
  /** `safe` sends nothing by itself. */
  mode: 'normal' | 'safe';
  patience: OutboxPatience;
  now(): number;
  random(): number;
  isAnswering(conversationId: ConversationId): boolean;
  /** Asks the endpoint for something cheap. Resolves with its health after that. */
  probe(model: ModelReference): Promise<EndpointHealth>;
  /** A job leaves: tells it and starts it. */
  send(change: AnswerChange, cached: CacheUse): void;
  changed(messages: QueuedMessage[]): void;
  failed(reason: unknown): void;
}

const cannotBeReached = ({ reason }: QueuedMessage): boolean =>
  reason === 'offline' || reason === 'endpoint_down';

/**
 * The messages that wait, and what lets each go: its turn in the conversation, a moment, the network, its endpoint. The
 * database holds them; this only knows when to look.
 */
export class Outbox {
  readonly #parts: OutboxParts;
  #jobs: QueuedMessage[] = [];
  /** Conversations in which a message is being written down and leaves right after: nothing else leaves meanwhile. */
  readonly #claimed = new Set<ConversationId>();
  #looks = 0;
  #lookTimer: NodeJS.Timeout | null = null;
  #momentTimer: NodeJS.Timeout | null = null;
  #closed = false;
  /** One change after the other, so that no job is begun twice. */
  #work: Promise<void> = Promise.resolve();

  constructor(parts: OutboxParts) {
    this.#parts = parts;
  }

  /** Whether a message of this conversation may leave at once. Then nothing else of it does until `release`. */
  admit(conversationId: ConversationId): JobStart {
    const isTaken =
      this.#claimed.has(conversationId) ||
      this.#parts.isAnswering(conversationId) ||
      this.#jobs.some((job) => job.conversationId === conversationId);
    if (isTaken) return { kind: 'queued', reason: 'earlier', notBefore: null };
    this.#claimed.add(conversationId);
    return { kind: 'sending' };
  }

  /** For what does not wait its turn. */
  claim(conversationId: ConversationId): boolean {
    if (this.#claimed.has(conversationId) || this.#parts.isAnswering(conversationId)) return false;
    this.#claimed.add(conversationId);
    return true;
  }

  release(conversationId: ConversationId): void {
    this.#claimed.delete(conversationId);
    this.conversationIsIdle(conversationId);
  }

  /** The next of its messages has its turn, if there is one. */
  conversationIsIdle(conversationId: ConversationId): void {
    if (this.#jobs.some((job) => job.conversationId === conversationId)) void this.refresh();
  }

  /** Something about what waits has changed: reads it anew, tells it, and lets go what may. */
  refresh(): Promise<void> {
    return this.#do(async () => {
      await this.#read();
      if (this.#parts.mode === 'normal') await this.#letGo((job) => this.#mayGo(job));
      this.#plan();
    });
  }

  /** Everything at once, whatever it waits for; still in order within each conversation. */
  sendNow(): Promise<void> {
    this.#looks = 0;
    return this.#do(async () => {
      await this.#read();
      await this.#letGo(() => true);
      this.#plan();
    });
  }

  /** The system says that there is a network again: that is no proof, but worth a look. */
  networkIsBack(): void {
    this.#looks = 0;
    if (this.#parts.mode === 'normal') void this.#look();
  }

  /** An endpoint was reached: what waits for it goes. */
  endpointIsBack(endpointId: EndpointId): void {
    if (this.#parts.mode === 'safe' || !this.#jobs.some((job) => job.model?.endpointId === endpointId))
      return;
    void this.#do(async () => {
      await this.#letGo((job) => this.#mayGo(job) || job.model?.endpointId === endpointId);
      this.#plan();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#stopTimers();
    await this.#work;
  }

  #do(act: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(async () => {
      if (this.#closed) return;
      try {
        await act();
      } catch (reason) {
        this.#parts.failed(reason);
      }
    });
    return this.#work;
  }

  async #read(): Promise<void> {
    const before = JSON.stringify(this.#jobs);
    this.#jobs = await this.#parts.storage.jobs();
    if (JSON.stringify(this.#jobs) !== before) this.#parts.changed(this.#jobs);
  }

  /** The first of each conversation, if nothing of it is on its way. */
  #next(): QueuedMessage[] {
    const first = new Map<ConversationId, QueuedMessage>();
    for (const job of this.#jobs) if (!first.has(job.conversationId)) first.set(job.conversationId, job);
    return [...first.values()].filter(
      ({ conversationId }) => !this.#claimed.has(conversationId) && !this.#parts.isAnswering(conversationId),
    );
  }

  #mayGo(job: QueuedMessage): boolean {
    return this.#momentHasCome(job) || (job.notBefore === null && !cannotBeReached(job));
  }

  /** Also for an endpoint that is spared: from then on a message of ours finds out whether it is well again. */
  #momentHasCome({ notBefore }: QueuedMessage): boolean {
    return notBefore !== null && notBefore <= this.#parts.now();
  }

  async #letGo(isReady: (job: QueuedMessage) => boolean): Promise<void> {
    const ready = this.#next().filter(isReady);
    for (const { answerId } of ready) await this.#begin(answerId);
    if (ready.length > 0) await this.#read();
  }

  async #begin(answerId: MessageId): Promise<void> {
    const { storage, send } = this.#parts;
    const begun = await storage.beginJob(answerId);
    if (begun) send(begun, begun.cached);
  }

  /** When to look next. Nothing is planned when nothing waits for a moment or an endpoint. */
  #plan(): void {
    this.#stopTimers();
    if (this.#closed || this.#parts.mode === 'safe') return;
    const waiting = this.#next();
    if (waiting.some(cannotBeReached)) {
      const { firstLookMs, longestLookMs } = this.#parts.patience;
      const most = Math.min(longestLookMs, firstLookMs * 2 ** this.#looks);
      // Half of it by chance: many that lost the same server do not come back all at once.
      const wait = most * (0.5 + 0.5 * this.#parts.random());
      this.#lookTimer = setTimeout(() => void this.#look(), wait);
    }
    const moments = waiting.flatMap(({ notBefore }) => (notBefore === null ? [] : [notBefore]));
    if (moments.length > 0) {
      const wait = Math.max(0, Math.min(...moments) - this.#parts.now());
      this.#momentTimer = setTimeout(() => void this.#letGoInTime(), Math.min(wait + 1, 2 ** 31 - 1));
    }
  }

  #letGoInTime(): Promise<void> {
    return this.#do(async () => {
      await this.#letGo((job) => this.#mayGo(job));
      this.#plan();
    });
  }

  /** One look at each endpoint that something waits for. */
  async #look(): Promise<void> {
    this.#looks = Math.min(this.#looks + 1, 16);
    const models = new Map(
      this.#next()
        .filter(cannotBeReached)
        .flatMap(({ model }) => (model === null ? [] : [[model.endpointId, model] as const])),
    );
    const reached = new Set<EndpointId>();
    await Promise.all(
      [...models.values()].map(async (model) => {
        try {
          if (this.#isWorthATry(await this.#parts.probe(model))) reached.add(model.endpointId);
        } catch (reason) {
          this.#parts.failed(reason);
        }
      }),
    );
    if (reached.size > 0) this.#looks = 0;
    await this.#do(async () => {
      await this.#letGo(
        (job) => this.#mayGo(job) || (job.model !== null && reached.has(job.model.endpointId)),
      );
      this.#plan();
    });
  }

  /** One that is spared lets one request pass when its time has come: a message that waits is as good as any. */
  #isWorthATry(health: EndpointHealth): boolean {
    if (health.kind === 'down') return health.nextProbeAt <= this.#parts.now();
    return health.kind !== 'offline';
  }

  #stopTimers(): void {
    if (this.#lookTimer !== null) clearTimeout(this.#lookTimer);
    if (this.#momentTimer !== null) clearTimeout(this.#momentTimer);
    this.#lookTimer = null;
    this.#momentTimer = null;
  }
}
