import {
  lengthBucket,
  longestBucket,
  marks,
  quoted,
  toPhrase,
  type ParsedQuery,
  type QueryNode,
} from '../../search/index.ts';
import type { SearchProblem } from '../../../shared/contract/index.ts';
import type { Phrase } from '../../../shared/search-text/index.ts';

/*
 * A query becomes one expression for the full-text index, which decides nearly everything, and conditions on the rows
 * that it yields for the little that it cannot: moments in time, exact lengths, very many conversations.
 */

/** Conversations that a filter stands for: few enough to be named, or as many as a subquery finds. */
export type ConversationSet =
  | { kind: 'few'; ids: readonly Uint8Array[] }
  | { kind: 'many'; sql: string; parameters: readonly (string | number)[] };

/** What a beginning of a word stands for: every word that begins so, or the most frequent ones. */
export type Beginning = { kind: 'all' } | { kind: 'some'; words: readonly string[] };

/** What only the database knows of the names and words in a query. `null` where nothing has this name. */
export interface Lookups {
  titled(title: string): ConversationSet | null;
  inFolder(folder: string): ConversationSet | null;
  tagged(tag: string): ConversationSet | null;
  having(trait: 'pinned' | 'archived'): ConversationSet;
  trash(): ConversationSet;
  models(name: string): readonly string[];
  beginning(prefix: string, most: number): Beginning;
  /** The numbers between which all messages of this time lie; they may hold others. */
  numbersOf(from: number | null, to: number | null): { lowest: number; highest: number };
}

export interface Condition {
  /** Of `messages AS m`. */
  sql: string;
  parameters: readonly (string | number | Uint8Array)[];
}

export interface Plan {
  /** In FTS5's language. */
  match: string;
  lowest: number;
  highest: number;
  conditions: readonly Condition[];
  /** Names that nothing has; their filters were left out. */
  problems: readonly SearchProblem[];
}

const either = (expressions: readonly string[]): string =>
  expressions.length === 1 ? (expressions[0] ?? '') : `(${expressions.join(' OR ')})`;

const everything = either([quoted(marks.role('user')), quoted(marks.role('assistant'))]);

/** A part of the query, as the index or the row decides it. `excludes`: what it must not match. */
type Part =
  | { kind: 'index'; expression: string }
  | { kind: 'excludes'; expression: string }
  | { kind: 'row'; condition: Condition }
  /** A name that nothing has: as if it had not been written. */
  | { kind: 'nothing' };

const index = (expression: string): Part => ({ kind: 'index', expression });
const row = (sql: string, parameters: Condition['parameters']): Part => ({
  kind: 'row',
  condition: { sql, parameters },
});

/** No row has a greater number. FTS5 takes a bound of the row number only as an integer, which greater ones are not sent as. */
export const lastNumber = 0x7fff_ffff;

export interface CompileOptions {
  /** Search in this conversation only. */
  within: Uint8Array | null;
  /** What was typed; a star in it asks for every word with this beginning, whatever that costs. */
  text: string;
}

type PhraseNode = Extract<QueryNode, { kind: 'phrase' }>;

/** A beginning that too many words have stands for its most frequent ones, unless a star was typed behind it. */
const expressionOf = (node: PhraseNode, text: string, lookups: Lookups, mostWords: number): string => {
  const { words, prefix } = node.phrase;
  const whole = quoted(words.join(' '));
  if (!prefix) return whole;
  const last = words.at(-1) ?? '';
  const hasStar = text.slice(node.start, node.end).endsWith('*');
  const beginning: Beginning = hasStar ? { kind: 'all' } : lookups.beginning(last, mostWords);
  if (beginning.kind === 'all') return `${whole}*`;
  const before = words.slice(0, -1);
  const others = beginning.words.filter((word) => word !== last);
  return either([last, ...others].map((word) => quoted([...before, word].join(' '))));
};

/** A query for the index of titles, for which only words mean something; `null` when it asks for anything else. */
export const titleExpression = (node: QueryNode | null, text: string, lookups: Lookups): string | null => {
  if (node === null || node.kind === 'filter' || node.kind === 'not') return null;
  if (node.kind === 'phrase') return expressionOf(node, text, lookups, 16);
  const parts = node.of.map((part) => titleExpression(part, text, lookups));
  if (parts.some((part) => part === null)) return null;
  return `(${parts.join(node.kind === 'all' ? ' AND ' : ' OR ')})`;
};

