import type {
  FilterName,
  SearchFilter,
  SearchProblem,
  SearchPhrase,
  SearchSort,
} from '../../../shared/contract/index.ts';
import { wordsOf } from '../../../shared/search-text/index.ts';
import { editDistance } from '../../core/edit-distance.ts';
import { readFilter } from './filters.ts';
import { cleaned, nameAt, tokensOf, valueAt, type FilterToken, type WordsToken } from './lexer.ts';
import type { ParsedQuery, QueryNode } from './syntax.ts';
import { filterText, typedNames } from './vocabulary.ts';

/** What is searched is one of several at once, so two of them can only mean either: nobody is both in two folders. */
const singleValued: ReadonlySet<FilterName> = new Set(['from', 'in', 'folder', 'model', 'during']);

/** What must hold beside all else. */
interface Part {
  node: QueryNode;
  /** Set where several of this name mean any of them. */
  either: FilterName | null;
}

const combine = (kind: 'all' | 'any', nodes: QueryNode[]): QueryNode | null => {
  const [first, second] = nodes;
  return first && second ? { kind, of: nodes } : (first ?? null);
};

const negateIf = (negated: boolean, node: QueryNode): QueryNode =>
  negated ? { kind: 'not', of: node } : node;

/** Filters that can only be alternatives become one condition, at the place of the first. */
const joinParts = (parts: readonly Part[]): QueryNode | null => {
  const groups = new Map<FilterName | Part, QueryNode[]>();
  for (const part of parts) {
    const key = part.either ?? part;
    const group = groups.get(key);
    if (group) group.push(part.node);
    else groups.set(key, [part.node]);
  }
  const nodes = [...groups.values()].map((group) => combine('any', group)).filter((node) => node !== null);
  return combine('all', nodes);
};

/** Shorter names are too near to ordinary words to be guessed at. */
const shortestGuessed = 4;

/** One pass over the tokens, which gathers the conditions and everything there is to say about them. */
class Parser {
  readonly filters: SearchFilter[] = [];
  readonly problems: SearchProblem[] = [];
  readonly phrases: SearchPhrase[] = [];
  sort: SearchSort = 'newest';
  private readonly text: string;
  private readonly now: number;

  constructor(text: string, now: number) {
    this.text = text;
    this.now = now;
  }

  /** `OR` joins what stands right before and behind it, as in the search engines of the web; all else must hold together. */
  condition(): QueryNode | null {
    const parts: Part[] = [];
    let alternatives: (Part | null)[] = [];
    let pendingOr: { start: number; end: number } | null = null;
    const close = (): void => {
      const meant = alternatives.filter((part) => part !== null);
      alternatives = [];
      const [first] = meant;
      const node = combine(
        'any',
        meant.map((part) => part.node),
      );
      if (first && node) parts.push({ node, either: meant.length === 1 ? first.either : null });
    };
    for (const token of tokensOf(this.text)) {
      if (token.kind === 'or') {
        if (alternatives.length === 0 || pendingOr) this.report(token, 'lone_or');
        else pendingOr = token;
        continue;
      }
      if (token.kind === 'sign') {
        this.report(token, 'lone_sign');
        continue;
      }
      if (!pendingOr) close();
      pendingOr = null;
      alternatives.push(token.kind === 'filter' ? this.filter(token) : this.words(token));
    }
    if (pendingOr) this.report(pendingOr, 'lone_or');
    close();
    this.problems.sort((one, other) => one.start - other.start);
    return joinParts(parts);
  }

  private report(
    { start, end }: { start: number; end: number },
    code: SearchProblem['code'],
    {
      filter = null,
      value = this.text.slice(start, end),
      suggestions = [],
    }: Partial<Pick<SearchProblem, 'filter' | 'value' | 'suggestions'>> = {},
  ): void {
    this.problems.push({ start, end, code, filter, value, suggestions });
  }

  private filter(token: FilterToken): Part | null {
    const { start, end, name, language, value: typed } = token;
    const reading = readFilter(name, typed, this.now);
    const minus = token.negated && name !== 'sort' ? '-' : '';
    const written = (value: string): string => `${minus}${filterText(name, value, language)}`;
    if (reading.kind === 'problem') {
      const suggestions = reading.suggestions.map(written);
      this.report(token, reading.code, { filter: name, value: typed, suggestions });
      return null;
    }
    if (token.quotes === 'open')
      this.report(token, 'open_quote', { filter: name, value: typed, suggestions: [written(typed)] });
    const { value } = reading;
    // An order has no opposite that a minus could ask for.
    const negated = minus !== '';
    this.filters.push({ start, end, name, value, negated });
    if (reading.kind === 'sort') {
      this.sort = reading.sort;
      return null;
    }
    const node = negateIf(negated, { kind: 'filter', filter: reading.filter, start, end });
    return { node, either: !negated && singleValued.has(name) ? name : null };
  }

  private words(token: WordsToken): Part | null {
    const { start, end, inside, negated, quotes, starred } = token;
    if (quotes === 'none') this.guessName(token);
    const content = this.text.slice(inside.start, inside.end);
    if (quotes === 'open')
      this.report(token, 'open_quote', {
        value: content,
        suggestions: content.trim() === '' ? [] : [`${this.text.slice(start, end)}"`],
      });
    const words = [...wordsOf(content)];
    const last = words.at(-1);
    if (!last) return null;
    const isBeingTyped = !negated && quotes !== 'closed' && inside.start + last.end === this.text.length;
    const phrase = { words: words.map(({ folded }) => folded), prefix: starred || isBeingTyped };
    if (!negated) this.phrases.push(phrase);
    return { node: negateIf(negated, { kind: 'phrase', phrase, start, end }), either: null };
  }

  /** `form:me`: says what may have been meant where that would make sense, and leaves it words. */
  private guessName({ start, inside, negated }: WordsToken): void {
    const named = nameAt(this.text, inside.start);
    if (!named) return;
    const near = [...typedNames].filter(
      ([name]) => name.length >= shortestGuessed && editDistance(named.typed, name, 1) === 1,
    );
    let end = 0;
    const suggestions = near.flatMap(([, known]) => {
      const value = valueAt(this.text, named.colon, known);
      if (readFilter(known.name, value.value, this.now).kind === 'problem') return [];
      end = Math.max(end, value.end);
      return [`${negated ? '-' : ''}${filterText(known.name, value.value, known.language)}`];
    });
    if (suggestions.length === 0) return;
    const value = this.text.slice(inside.start, named.colon - 1);
    this.report({ start, end }, 'unknown_filter', { value, suggestions });
  }
}

/** Understands what is typed into a search box. No text is an error: what has no meaning is reported, and the rest counts. */
export const parseQuery = (text: string, { now }: { now: number }): ParsedQuery => {
  const parser = new Parser(cleaned(text), now);
  const condition = parser.condition();
  const { sort, filters, problems, phrases } = parser;
  return { sort, filters, problems, phrases, isEmpty: condition === null, condition };
};
