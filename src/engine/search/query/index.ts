export { completionContext, staticCompletions, type CompletionContext } from './completions.ts';
export { parseQuery } from './parse.ts';
export type { Filter, ParsedQuery, QueryNode } from './syntax.ts';
export { filterText, quoteValue } from './vocabulary.ts';
