export { startGroqDouble } from './server.ts';
export type { GroqDouble } from './server.ts';
export type { Behaviour } from './behaviours.ts';
export type { ErrorName } from './errors.ts';
export { GROQ_MODELS } from './models.ts';
