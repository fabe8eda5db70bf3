import { visibleText } from './markdown.ts';

const longest = 60;
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** A title from how a text begins: one line without marks, cut at the end of a word. */
export const openingWords = (markdown: string): string => {
  const line = visibleText(markdown.slice(0, 2_000)).replace(/\s+/g, ' ').trim();
  const characters = [...graphemes.segment(line)].map(({ segment }) => segment);
  if (characters.length <= longest) return line;
  const cut = characters.slice(0, longest - 1).join('');
  const space = cut.lastIndexOf(' ');
  // A script without spaces, or one very long word, is cut where the room ends.
  const kept = characters[longest - 1] === ' ' || space < longest / 2 ? cut : cut.slice(0, space);
  return `${kept.replace(/[\s,.;:–—-]+$/u, '')}…`;
};
