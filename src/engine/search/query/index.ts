export { completionContext, staticCompletions } from './completions.ts';
export { parseQuery } from './parse.ts';
export type { ParsedQuery, QueryNode } from './syntax.ts';
export { filterText, quoteValue } from './vocabulary.ts';
