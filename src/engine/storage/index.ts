export { openStorage, type StorageOptions, type StorageProblem } from './open.ts';
export type * from './storage.ts';
