export { Answerer } from './answerer.ts';
export { Outbox, usualOutboxPatience, type OutboxPatience } from './outbox.ts';
export { AnswerRunner } from './runner.ts';
