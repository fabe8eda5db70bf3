/**
 * One step of the schema, from `version - 1` to `version`. Never edited after release: a test keeps the hash of each.
 */
export interface Migration {
  version: number;
  name: string;
  sql: string;
}