export const compile = (
  query: ParsedQuery,
  lookups: Lookups,
  { within, text }: CompileOptions,
): Plan | null => {
  const problems: SearchProblem[] = [];
  let [lowest, highest] = [1, lastNumber];

  const named = (node: Extract<QueryNode, { kind: 'filter' }>, name: string, part: Part | null): Part => {
    if (part) return part;
    const filter = node.filter.name === 'time' ? null : node.filter.name;
    const { start, end } = node;
    problems.push({ start, end, code: 'nothing_named', filter, value: name, suggestions: [] });
    return { kind: 'nothing' };
  };

  const mostWords = within ? 200 : 16;

  const time = (from: number | null, to: number | null): Part => {
    const parts = [
      from === null ? [] : ['m.created_at >= ?'],
      to === null ? [] : ['m.created_at < ?'],
    ].flat();
    return row(
      parts.join(' AND '),
      [from, to].filter((moment) => moment !== null),
    );
  };

  /** Marks of all texts that may be longer, and what tells those of the first bucket apart. */
  const longerMarks = (characters: number): string => {
    const first = lengthBucket(characters + 1);
    const buckets = Array.from({ length: longestBucket - first + 1 }, (_, step) => first + step);
    return either(buckets.map((bucket) => quoted(marks.length(bucket))));
  };
  const isLonger = (characters: number): Condition => ({
    sql: 'length(m.content) > ?',
    parameters: [characters],
  });
  const longer = (characters: number): Part => {
    const { sql, parameters } = isLonger(characters);
    const marked = askedByRow(longerMarks(characters));
    return row(`${marked.sql} AND ${sql}`, [...marked.parameters, ...parameters]);
  };

  const filterPart = (node: Extract<QueryNode, { kind: 'filter' }>): Part => {
    const { filter } = node;
    const set = (name: string, found: ConversationSet | null): Part =>
      named(node, name, found && conversations(found));
    switch (filter.name) {
      case 'from':
        return index(quoted(marks.role(filter.role)));
      case 'in':
        return set(filter.title, lookups.titled(filter.title));
      case 'folder':
        return set(filter.folder, lookups.inFolder(filter.folder));
      case 'tag':
        return set(filter.tag, lookups.tagged(filter.tag));
      case 'model': {
        const models = lookups.models(filter.model);
        const found = models.map((model) => quoted(marks.model(model)));
        return named(node, filter.model, found.length === 0 ? null : index(either(found)));
      }
      case 'time':
        return time(filter.from, filter.to);
      case 'has':
        return index(quoted(marks.holds(filter.thing)));
      case 'is':
        if (filter.trait === 'starred') return index(quoted(marks.starred));
        if (filter.trait === 'interrupted') return index(quoted(marks.interrupted));
        return conversationsOrNone(lookups.having(filter.trait));
      case 'lang':
        return index(quoted(marks.language(filter.language)));
      case 'longer':
        return longer(filter.characters);
    }
  };

  /** No conversation is pinned, say: then nothing matches, unlike a name that was mistyped. */
  const conversationsOrNone = (set: ConversationSet): Part =>
    set.kind === 'few' && set.ids.length === 0
      ? index(quoted(marks.conversation(new Uint8Array(0))))
      : conversations(set);

  const part = (node: QueryNode): Part => {
    if (node.kind === 'phrase') return index(expressionOf(node, text, lookups, mostWords));
    if (node.kind === 'filter') return filterPart(node);
    if (node.kind === 'not') return negate(part(node.of));
    const parts = node.of.map(part).filter(({ kind }) => kind !== 'nothing');
    if (parts.length === 0) return { kind: 'nothing' };
    return node.kind === 'all' ? joined(parts) : anyOf(parts);
  };

  const { condition } = query;
  if (condition === null && within === null) return null;
  const top = condition === null ? [] : condition.kind === 'all' ? condition.of : [condition];
  for (const node of top)
    if (node.kind === 'filter' && node.filter.name === 'time') {
      const bounds = lookups.numbersOf(node.filter.from, node.filter.to);
      lowest = Math.max(lowest, bounds.lowest);
      highest = Math.min(highest, bounds.highest);
    }
  // Where all must hold, the index and the row each decide what they can.
  const parts = top
    .flatMap((node): Part[] =>
      node.kind === 'filter' && node.filter.name === 'longer'
        ? [
            index(longerMarks(node.filter.characters)),
            { kind: 'row', condition: isLonger(node.filter.characters) },
          ]
        : [part(node)],
    )
    .filter(({ kind }) => kind !== 'nothing');
  // Every filter of it was about something that is not there: nothing is left to be looked for.
  if (parts.length === 0 && within === null)
    return { match: '""', lowest: 1, highest: 0, conditions: [], problems };
  if (within) parts.push(index(quoted(marks.conversation(within))));
  return { ...split([...parts, ...outsideTrash(lookups)]), lowest, highest, problems };
};

