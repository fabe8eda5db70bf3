export type * from './answer-cache.ts';
export { answerKey, type AnswerKey, type AnswerKeyParts } from './key.ts';
export { openAnswerCache, type AnswerCacheOptions } from './open.ts';
export { SharedAnswers, type Joiner, type StartAnswer } from './shared-answers.ts';
