export {
  askOnce,
  listModels,
  streamAnswer,
  type AnswerEnding,
  type AnswerRequest,
  type Destination,
  type Turn,
} from './client.ts';
export { ModelEndpoints, type ModelEndpointsOptions } from './endpoints.ts';
export { ModelFailure } from './errors.ts';
export type { StreamEnding, StreamHooks, Wait } from './passage.ts';
export type { EndpointSettings } from './settings.ts';
export { usualPatience, type Patience } from './watchdog.ts';
