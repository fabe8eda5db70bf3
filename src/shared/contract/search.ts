import { z } from 'zod';
import { conversationIdSchema, messageIdSchema, savedSearchIdSchema } from '../ids.ts';
import { command, query } from './define.ts';
import { conversationSummarySchema, messageSchema, searchHitSchema, timeSchema } from './entities.ts';

/** What is typed into a search box. The language decides only how values are offered: both are always understood. */
const typedSchema = z.object({
  text: z.string().max(1000),
  language: z.enum(['en', 'es']),
});
/** Names the search box: a newer search of the same box makes the older one stop at its next step. */
const boxSchema = z.object({ box: z.string().min(1).max(64) });

/** A stretch of the typed text, in UTF-16 units. */
const stretch = { start: z.int().nonnegative(), end: z.int().nonnegative() };

/** Words that follow each other, folded as the index has them; the last may be only the beginning of one. */
export const searchPhraseSchema = z.object({ words: z.array(z.string()).min(1), prefix: z.boolean() });
export type SearchPhrase = z.infer<typeof searchPhraseSchema>;

export const filterNameSchema = z.enum([
  'from',
  'in',
  'folder',
  'tag',
  'model',
  'before',
  'after',
  'during',
  'has',
  'is',
  'lang',
  'longer',
  'sort',
]);
export type FilterName = z.infer<typeof filterNameSchema>;

/** A filter as it was understood; the interface shows it as a chip, and removes it by cutting its stretch out. */
export const searchFilterSchema = z.object({
  ...stretch,
  name: filterNameSchema,
  /** In the language-neutral form: `me`, `code`, `2024-12`, `newest`; titles, folders, tags and models as typed. */
  value: z.string(),
  /** It was written with a minus. */
  negated: z.boolean(),
});
export type SearchFilter = z.infer<typeof searchFilterSchema>;

/** What could not be understood. The rest of the query works all the same. */
export const searchProblemSchema = z.object({
  ...stretch,
  code: z.enum([
    /** `from:` with nothing behind it. */
    'missing_value',
    /** `from:bob`, `has:cheese`: the values that would fit are in `suggestions`. */
    'unknown_value',
    /** `form:me`: close to a filter's name; it is searched for as words. */
    'unknown_filter',
    /** There is no conversation, folder, tag or model of this name. */
    'nothing_named',
    'bad_date',
    'bad_number',
    /** `OR` with nothing before or behind it. */
    'lone_or',
    /** A quotation mark that is never closed; the phrase reaches to the end. */
    'open_quote',
    /** A minus or a star that stands alone. */
    'lone_sign',
  ]),
  filter: filterNameSchema.nullable(),
  value: z.string(),
  /** Whole texts that could stand between `start` and `end` instead. */
  suggestions: z.array(z.string()),
});
export type SearchProblem = z.infer<typeof searchProblemSchema>;

export const searchSortSchema = z.enum(['newest', 'oldest', 'relevance']);
export type SearchSort = z.infer<typeof searchSortSchema>;

/** How the typed text was understood. */
export const understoodSchema = z.object({
  sort: searchSortSchema,
  filters: z.array(searchFilterSchema),
  problems: z.array(searchProblemSchema),
  /** What is looked for and to be marked, without what is excluded. */
  phrases: z.array(searchPhraseSchema),
  /** Nothing is looked for: no word, no filter but `sort`. */
  isEmpty: z.boolean(),
});
export type Understood = z.infer<typeof understoodSchema>;

/** `about` is estimated from how densely matches lie. */
export const matchCountSchema = z.object({
  value: z.int().nonnegative(),
  precision: z.enum(['exact', 'about']),
});
export type MatchCount = z.infer<typeof matchCountSchema>;

export type MessageHit = Extract<z.infer<typeof searchHitSchema>, { kind: 'message' }>;
export type ConversationHit = Extract<z.infer<typeof searchHitSchema>, { kind: 'conversation' }>;
const messageHitSchema = searchHitSchema.options[0];
const conversationHitSchema = searchHitSchema.options[1];

export const savedSearchSchema = z.object({
  id: savedSearchIdSchema,
  name: z.string(),
  text: z.string(),
  createdAt: timeSchema,
});
export type SavedSearch = z.infer<typeof savedSearchSchema>;

/** The full-text index. While it is rebuilt, search goes on with what is there. */
export const indexStatusSchema = z.object({
  state: z.enum(['ready', 'rebuilding']),
  /** Messages that are indexed anew, and all that are to be. */
  done: z.int().nonnegative(),
  total: z.int().nonnegative(),
});
export type IndexStatus = z.infer<typeof indexStatusSchema>;

export const completionSchema = z.discriminatedUnion('kind', [
  /** A filter's name, in the language of the box: `from:`. */
  z.object({ kind: z.literal('name'), name: filterNameSchema, insert: z.string() }),
  /** A value for the filter that the caret stands in; `count` of messages or conversations where that is known. */
  z.object({
    kind: z.literal('value'),
    name: filterNameSchema,
    value: z.string(),
    insert: z.string(),
    count: z.int().nonnegative().nullable(),
  }),
]);
export type Completion = z.infer<typeof completionSchema>;

