export {
  askOnce,
  listModels,
  streamAnswer,
  usualPatience,
  type AnswerEnding,
  type Destination,
  type Patience,
  type Turn,
} from './client.ts';
export { ModelFailure } from './errors.ts';
