import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import {
  ModelEndpoints,
  ModelFailure,
  type Destination,
  type EndpointSettings,
  type Patience,
  type StreamEnding,
  type Wait,
} from '../../src/engine/model/index.ts';
import type { EndpointHealth, ModelError } from '../../src/shared/contract/index.ts';
import { groqEndpointId, type EndpointId } from '../../src/shared/ids.ts';
import { startGroqDouble, type Behaviour, type GroqDouble } from '../doubles/groq/index.ts';
import type { ManualClock } from './clock.ts';

/** Short enough to wait for. A test that must not wait at all brings a clock. */
const briefly: EndpointSettings = {
  attempts: 3,
  retryMs: 60,
  longestRetryMs: 10_000,
  longestWaitMs: 60_000,
  failuresToOpen: 100,
  openMs: 10_000,
  longestOpenMs: 30_000,
  atOnce: 8,
  slowMs: 5_000,
  probeMs: 300,
};
export const patient: Patience = { connectMs: 5_000, firstTokenMs: 5_000, nextTokenMs: 5_000 };
/** For tests that wait until it ends. */
export const hasty: Patience = { connectMs: 400, firstTokenMs: 600, nextTokenMs: 400 };

export const fast = { tokensPerSecond: Infinity, firstTokenDelayMs: 0, reasoning: '' };
export const answer = { kind: 'answer', ...fast, text: 'one two three four' } as const satisfies Behaviour;
export const overCapacity: Behaviour = { kind: 'error', error: 'over_capacity' };
export const hangUp: Behaviour = { kind: 'hang-up' };

export interface World {
  endpoints: ModelEndpoints;
  /** All changes of health, in order. */
  health: EndpointHealth[];
}

export interface Asked {
  text: string;
  waits: (Wait | null)[];
  ended: Promise<StreamEnding | ModelError>;
}

interface AskOptions {
  signal?: AbortSignal;
  content?: string;
  model?: string;
  endpointId?: EndpointId;
  baseUrl?: string;
  patience?: Patience;
  /** A wait is over. */
  onBegin?: () => void;
}

/** A double and the endpoints that ask it, for the tests of one file. */
export const useEndpoints = () => {
  let double: GroqDouble;
  let opened: ModelEndpoints[] = [];
  beforeAll(async () => {
    double = await startGroqDouble();
  });
  afterAll(() => double.close());
  beforeEach(() => double.reset());
  afterEach(() => {
    for (const endpoints of opened) endpoints.close();
    opened = [];
  });

  const world = (settings: Partial<EndpointSettings> = {}, clock?: ManualClock): World => {
    const health: EndpointHealth[] = [];
    const endpoints = new ModelEndpoints({
      now: clock?.now ?? Date.now,
      random: () => 0.5,
      ...(clock ? { sleep: clock.sleep } : {}),
      settings: { ...briefly, ...settings },
      onHealth: (_, change) => health.push(change),
    });
    opened.push(endpoints);
    return { endpoints, health };
  };

  const destination = (baseUrl: string = double.apiUrl): Destination => ({
    kind: 'groq',
    baseUrl,
    apiKey: 'gsk_test',
    userAgent: 'VersaAI/test',
  });

  const ask = ({ endpoints }: World, options: AskOptions = {}): Asked => {
    const request = {
      destination: destination(options.baseUrl),
      model: options.model ?? 'openai/gpt-oss-120b',
      turns: [{ role: 'user' as const, content: options.content ?? 'Hello' }],
      parameters: {},
      signal: options.signal ?? new AbortController().signal,
      patience: options.patience ?? patient,
    };
    const waits: Asked['waits'] = [];
    const pieces: string[] = [];
    const hooks = {
      onText: (text: string) => pieces.push(text),
      onWait: (wait: Wait | null) => {
        waits.push(wait);
        if (!wait) options.onBegin?.();
      },
    };
    const ended = endpoints
      .stream(options.endpointId ?? groqEndpointId, request, hooks)
      .catch((reason: unknown) => {
        if (reason instanceof ModelFailure) return reason.error;
        throw reason;
      });
    return {
      waits,
      ended,
      get text() {
        return pieces.join('');
      },
    };
  };

  /** Asks for answers one after the other, each of which fails. */
  const fail = async (at: World, times: number): Promise<void> => {
    for (let time = 0; time < times; time++) expect(await ask(at).ended).toHaveProperty('code');
  };

  return {
    get double() {
      return double;
    },
    world,
    destination,
    ask,
    fail,
    /** The last words of each request that the double got, in order. */
    contents: () => double.chats.map(({ chat }) => chat?.messages.at(-1)?.text),
  };
};

export const kinds = ({ health }: World): string[] => health.map(({ kind }) => kind);
