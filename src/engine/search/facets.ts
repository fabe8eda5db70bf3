import type { Thing } from './query/syntax.ts';

/*
 * What a message is, beside what it says, goes into the same index as marks: words that no text can hold, because
 * they begin with a character for private use that the indexed text is freed of. So a filter is one more word of
 * the query, the index is the only thing that is walked, and a page costs the same with filters as without. Kept as
 * columns, a filter that fits nothing would have every match of a common word looked up in its table.
 */

/** U+E000; texts and queries lose all of U+E000 to U+E0FF. */
const sign = '\ue000';
const reserved = /[\ue000-\ue0ff]/g;

/** A text in which no mark can be mistaken for a word. */
export const withoutMarks = (text: string): string => text.replace(reserved, ' ');

const token = (kind: string, value: string): string => sign + kind + value;
/** What the tokenizer would take apart, or two spellings of one name differ by. */
const bare = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

export const marks = {
  role: (role: 'user' | 'assistant'): string => token('r', role),
  /** `id` in any form; its hexadecimal digits count. */
  conversation: (id: Uint8Array): string => token('c', Buffer.from(id).toString('hex')),
  model: (model: string): string => token('m', bare(model)),
  holds: (thing: Thing): string => token('h', thing),
  language: (language: string): string =>
    token('l', bare(language.replaceAll('+', 'p').replaceAll('#', 'sharp'))),
  starred: token('s', 'starred'),
  interrupted: token('s', 'interrupted'),
  /** Of texts of 2^n to 2^(n+1) characters. */
  length: (bucket: number): string => token('z', String(bucket)),
} as const;

export const lengthBucket = (characters: number): number => Math.floor(Math.log2(Math.max(1, characters)));
/** No text is longer than 2^22 characters. */
export const longestBucket = 22;

const fence = /^ {0,3}(?:`{3,}|~{3,})[ \t]*([^\s`{]{0,40})/gm;
const link = /(?<!!)\[[^[\]\n]{1,1000}\]\((?!data:)[^()\s]{1,2000}|https?:\/\/[^\s<>)\]]{3,}/;
const image = /!\[[^[\]\n]{0,1000}\]\([^()\s]{1,2000}/;
const file =
  /(?:https?:\/\/|\]\()[^\s<>()]{1,2000}\.(?:pdf|docx?|xlsx?|pptx?|odt|ods|csv|tsv|zip|gz|tar|7z|epub|txt|md|json|xml|ya?ml|log)\b/i;
const table = /^ {0,3}\|?(?: ?:?-{3,200}:? ?\|){1,100}(?: ?:?-{3,200}:? ?)?$/m;
const math = /\$\$[^$]|\\\(|\\\[|(?<![\w$\\])\$(?![\s\d])[^$\n]{1,200}(?<![\s\\])\$(?![\w$])/;

/** The languages of the code blocks of a text, as they were written. */
const codeLanguages = (content: string): { blocks: number; names: Set<string> } => {
  const names = new Set<string>();
  let fences = 0;
  for (const [, name] of content.matchAll(fence)) {
    fences += 1;
    if (name) names.add(name.toLowerCase());
  }
  return { blocks: fences, names };
};

export interface MarkedMessage {
  content: string;
  role: 'user' | 'assistant';
  state: string;
  starred: 0 | 1;
  model: string | null;
  conversationId: Uint8Array;
}

/** The marks of a message, in a fixed order. */
export const marksOf = (message: MarkedMessage, canonicalLanguage: (name: string) => string): string[] => {
  const { content } = message;
  const found = [
    marks.role(message.role),
    marks.conversation(message.conversationId),
    marks.length(lengthBucket(content.length)),
  ];
  if (message.model !== null) found.push(marks.model(message.model));
  if (message.starred === 1) found.push(marks.starred);
  if (message.state === 'interrupted') found.push(marks.interrupted);
  if (content.includes('```') || content.includes('~~~')) {
    const { blocks, names } = codeLanguages(content);
    if (blocks > 0) found.push(marks.holds('code'));
    for (const name of new Set([...names].map(canonicalLanguage))) found.push(marks.language(name));
  }
  if (content.includes('](') || content.includes('://')) {
    if (link.test(content)) found.push(marks.holds('link'));
    if (image.test(content)) found.push(marks.holds('image'));
    if (file.test(content)) found.push(marks.holds('file'));
  }
  if (content.includes('|-') || content.includes('-|') || content.includes('| -') || content.includes('| :'))
    if (table.test(content)) found.push(marks.holds('table'));
  if ((content.includes('$') || content.includes('\\')) && math.test(content))
    found.push(marks.holds('math'));
  return found;
};
