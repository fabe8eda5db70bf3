import { first } from './0001-first.ts';
import { search } from './0002-search.ts';
import { delivery } from './0003-delivery.ts';
import type { Migration } from './migration.ts';

export type { Migration } from './migration.ts';

/** In order; the last one's version is the version of the schema. */
export const migrations: readonly Migration[] = [first, search, delivery];