const nothing = z.object({});

export const searchOperations = {
  /**
   * Finds messages. Newest first unless the text says `sort:`. Pages follow each
   * other by `cursor` without gaps or repeats, whatever is written meanwhile.
   */
  'search.find': query(
    typedSchema.extend({
      ...boxSchema.shape,
      limit: z.int().min(1).max(100),
      /** From the page before; `null` for the first. */
      cursor: z.string().max(200).nullable(),
      /** By relevance only: the best among the newest matches, or among all (which may take a second). */
      reach: z.enum(['newest_matches', 'all_matches']),
    }),
    z.object({
      understood: understoodSchema,
      /** In order; those of one conversation stand together within a page. */
      hits: z.array(messageHitSchema),
      next: z.string().nullable(),
      /** By relevance only: more matched than were weighed. */
      bounded: z.boolean(),
    }),
    ['search.superseded'],
  ),
  /** Conversations whose title matches all words, best first; none for a query that asks for anything but words. */
  'search.titles': query(
    typedSchema.extend({ limit: z.int().min(1).max(20) }),
    z.object({ conversations: z.array(conversationHitSchema) }),
  ),
  /** How many messages match, and when they were written. Counted to the end, so it comes after the hits. */
  'search.timeline': query(
    typedSchema.extend(boxSchema.shape),
    z.object({
      total: z.int().nonnegative(),
      unit: z.enum(['day', 'month', 'year']),
      /** Every unit from the first match to the last, in local time; `name` is what `during:` takes. */
      bars: z.array(
        z.object({
          name: z.string(),
          start: timeSchema,
          end: timeSchema,
          count: z.int().nonnegative(),
        }),
      ),
    }),
    ['search.superseded'],
  ),
  /** How many messages match: exact to `limit`, estimated beyond. */
  'search.count': query(
    typedSchema.extend({ ...boxSchema.shape, limit: z.int().min(1).max(10_000) }),
    matchCountSchema,
    ['search.superseded'],
  ),
  /** The exchange around a hit, on the hit's own branch, also when another branch is shown. */
  'search.preview': query(
    z.object({ messageId: messageIdSchema }),
    z.object({ conversation: conversationSummarySchema, messages: z.array(messageSchema) }),
    ['message.not_found'],
  ),
  /** Where the branch that is shown matches, from its beginning to its end. */
  'search.in_conversation': query(
    typedSchema.extend({ ...boxSchema.shape, conversationId: conversationIdSchema }),
    z.object({
      understood: understoodSchema,
      /** `depth` is the message's place on the branch, 1 for the first. */
      matches: z.array(z.object({ messageId: messageIdSchema, depth: z.int().positive() })),
      /** Messages on the whole branch. */
      branchLength: z.int().nonnegative(),
    }),
    ['search.superseded', 'conversation.not_found'],
  ),
  /** What could stand at the caret: names of filters, or values of the one that it stands in. */
  'search.complete': query(
    typedSchema.extend({ caret: z.int().nonnegative(), limit: z.int().min(1).max(50) }),
    z.object({ ...stretch, completions: z.array(completionSchema) }),
  ),
  /** For a query that found nothing: the whole text with words that are in the index in place of those that are not. */
  'search.spelling': query(
    typedSchema,
    z.object({
      suggestions: z.array(z.object({ text: z.string(), instead: z.string(), word: z.string() })),
    }),
  ),
  /** Messages of other conversations that share the rarest words of this one, closest first. */
  'search.similar': query(
    z.object({ messageId: messageIdSchema, limit: z.int().min(1).max(100) }),
    z.object({
      hits: z.array(messageHitSchema),
      /** The words that it went by, rarest first. */
      words: z.array(z.string()),
    }),
    ['message.not_found'],
  ),

  /** Searches that led somewhere, newest first. */
  'recent_searches.list': query(nothing, z.object({ texts: z.array(z.string()) })),
  'recent_searches.add': command(z.object({ text: z.string().trim().min(1).max(1000) }), nothing),
  /** One of them, or all with `null`. */
  'recent_searches.forget': command(z.object({ text: z.string().nullable() }), nothing),

  'saved_searches.list': query(nothing, z.object({ searches: z.array(savedSearchSchema) })),
  /** Adds one, or changes the one that is named. */
  'saved_searches.save': command(
    z.object({
      searchId: savedSearchIdSchema.nullable(),
      name: z.string().trim().min(1).max(100),
      text: z.string().trim().min(1).max(1000),
    }),
    z.object({ search: savedSearchSchema }),
    ['saved_search.not_found'],
  ),
  'saved_searches.delete': command(z.object({ searchId: savedSearchIdSchema }), nothing, [
    'saved_search.not_found',
  ]),

  'index.status': query(nothing, indexStatusSchema),
  /** Indexes every message anew, in the background. `index.progressed` tells how far it is. */
  'index.rebuild': command(nothing, indexStatusSchema),
} as const;
