export { startGroqDouble } from './server.ts';
export type { GroqDouble, GroqDoubleOptions } from './server.ts';
export type { ReceivedRequest, RequestOutcome } from './recorder.ts';
export type { AnswerShape, Behaviour, CutPlace } from './behaviours.ts';
export type { ErrorName } from './errors.ts';
export type { ChatRequest } from './wire.ts';
