export { AnswerRunner } from './runner.ts';
