export { connectEngine, type EngineClient } from './client.ts';
export { contextBudgetSchema, type ContextBudget } from './context.ts';
export type * from './delivery.ts';
export type * from './entities.ts';
export {
  ContractFailure,
  failure,
  storageErrorSchema,
  type ContractError,
  type ModelError,
  type StorageError,
} from './errors.ts';
export type { EventName, EventPayload } from './events.ts';
export { requestFrameSchema, type EngineFrame, type Port } from './frames.ts';
export type * from './health.ts';
export { operations, type Input, type OperationName, type Output, type ParsedInput } from './operations.ts';
export type * from './search.ts';
