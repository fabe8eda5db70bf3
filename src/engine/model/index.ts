export { askOnce, listModels, streamAnswer, type Destination, type Turn } from './client.ts';
export { ModelEndpoints } from './endpoints.ts';
export { ModelFailure } from './errors.ts';
export type { StreamEnding, Wait } from './passage.ts';
export type { EndpointSettings } from './settings.ts';
export { usualPatience, type Patience } from './watchdog.ts';
