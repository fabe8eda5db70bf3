export {
  planContext,
  planRetry,
  surelyFits,
  toContextBudget,
  type ContextLimits,
  type ContextPlan,
} from './budget.ts';
export { TokenCounter, type CountedTurns } from './tokens.ts';
