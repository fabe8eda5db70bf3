import type { Database } from 'better-sqlite3';
import type { Input, Output } from '../../../shared/contract/index.ts';
import { wordsOf } from '../../../shared/search-text/index.ts';
import { idToBytes } from '../../core/identifiers.ts';
import { visibleText } from '../../search/index.ts';
import type { BranchReads } from '../branches.ts';
import { refuse } from '../refusal.ts';
import type { Hits } from './hits.ts';
import { anyPhraseOutside, type Lookups } from './plan.ts';
import type { Vocabulary } from './vocabulary.ts';
import { bestFirst, type Walk } from './walk.ts';

/** The rarest words say most about a text; more of them only add noise. */
const wordsUsed = 12;
/** A pasted book is known by its beginning. */
const wordsRead = 3_000;
const candidates = 2_000;
/** A word of so many messages says nothing about one of them. */
const tooCommon = 20_000;

export interface SimilarParts {
  branches: BranchReads;
  hits: Hits;
  lookups: Lookups;
  vocabulary: Vocabulary;
  walk: Walk;
}

export const similarReads = (
  database: Database,
  { branches, hits, lookups, vocabulary, walk }: SimilarParts,
) => {
  const contentOf = database
    .prepare<[number], string>('SELECT content FROM messages WHERE number = ?')
    .pluck();

  const tellingWords = (content: string): string[] => {
    const distinct = new Set<string>();
    for (const { folded } of wordsOf(visibleText(content))) {
      if (distinct.size >= wordsRead) break;
      if (folded.length > 1 && !/^\p{N}+$/u.test(folded)) distinct.add(folded);
    }
    return (
      [...distinct]
        .map((word) => ({ word, messages: vocabulary.frequency(word) }))
        // One message has it: this one.
        .filter(({ messages }) => messages > 1 && messages < tooCommon)
        .sort((one, other) => one.messages - other.messages)
        .slice(0, wordsUsed)
        .map(({ word }) => word)
    );
  };

  return {
    similar({ messageId, limit }: Input<'search.similar'>): Output<'search.similar'> {
      const at = branches.row(idToBytes(messageId));
      const words = tellingWords(contentOf.get(at.number) ?? refuse('message.not_found'));
      if (words.length === 0) return { hits: [], words };
      const phrases = words.map((word) => ({ words: [word], prefix: false }));
      const plan = anyPhraseOutside(phrases, at.conversation_id, lookups);
      const best = [...walk.ranked(plan, candidates)].sort(bestFirst).slice(0, limit);
      return {
        hits: hits.messages(
          best.map(({ number }) => number),
          phrases,
        ),
        words,
      };
    },
  };
};
