import type { Turn } from '../model/index.ts';

const instruction =
  'Give the conversation a title of two to six words in the language of the user. ' +
  'Answer with the title alone: no quotation marks, no full stop, no markdown.';

/** Enough of both sides to know what it is about; a pasted book would only cost tokens. */
const excerptLength = 2_000;

export const titleTurns = (question: string, answer: string): Turn[] => [
  { role: 'system', content: instruction },
  { role: 'user', content: question.slice(0, excerptLength) },
  { role: 'assistant', content: answer.slice(0, excerptLength) },
  { role: 'user', content: 'The title:' },
];

const unwrap = (text: string): string => text.replace(/^[#*_"'“”«»`\s]+|[*_"'“”«»`.\s]+$/g, '');

/** What a model made of the request, as a title: one line, no wrapping marks; `null` when nothing usable is left. */
export const readTitle = (answer: string): string | null => {
  const line = answer.split('\n').find((candidate) => candidate.trim() !== '') ?? '';
  const bare = unwrap(unwrap(line).replace(/^(title|título)\s*:/i, ''));
  return bare === '' || bare.length > 120 ? null : bare;
};
