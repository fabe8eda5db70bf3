import type { Database } from 'better-sqlite3';
import type { Input, Output } from '../../../shared/contract/index.ts';
import type { MessageId } from '../../../shared/ids.ts';
import { idToBytes } from '../../core/identifiers.ts';
import { parseQuery, type ParsedQuery } from '../../search/index.ts';
import type { BranchReads } from '../branches.ts';
import type { ConversationReads } from '../conversations.ts';
import { refuse } from '../refusal.ts';
import { completionReads } from './completions.ts';
import { earlierReads } from './earlier.ts';
import { hitReads } from './hits.ts';
import { inConversationReads } from './in-conversation.ts';
import { lookupReads } from './lookups.ts';
import { pageReads } from './pages.ts';
import { compile, titleExpression, type Plan } from './plan.ts';
import { similarReads } from './similar.ts';
import { spellingReads } from './spelling.ts';
import { timelineReads } from './timeline.ts';
import { vocabularyParts, vocabularyReads } from './vocabulary.ts';
import { countOf, createWalk, type GoOn } from './walk.ts';

export interface SearchParts {
  conversations: ConversationReads;
  branches: BranchReads;
  /** Throws when a newer search of the same box waits. */
  goOn: GoOn;
  /** Folders and tags that there are. */
  namesInUse(): Output<'organising.names'>;
}

/** Everything that can be searched and asked about searches. A reader's; each call sees one state of the database. */
export const searchReads = (
  database: Database,
  { conversations, branches, goOn, namesInUse }: SearchParts,
) => {
  const vocabulary = vocabularyReads(database);
  const lookups = lookupReads(database, vocabulary);
  const walk = createWalk(database, goOn);
  const hits = hitReads(database);
  const pages = pageReads({ walk, hits, goOn });
  const timelines = timelineReads(walk, goOn);
  const inConversation = inConversationReads(database, walk);
  const similar = similarReads(database, { branches, hits, lookups, vocabulary, walk });
  const earlier = earlierReads(database, { lookups, vocabulary, walk });
  const spelling = spellingReads(vocabulary, goOn);
  const completions = completionReads(database, namesInUse);

  const read = (
    text: string,
    now: number,
    within: Uint8Array | null = null,
  ): { query: ParsedQuery; plan: Plan | null } => {
    const query = parseQuery(text, { now });
    return { query, plan: compile(query, lookups, { within, text }) };
  };

  return {
    find(input: Input<'search.find'>, now: number): Output<'search.find'> {
      const { query, plan } = read(input.text, now);
      return pages.page(query, plan, input);
    },
    findTitles({ text, limit }: Input<'search.titles'>, now: number): Output<'search.titles'> {
      const { condition, phrases } = parseQuery(text, { now });
      const match = titleExpression(condition, text, lookups);
      return { conversations: match === null ? [] : hits.conversations(match, phrases, limit) };
    },
    timeline: ({ text }: Input<'search.timeline'>, now: number): Output<'search.timeline'> =>
      timelines.timeline(read(text, now).plan),
    countMatches: ({ text, limit }: Input<'search.count'>, now: number): Output<'search.count'> =>
      countOf(read(text, now).plan, walk, limit),
    findInConversation(
      { conversationId, text }: Input<'search.in_conversation'>,
      now: number,
    ): Output<'search.in_conversation'> {
      const conversation = conversations.row(idToBytes(conversationId));
      const { query, plan } = read(text, now, conversation.id);
      const wanted = query.isEmpty ? null : plan;
      return {
        understood: pages.understood(query, plan?.problems),
        ...inConversation.matches(wanted, conversation.active_leaf_id),
      };
    },
    preview(messageId: MessageId): Output<'search.preview'> {
      const { conversationId, messages } = branches.around(messageId);
      const conversation = conversations.summary(conversationId) ?? refuse('message.not_found');
      return { conversation, messages };
    },
    similar: similar.similar,
    earlierAnswers: earlier.earlierAnswers,
    spelling({ text }: Input<'search.spelling'>, now: number): Output<'search.spelling'> {
      return { suggestions: spelling.suggest(parseQuery(text, { now }), text) };
    },
    completeSearch: (input: Input<'search.complete'>, now: number): Output<'search.complete'> =>
      completions.complete(input, now),
    ...vocabularyParts(database),
    /** The statement of the index behind a query: what a benchmark compares with. */
    planOf: (text: string, now: number): Plan | null => read(text, now).plan,
  };
};
