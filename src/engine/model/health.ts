import type { EndpointHealth } from '../../shared/contract/index.ts';
import type { OpenCircuit } from './circuit.ts';
import type { ModelFailure } from './errors.ts';
import type { EndpointSettings } from './settings.ts';

/** What is remembered of an endpoint. Times are milliseconds UTC. */
export interface HealthFacts {
  /** An endpoint on this machine needs no network. */
  place: 'this_machine' | 'network';
  /** When the host said that there is no network. */
  networkLostAt: number | null;
  /** Connections in a row that nobody took. */
  unreached: { count: number; since: number } | null;
  /** How the last request ended that told something. */
  last: 'nothing' | 'answer' | 'silence';
  /** Milliseconds to the first token of the last few answers, oldest first. */
  firstTokens: readonly number[];
}

export const nothingKnown: HealthFacts = {
  place: 'network',
  networkLostAt: null,
  unreached: null,
  last: 'nothing',
  firstTokens: [],
};

const rememberedAnswers = 5;
/** One connection may be refused by chance. */
const unreachedToBeOffline = 2;

export const afterFirstToken = (facts: HealthFacts, milliseconds: number): HealthFacts => ({
  ...afterReply(facts),
  firstTokens: [...facts.firstTokens, milliseconds].slice(-rememberedAnswers),
});

/** The endpoint answered, be it with a refusal. */
export const afterReply = (facts: HealthFacts): HealthFacts => ({
  ...facts,
  unreached: null,
  last: 'answer',
});

export const afterFailure = (facts: HealthFacts, failure: ModelFailure, now: number): HealthFacts => {
  if (failure.reach === 'not_reached') {
    const { count, since } = facts.unreached ?? { count: 0, since: now };
    return { ...facts, unreached: { count: count + 1, since } };
  }
  switch (failure.error.code) {
    case 'model.timed_out':
      return { ...facts, unreached: null, last: 'silence' };
    case 'model.no_network':
    case 'model.server_error':
    case 'model.incomplete':
    case 'model.unreadable':
      return { ...facts, unreached: null };
    default:
      return afterReply(facts);
  }
};

/** A probe was asked to find out just this, so that its word is enough. */
export const afterFailedProbe = (facts: HealthFacts, failure: ModelFailure, now: number): HealthFacts => {
  const after = afterFailure(facts, failure, now);
  return after.unreached
    ? { ...after, unreached: { ...after.unreached, count: unreachedToBeOffline } }
    : after;
};

export const afterNetworkChange = (
  facts: HealthFacts,
  state: 'online' | 'offline',
  now: number,
): HealthFacts =>
  state === 'offline'
    ? { ...facts, networkLostAt: facts.networkLostAt ?? now }
    : { ...facts, networkLostAt: null, unreached: null };

const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor((values.length - 1) / 2)] ?? 0;

/** The host knows of no network that this endpoint could be reached by. */
export const lacksNetwork = (facts: HealthFacts): boolean =>
  facts.place === 'network' && facts.networkLostAt !== null;

/** The health that follows, the gravest first. */
export const healthOf = (
  facts: HealthFacts,
  circuit: OpenCircuit | null,
  limited: Extract<EndpointHealth, { kind: 'limited' }> | null,
  now: number,
  { slowMs }: Pick<EndpointSettings, 'slowMs'>,
): EndpointHealth => {
  const { networkLostAt, unreached } = facts;
  if (lacksNetwork(facts)) return { kind: 'offline', since: networkLostAt ?? now };
  if (unreached && unreached.count >= unreachedToBeOffline)
    return { kind: 'offline', since: unreached.since };
  if (circuit) return { kind: 'down', ...circuit };
  if (limited && limited.until > now) return limited;
  if (facts.last === 'silence' || median(facts.firstTokens) > slowMs) return { kind: 'slow' };
  return { kind: facts.last === 'nothing' ? 'unknown' : 'online' };
};
