import type { ContextBudget } from '../../shared/contract/index.ts';
import type { Turn } from '../model/index.ts';
import type { Precision } from './families.ts';
import { mostTokens, type CountedTurn, type CountedTurns } from './tokens.ts';
import { tokensOf, trimFurther, trimToFit } from './trim.ts';

/** In tokens. */
export interface ContextLimits {
  /** As the endpoint gives it; local servers often do not. */
  contextWindow: number | null;
  /** The conversation's own limit to an answer, where it has one. */
  maxOutputTokens: number | undefined;
}

/** In tokens. Everything that a request and the window need to know of what is sent. */
export interface ContextPlan {
  window: number;
  reserved: number;
  used: number;
  left: number;
  precision: Precision;
  kept: readonly CountedTurn[];
  dropped: readonly CountedTurn[];
  /** By how much what must be sent is over; `null` when it fits. */
  tooLongBy: number | null;
}

/** What the smaller of today's models can do; a server that was given less says so with an error. */
const usualWindow = 8_192;

/** As many tokens as an answer rarely passes, in a window that has them to spare. */
const usualReserve = 4_096;

const shareOut = (limits: ContextLimits): { window: number; reserved: number } => {
  const window = limits.contextWindow ?? usualWindow;
  const reserved = limits.maxOutputTokens ?? Math.min(usualReserve, Math.floor(window / 4));
  return { window, reserved: Math.min(reserved, window) };
};

/** Whether all of it fits, however it is counted. `false` only says that it has to be counted. */
export const surelyFits = (model: string, turns: readonly Turn[], limits: ContextLimits): boolean => {
  const { window, reserved } = shareOut(limits);
  return mostTokens(model, turns) <= window - reserved;
};

/** What of these turns is sent, the system prompt standing first. */
export const planContext = (counted: CountedTurns, limits: ContextLimits): ContextPlan => {
  const { window, reserved } = shareOut(limits);
  const room = window - reserved - counted.preamble;
  const trimmed = trimToFit(counted.turns, room);
  return {
    window,
    reserved,
    used: trimmed.used + counted.preamble,
    left: Math.max(0, room - trimmed.used),
    precision: counted.precision,
    kept: trimmed.kept,
    dropped: trimmed.dropped,
    tooLongBy: trimmed.kind === 'too_long' ? trimmed.by : null,
  };
};

/**
 * What to send instead, once, when the provider has found this plan too long. `null` when what may be left out does not
 * suffice: then the error stands.
 */
export const planRetry = (plan: ContextPlan): ContextPlan | null => {
  const trimmed = trimFurther(plan.kept);
  if (trimmed.kind === 'too_long') return null;
  const saved = tokensOf(plan.kept) - trimmed.used;
  return {
    ...plan,
    used: plan.used - saved,
    left: plan.left + saved,
    kept: trimmed.kept,
    dropped: [...plan.dropped, ...trimmed.dropped],
  };
};

/** The plan as the window shows it. */
export const toContextBudget = (plan: ContextPlan): ContextBudget => ({
  window: plan.window,
  reserved: plan.reserved,
  used: plan.used,
  precision: plan.precision,
  leftOut: plan.dropped.length,
  tooLongBy: plan.tooLongBy,
});
