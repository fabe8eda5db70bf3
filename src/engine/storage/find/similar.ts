import type { Database } from 'better-sqlite3';
import type { Input, Output } from '../../../shared/contract/index.ts';
import { idToBytes } from '../../core/identifiers.ts';
import type { BranchReads } from '../branches.ts';
import { refuse } from '../refusal.ts';
import type { Hits } from './hits.ts';
import { anyPhraseOutside, type Lookups } from './plan.ts';
import { tellingWords } from './telling-words.ts';
import type { Vocabulary } from './vocabulary.ts';
import { bestFirst, type Walk } from './walk.ts';

const candidates = 2_000;
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

  return {
    similar({ messageId, limit }: Input<'search.similar'>): Output<'search.similar'> {
      const at = branches.row(idToBytes(messageId));
      // One message has the words that no other has: this one.
      const words = tellingWords(contentOf.get(at.number) ?? refuse('message.not_found'), vocabulary, 2);
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
