import type { Output } from '../../../shared/contract/index.ts';
import { wordsOf } from '../../../shared/search-text/index.ts';
import { editDistance } from '../../core/edit-distance.ts';
import type { ParsedQuery, QueryNode } from '../../search/index.ts';
import type { Vocabulary } from './vocabulary.ts';
import type { GoOn } from './walk.ts';

type Spelling = Output<'search.spelling'>['suggestions'];

const shownPerWord = 3;
/** Rare words are looked for in the index itself, among those with the same first letters, only so long. */
const rareWordsMs = 60;

interface Candidate {
  word: string;
  distance: number;
  messages: number;
}

/** Short words have too many neighbours two letters away. */
const mostEdits = (word: string): number => {
  const { length } = [...word];
  if (length < 3) return 0;
  return length < 6 ? 1 : 2;
};

const phraseNodes = (node: QueryNode | null): Extract<QueryNode, { kind: 'phrase' }>[] => {
  if (node === null || node.kind === 'filter' || node.kind === 'not') return [];
  return node.kind === 'phrase' ? [node] : node.of.flatMap(phraseNodes);
};

export const spellingReads = (vocabulary: Vocabulary, goOn: GoOn) => {
  const nearest = (word: string): Candidate[] => {
    const most = mostEdits(word);
    if (most === 0) return [];
    const found = new Map<string, Candidate>();
    const weigh = (words: Iterable<{ word: string; messages: number }>, until: number): void => {
      let looked = 0;
      for (const { word: other, messages } of words) {
        looked += 1;
        if (looked % 512 === 0) {
          goOn();
          if (performance.now() > until) return;
        }
        const distance = other === word ? 0 : editDistance(word, other, most);
        if (distance > 0 && distance <= most) found.set(other, { word: other, distance, messages });
      }
    };
    weigh(vocabulary.words(''), Infinity);
    weigh(vocabulary.indexed([...word].slice(0, 2).join('')), performance.now() + rareWordsMs);
    return [...found.values()]
      .sort((one, other) => one.distance - other.distance || other.messages - one.messages)
      .slice(0, shownPerWord);
  };

  return {
    /** For each word that the index does not have, the nearest that it has, each put into the text in its place. */
    suggest(query: ParsedQuery, text: string): Spelling {
      const suggestions: Spelling = [];
      for (const { phrase, start, end } of phraseNodes(query.condition)) {
        const typed = [...wordsOf(text.slice(start, end))];
        phrase.words.forEach((word, place) => {
          const at = typed.find((candidate, index) => candidate.folded === word && index >= place);
          const isBeginning = phrase.prefix && place === phrase.words.length - 1;
          if (!at || (isBeginning ? vocabulary.isBeginning(word) : vocabulary.frequency(word) > 0)) return;
          for (const candidate of nearest(word))
            suggestions.push({
              text: text.slice(0, start + at.start) + candidate.word + text.slice(start + at.end),
              instead: text.slice(start + at.start, start + at.end),
              word: candidate.word,
            });
        });
      }
      return suggestions;
    },
  };
};