/** What this role said that has any of these. */
export const anyPhraseBy = (
  role: 'user' | 'assistant',
  phrases: readonly Phrase[],
  lookups: Lookups,
): Plan => ({
  ...split([index(either(phrases.map(toPhrase))), index(quoted(marks.role(role))), ...outsideTrash(lookups)]),
  lowest: 1,
  highest: lastNumber,
  problems: [],
});

/** All messages that have any of these, save those of one conversation. */
export const anyPhraseOutside = (
  phrases: readonly Phrase[],
  conversationId: Uint8Array,
  lookups: Lookups,
): Plan => ({
  ...split([
    index(either(phrases.map(toPhrase))),
    negate(index(quoted(marks.conversation(conversationId)))),
    ...outsideTrash(lookups),
  ]),
  lowest: 1,
  highest: lastNumber,
  problems: [],
});

const conversations = (set: ConversationSet): Part =>
  set.kind === 'few'
    ? index(either(set.ids.map((id) => quoted(marks.conversation(id)))))
    : row(`m.conversation_id IN (${set.sql})`, set.parameters);

const outsideTrash = (lookups: Lookups): Part[] => {
  const trash = lookups.trash();
  return trash.kind === 'many' || trash.ids.length > 0 ? [negate(conversations(trash))] : [];
};

const negate = (part: Part): Part => {
  if (part.kind === 'index') return { kind: 'excludes', expression: part.expression };
  if (part.kind === 'excludes') return index(part.expression);
  if (part.kind === 'row') return row(`NOT (${part.condition.sql})`, part.condition.parameters);
  return part;
};

/** All parts at once: what the index decides in one expression, and what is left to the rows. */
const split = (parts: readonly Part[]): { match: string; conditions: Condition[] } => {
  const wanted = parts.flatMap((part) => (part.kind === 'index' ? [part.expression] : []));
  const unwanted = parts.flatMap((part) => (part.kind === 'excludes' ? [part.expression] : []));
  const conditions = parts.flatMap((part) => (part.kind === 'row' ? [part.condition] : []));
  const positive =
    wanted.length === 0 ? everything : wanted.length === 1 ? (wanted[0] ?? '') : `(${wanted.join(' AND ')})`;
  return { match: unwanted.length === 0 ? positive : `(${positive} NOT ${either(unwanted)})`, conditions };
};

/** What the index says, asked row by row: only where it stands beside something that it cannot say. */
const askedByRow = (expression: string): Condition => ({
  sql: 'm.number IN (SELECT rowid FROM messages_index WHERE messages_index MATCH ?)',
  parameters: [expression],
});

const asCondition = (part: Part): Condition => {
  const { match, conditions } = split([part]);
  return part.kind === 'row' ? (conditions[0] ?? askedByRow(everything)) : askedByRow(match);
};

const joined = (parts: readonly Part[]): Part => {
  const { match, conditions } = split(parts);
  if (conditions.length === 0) return index(match);
  const all = parts.some(({ kind }) => kind !== 'row') ? [askedByRow(match), ...conditions] : conditions;
  return row(
    all.map(({ sql }) => `(${sql})`).join(' AND '),
    all.flatMap(({ parameters }) => parameters),
  );
};

const anyOf = (parts: readonly Part[]): Part => {
  if (parts.every(({ kind }) => kind !== 'row'))
    return index(either(parts.map((part) => split([part]).match)));
  const all = parts.map(asCondition);
  return row(
    all.map(({ sql }) => `(${sql})`).join(' OR '),
    all.flatMap(({ parameters }) => parameters),
  );
};
