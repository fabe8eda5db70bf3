import { codeBlock, codeSpan } from './code.ts';
import type { Random } from './random.ts';
import { vocabularies, type Vocabulary } from './vocabulary.ts';

/** Messages as people and models write them, in markdown. */

const some = <Item>(count: number, make: () => Item): Item[] => Array.from({ length: count }, make);
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const link = (random: Random, vocabulary: Vocabulary): string => {
  const host = `${vocabularies.english.draw(random)}-${vocabularies.english.draw(random)}.example`;
  const address = `https://${host}/${vocabularies.english.draw(random)}/${random.below(100_000)}`;
  return random.chance(0.6) ? `[${vocabulary.draw(random)}](${address})` : address;
};

/** Something other than a word, now and then. */
const special = (random: Random, vocabulary: Vocabulary): string => {
  const kind = random.next();
  if (kind < 0.4) return codeSpan(random);
  if (kind < 0.7) return String(Math.floor(random.logNormal(60, 2)));
  if (kind < 0.85) return `**${vocabulary.draw(random)}**`;
  if (kind < 0.95) return link(random, vocabulary);
  return `${2000 + random.below(30)}-0${1 + random.below(9)}-${10 + random.below(19)}`;
};

const sentence = (random: Random, vocabulary: Vocabulary, isQuestion: boolean): string => {
  const { space, comma, stop, question } = vocabulary.words;
  let text = '';
  const length = 3 + Math.floor(random.logNormal(9, 0.5));
  for (let place = 0; place < length; place += 1) {
    const isSpecial = random.chance(0.035);
    if (isSpecial && space === '') text += ' ';
    text += isSpecial ? special(random, vocabulary) : vocabulary.draw(random);
    if (place < length - 1) text += random.chance(0.08) ? comma : space;
  }
  return capital(text) + (isQuestion ? question : stop);
};

const paragraph = (random: Random, vocabulary: Vocabulary): string =>
  some(1 + random.below(3), () => sentence(random, vocabulary, false))
    .join('')
    .trimEnd();

const items = (random: Random, vocabulary: Vocabulary, mark: (index: number) => string): string =>
  some(2 + random.below(5), () => sentence(random, vocabulary, false).trimEnd())
    .map((text, index) => `${mark(index)} ${text}`)
    .join('\n');

const table = (random: Random, vocabulary: Vocabulary): string => {
  const columns = 2 + random.below(3);
  const row = (cell: () => string): string => `| ${some(columns, cell).join(' | ')} |`;
  const rows = some(2 + random.below(4), () =>
    row(() => (random.chance(0.4) ? String(random.below(10_000)) : vocabulary.draw(random))),
  );
  return [row(() => capital(vocabulary.draw(random))), row(() => '---'), ...rows].join('\n');
};

const block = (random: Random, vocabulary: Vocabulary): string => {
  const kind = random.next();
  if (kind < 0.56) return paragraph(random, vocabulary);
  if (kind < 0.68) return items(random, vocabulary, () => '-');
  if (kind < 0.76) return items(random, vocabulary, (index) => `${index + 1}.`);
  if (kind < 0.92) return codeBlock(random);
  if (kind < 0.95) return table(random, vocabulary);
  if (kind < 0.97) return `> ${sentence(random, vocabulary, false).trimEnd()}`;
  return `## ${title(random, vocabulary)}\n\n${paragraph(random, vocabulary)}`;
};

export const title = (random: Random, vocabulary: Vocabulary): string =>
  capital(some(2 + random.below(4), () => vocabulary.draw(random)).join(vocabulary.words.space));

export const questionText = (random: Random, vocabulary: Vocabulary): string => {
  const asked = some(1 + random.below(2), () => sentence(random, vocabulary, random.chance(0.6))).join('');
  if (random.chance(0.12)) return `${asked.trimEnd()}\n\n${codeBlock(random)}`;
  if (random.chance(0.06))
    return `${asked.trimEnd()}\n\n${some(3, () => paragraph(random, vocabulary)).join('\n\n')}`;
  return asked.trimEnd();
};

export const answerText = (random: Random, vocabulary: Vocabulary): string => {
  const blocks = Math.min(30, 1 + Math.floor(random.logNormal(3, 0.6)));
  return [paragraph(random, vocabulary), ...some(blocks, () => block(random, vocabulary))].join('\n\n');
};
