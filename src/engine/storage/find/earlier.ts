import type { Database } from 'better-sqlite3';
import type { EarlierAnswer, Input } from '../../../shared/contract/index.ts';
import { conversationIdOf, messageIdOf, modelOf } from '../rows.ts';
import { anyPhraseBy, type Lookups } from './plan.ts';
import { distinctWords, tellingWords } from './telling-words.ts';
import type { Vocabulary } from './vocabulary.ts';
import { bestFirst, type Walk } from './walk.ts';

/** Questions that are weighed, the newest that have any of the words. */
const candidates = 1_000;
/** As much of either side as a panel can show. */
const excerptLength = 1_200;
/** A question that shares less of what is telling is about something else: of nine words "how do I" are three. */
const leastShared = 0.4;

interface AnswerRow {
  id: Buffer;
  conversation_id: Buffer;
  title: string;
  question: string;
  answer: string;
  endpoint_id: string | null;
  model: string | null;
  created_at: number;
}

export interface EarlierParts {
  lookups: Lookups;
  vocabulary: Vocabulary;
  walk: Walk;
}

/** Answers that the user has to questions like one that cannot be sent now. */
export const earlierReads = (database: Database, { lookups, vocabulary, walk }: EarlierParts) => {
  const newest = database.prepare<[], number | null>('SELECT max(number) FROM messages').pluck();
  const answerTo = database.prepare<[number, number, number], AnswerRow>(
    `SELECT a.id, a.conversation_id, c.title, substr(q.content, 1, ?) AS question, substr(a.content, 1, ?) AS answer,
       a.endpoint_id, a.model, a.created_at
     FROM messages AS q
     JOIN messages AS a ON a.parent_id = q.id AND a.deleted_at IS NULL AND a.state = 'complete'
     JOIN conversations AS c ON c.id = a.conversation_id
     WHERE q.number = ? ORDER BY a.id DESC LIMIT 1`,
  );

  /** How much a word says: nothing when every message has it, most when none has. */
  const weightOf = (word: string, messages: number): number =>
    Math.log(1 + messages / (1 + vocabulary.frequency(word)));

  /** The share of what the words say that is said in this question too, from 0 to 1. */
  const likeness = (question: string, weights: ReadonlyMap<string, number>): number => {
    const theirs = new Set(distinctWords(question));
    let [shared, all] = [0, 0];
    for (const [word, weight] of weights) {
      all += weight;
      if (theirs.has(word)) shared += weight;
    }
    return shared / all;
  };

  return {
    earlierAnswers({ text, limit }: Input<'answers.earlier'>): EarlierAnswer[] {
      const words = tellingWords(text, vocabulary, 1);
      if (words.length === 0) return [];
      const messages = newest.get() ?? 0;
      const asked = new Set([...tellingWords(text, vocabulary, 0), ...words]);
      const weights = new Map([...asked].map((word) => [word, weightOf(word, messages)]));
      const phrases = words.map((word) => ({ words: [word], prefix: false }));
      const plan = anyPhraseBy('user', phrases, lookups);
      const found: EarlierAnswer[] = [];
      for (const { number } of [...walk.ranked(plan, candidates)].sort(bestFirst)) {
        const row = answerTo.get(excerptLength, excerptLength, number);
        if (!row || likeness(row.question, weights) < leastShared) continue;
        found.push({
          conversationId: conversationIdOf(row.conversation_id),
          conversationTitle: row.title,
          messageId: messageIdOf(row.id),
          question: row.question,
          answer: row.answer,
          model: modelOf(row),
          answeredAt: row.created_at,
        });
        if (found.length === limit) break;
      }
      return found;
    },
  };
};
