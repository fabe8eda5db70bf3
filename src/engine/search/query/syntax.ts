import type { Understood } from '../../../shared/contract/index.ts';
import type { Phrase } from '../../../shared/search-text/index.ts';

/** Things that a message can hold. */
export const things = ['code', 'link', 'image', 'file', 'table', 'math'] as const;
export type Thing = (typeof things)[number];

export const traits = ['pinned', 'archived', 'starred', 'interrupted'] as const;
export type Trait = (typeof traits)[number];

/** One condition that is not about words. Names are as typed: what they stand for, only the database knows. */
export type Filter =
  | { name: 'from'; role: 'user' | 'assistant' }
  | { name: 'in'; title: string }
  | { name: 'folder'; folder: string }
  | { name: 'tag'; tag: string }
  | { name: 'model'; model: string }
  /** `before:`, `after:` and `during:`: from `from` to before `to`, in milliseconds UTC; `null` is open. */
  | { name: 'time'; from: number | null; to: number | null }
  | { name: 'has'; thing: Thing }
  | { name: 'is'; trait: Trait }
  /** Of a code block, lower case, aliases resolved: `python`. */
  | { name: 'lang'; language: string }
  | { name: 'longer'; characters: number };

/** The syntax tree of a query. Positions are those of the typed text, in UTF-16 units. */
export type QueryNode =
  | { kind: 'all'; of: QueryNode[] }
  | { kind: 'any'; of: QueryNode[] }
  | { kind: 'not'; of: QueryNode }
  | { kind: 'phrase'; phrase: Phrase; start: number; end: number }
  | { kind: 'filter'; filter: Filter; start: number; end: number };

export interface ParsedQuery extends Understood {
  /** What must hold; `null` when nothing is looked for. */
  condition: QueryNode | null;
}
