/**
 * A history as long as one likes, the same for the same seed: conversations over ten years, more of them each year, in
 * six languages. It comes in batches, so that a million messages never stand in memory together.
 */
import type { PreparedConversation } from '../../../src/engine/storage/storage.ts';
import { conversationIdSchema, groqEndpointId } from '../../../src/shared/ids.ts';
import { answerText, questionText, title } from './markdown.ts';
import { createRandom, mix, type Random } from './random.ts';
import { vocabularies } from './vocabulary.ts';
import type { Language } from './words.ts';

export { createRandom } from './random.ts';

/** Changes whenever the same options would give other messages. */
export const corpusVersion = 1;

/** Words whose frequency is known, and that no other text contains. */
export const markers = {
  half: 'markhalf',
  quarter: 'markquarter',
  hundredth: ['markhundredtha', 'markhundredthb', 'markhundredthc'],
  tenThousandth: ['markrarea', 'markrareb', 'markrarec', 'markrared', 'markraree', 'markraref'],
  /** In one message only: every thousandth has one, counted from 0. */
  only: (serial: number): string => `markonly${serial.toString(36)}`,
} as const;
const onlyEvery = 1_000;

export interface CorpusOptions {
  messages: number;
  seed: number;
  /** Messages in a batch, at least: conversations are not torn apart. */
  batch: number;
}

const start = Date.UTC(2016, 0, 1);
const end = Date.UTC(2026, 0, 1);
const minute = 60_000;

const models = ['llama-3.3-70b-versatile', 'openai/gpt-oss-120b', 'moonshotai/kimi-k2-instruct'] as const;

const languageOf = (random: Random): Language => {
  const share = random.next();
  if (share < 0.5) return 'english';
  if (share < 0.66) return 'spanish';
  if (share < 0.76) return 'german';
  if (share < 0.86) return 'portuguese';
  if (share < 0.94) return 'chinese';
  return 'japanese';
};

/** Most are short; one in three thousand is somebody's companion of months. */
const lengthOf = (random: Random, serial: number): number => {
  if (serial % 3_000 === 400) return 1_000 + 2 * random.below(1_000);
  return Math.min(60, 2 * Math.max(1, Math.round(random.logNormal(5, 0.8))));
};

const markersOf = (random: Random, serial: number): string[] => {
  const words: string[] = [];
  if (random.chance(0.5)) words.push(markers.half);
  if (random.chance(0.25)) words.push(markers.quarter);
  for (const word of markers.hundredth) if (random.chance(0.01)) words.push(word);
  for (const word of markers.tenThousandth) if (random.chance(0.0001)) words.push(word);
  if (serial % onlyEvery === 0) words.push(markers.only(serial / onlyEvery));
  return words;
};

/** A UUIDv7 of the time, made unlike any other by the serial number. */
export const corpusId = (time: number, serial: number, seed: number) => {
  const hex = (value: number, digits: number): string =>
    value.toString(16).padStart(digits, '0').slice(-digits);
  const clock = hex(time, 12);
  const tail = hex(mix(serial + seed), 4) + hex(serial, 8);
  return conversationIdSchema.parse(
    `${clock.slice(0, 8)}-${clock.slice(8)}-7${hex(seed, 3)}-8${hex(mix(seed), 3)}-${tail}`,
  );
};

/** When the message of this place was written, were they written evenly faster and faster. */
const timeOf = (place: number, total: number): number =>
  Math.floor(start + (end - start) * Math.sqrt(place / total));

interface Place {
  /** Which conversation of the corpus, and which message of the corpus its first one is. */
  serial: number;
  firstMessage: number;
}

const conversation = (
  random: Random,
  { serial, firstMessage }: Place,
  options: CorpusOptions,
): PreparedConversation => {
  const vocabulary = vocabularies[languageOf(random)];
  const wanted = Math.min(lengthOf(random, serial), options.messages - firstMessage);
  let time = timeOf(firstMessage, options.messages);
  const createdAt = time;
  const messages = Array.from({ length: wanted }, (_, index) => {
    const role = index % 2 === 0 ? ('user' as const) : ('assistant' as const);
    const text = role === 'user' ? questionText(random, vocabulary) : answerText(random, vocabulary);
    const marked = [...markersOf(random, firstMessage + index), text].join(' ');
    time += Math.floor(Math.min(random.logNormal(0.7 * minute, 1), 30 * minute));
    return { role, content: marked, createdAt: time };
  });
  return {
    id: corpusId(createdAt, serial, options.seed),
    title: title(random, vocabulary),
    createdAt,
    model: { endpointId: groqEndpointId, model: random.pick(models) },
    messages,
  };
};

export function* corpus(options: CorpusOptions): Generator<PreparedConversation[]> {
  const random = createRandom(options.seed);
  let batch: PreparedConversation[] = [];
  let inBatch = 0;
  let serial = 0;
  for (let made = 0; made < options.messages; serial += 1) {
    const next = conversation(random, { serial, firstMessage: made }, options);
    made += next.messages.length;
    inBatch += next.messages.length;
    batch.push(next);
    if (inBatch >= options.batch || made === options.messages) {
      yield batch;
      batch = [];
      inBatch = 0;
    }
  }
}
