import { readFileSync } from 'node:fs';
import { lastUserText } from './wire.ts';
import type { ChatRequest } from './wire.ts';

/** A subject the double can speak about. The texts are Markdown files, so that they read and diff as such. */
interface Subject {
  readonly file: string;
  readonly title: string;
  readonly pattern: RegExp;
}

const SUBJECTS: readonly Subject[] = [
  { file: 'binary-search', title: 'Binary search in TypeScript', pattern: /binary search|búsqueda binaria/i },
  { file: 'kyoto', title: 'Three days in Kyoto', pattern: /kyoto|京都|japan trip|viaje a jap/i },
  { file: 'sqlite-wal', title: 'How SQLite WAL works', pattern: /\bwal\b|write-ahead/i },
  {
    file: 'index-or-full-text',
    title: 'SQL index or full-text search',
    pattern: /full-?text|\bfts5?\b|(sql|database) index/i,
  },
  { file: 'spanish-email', title: 'An email in Spanish', pattern: /(translate|email).*spanish|al español/is },
  { file: 'python-csv', title: 'Summing a CSV file in Python', pattern: /\bcsv\b|python/i },
  { file: 'sourdough', title: 'A weekend sourdough loaf', pattern: /sourdough|bread|masa madre/i },
  {
    file: 'regular-expression',
    title: 'A regular expression for dates',
    pattern: /regex|regular expression/i,
  },
];

export function answerFor(chat: ChatRequest): string {
  const question = lastUserText(chat);
  const subject = SUBJECTS.find(({ pattern }) => pattern.test(question));
  if (subject === undefined) return fallbackAnswer(question, chat);
  return readFileSync(new URL(`./answers/${subject.file}.md`, import.meta.url), 'utf8').trimEnd();
}

/** A title is asked for without streaming: by a system prompt that says so, or with room for a few words only. */
export function isTitleRequest(chat: ChatRequest): boolean {
  if (chat.stream) return false;
  const asksForTitle = chat.messages.some(({ role, text }) => role === 'system' && /\btitle\b/i.test(text));
  return asksForTitle || (chat.maximumTokens !== null && chat.maximumTokens <= 40);
}

export function titleFor(chat: ChatRequest): string {
  const conversation = chat.messages
    .filter(({ role }) => role !== 'system')
    .map(({ text }) => text)
    .join('\n');
  const subject = SUBJECTS.find(({ pattern }) => pattern.test(conversation));
  if (subject !== undefined) return subject.title;
  const firstUserText = chat.messages.find(({ role }) => role === 'user')?.text ?? '';
  const words = firstUserText
    .replace(/^\s*(user|question)\s*:/i, '')
    .split('\n')[0]
    ?.replace(/[?!.,;:"“”*_`#>]/g, '')
    .trim()
    .split(/\s+/)
    .slice(0, 6)
    .join(' ');
  if (words === undefined || words === '') return 'New conversation';
  return words.charAt(0).toLocaleUpperCase() + words.slice(1);
}

export function reasoningFor(chat: ChatRequest): string {
  const question = summary(lastUserText(chat), 90);
  return `The user asks: "${question}". Give the direct answer first, then the details that decide it, briefly.`;
}

function summary(text: string, length: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const characters = [...line];
  return characters.length <= length
    ? line
    : `${characters
        .slice(0, length - 1)
        .join('')
        .trimEnd()}…`;
}

/** Chosen by the words of the question, so that equal questions get equal answers and different ones differ. */
const OPENINGS = [
  'In short: it depends on one thing, and it pays to settle that first.',
  'There is a simple answer and a thorough one; here are both.',
  'Good question to take apart before answering.',
];

function fallbackAnswer(question: string, chat: ChatRequest): string {
  const subject = summary(question, 160);
  if (subject === '') return 'There was no question in that message. What would you like to know?';
  const weight = [...subject].reduce((sum, character) => sum + (character.codePointAt(0) ?? 0), 0);
  const opening = OPENINGS[weight % OPENINGS.length] ?? '';
  const turn = chat.messages.filter(({ role }) => role === 'user').length;
  const link = turn > 1 ? ' Building on what we said before:' : '';
  return [
    `You asked: _${subject}_`,
    `${opening}${link}`,
    [
      '1. **Name the goal.** What would you see if it had worked?',
      '2. **Take the smallest step that could prove it wrong.** Ten minutes now save an afternoon later.',
      '3. **Keep what you learn.** A line in your notes is enough.',
    ].join('\n'),
    'If you tell me your constraints (time, tools, people), I can make this concrete.',
  ].join('\n\n');
}
