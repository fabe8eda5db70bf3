export { connectEngine, type EngineClient } from './client.ts';
export type * from './entities.ts';
export { parametersSchema, modelReferenceSchema, modelSchema } from './entities.ts';
export {
  ContractFailure,
  errorMessageKey,
  failure,
  modelErrorSchema,
  storageErrorSchema,
  type ContractError,
  type ErrorCode,
  type ModelError,
  type StorageError,
} from './errors.ts';
export { events, type EventName, type EventPayload } from './events.ts';
export { requestFrameSchema, type EngineFrame, type Port } from './frames.ts';
export {
  operations,
  type Input,
  type OperationName,
  type Operations,
  type Output,
  type ParsedInput,
} from './operations.ts';
export type * from './search.ts';
