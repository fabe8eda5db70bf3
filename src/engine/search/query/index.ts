export { parseQuery } from './parse.ts';
export type { Filter, ParsedQuery, QueryNode } from './syntax.ts';
