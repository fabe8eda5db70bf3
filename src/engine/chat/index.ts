export { AnswerRunner, type RunnerListener } from './runner.ts';
