export {
  askOnce,
  listModels,
  streamAnswer,
  type AnswerEnding,
  type Destination,
  type Turn,
} from './client.ts';
export { ModelFailure } from './errors.ts';
export { usualPatience, type Patience } from './watchdog.ts';
