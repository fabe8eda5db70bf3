export type * from './answer-cache.ts';
export { answerKey, answerKeySchema, type AnswerKey, type AnswerKeyParts } from './key.ts';
export { openAnswerCache, usualLimitBytes, type AnswerCacheOptions } from './open.ts';
export { SharedAnswers, type Joiner, type StartAnswer } from './shared-answers.ts';
