import { readFileSync } from 'node:fs';
import type { PreparedConversation } from '../../src/engine/storage/storage.ts';
import { groqEndpointId } from '../../src/shared/ids.ts';
import { corpus, corpusId, createRandom } from './corpus/index.ts';

/*
 * The judged set: conversations written by hand about things that people ask, queries with the messages that they should
 * find, and round them a history that means nothing but uses some of the same words in passing.
 */

/** A message is named by its conversation and its place in it: `sourdough.1` is the first question. */
export interface JudgedQuery {
  text: string;
  kind: string;
  relevant: [string, ...string[]];
  /** Words that so many other messages mention without being about them. */
  inPassing?: [string, number];
}

interface JudgedConversation {
  id: string;
  title: string;
  date: string;
  texts: string[];
}

const size = 2_000;
const seed = 60;

const lines = (name: string): unknown[] =>
  readFileSync(new URL(`../fixtures/judged/${name}.jsonl`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

export const judgedQueries = lines('queries') as JudgedQuery[];
const written = lines('conversations') as JudgedConversation[];

const prepared = ({ title, date, texts }: JudgedConversation, index: number): PreparedConversation => {
  const createdAt = Date.parse(`${date}T12:00:00Z`);
  return {
    id: corpusId(createdAt, index, seed + 1),
    title,
    createdAt,
    model: { endpointId: groqEndpointId, model: 'test-model' },
    messages: texts.map((content, place) => ({
      role: place % 2 === 0 ? 'user' : 'assistant',
      content,
      createdAt: createdAt + place * 60_000,
    })),
  };
};

/** In the middle of what is said anyway. */
const mention = (text: string, words: string): string =>
  text.includes(' ') ? text.replace(/ (?=[^ ]*$)|(?<=\w) (?=\w)/, ` ${words} `) : `${text} ${words}`;

const distractors = (): PreparedConversation[] => {
  const count = size - written.reduce((sum, { texts }) => sum + texts.length, 0);
  const conversations = [...corpus({ messages: count, seed, batch: count })].flat();
  const messages = conversations.flatMap((conversation) => conversation.messages);
  const random = createRandom(seed);
  for (const { inPassing } of judgedQueries) {
    const [words, times] = inPassing ?? ['', 0];
    for (let time = 0; time < times; time += 1) {
      const message = messages[random.below(messages.length)];
      if (message) message.content = mention(message.content, words);
    }
  }
  return conversations;
};

export interface JudgedCorpus {
  conversations: PreparedConversation[];
  /** The name of a message that was written by hand, by its content. */
  names: ReadonlyMap<string, string>;
}

export const judgedCorpus = (): JudgedCorpus => ({
  conversations: [...written.map(prepared), ...distractors()],
  names: new Map(
    written.flatMap(({ id, texts }) => texts.map((text, place) => [text, `${id}.${place + 1}`] as const)),
  ),
});
