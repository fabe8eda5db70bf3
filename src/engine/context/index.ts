export { planContext, planRetry, surelyFits, toContextBudget, type ContextLimits } from './budget.ts';
export { TokenCounter, type CountedTurns } from './tokens.ts';
