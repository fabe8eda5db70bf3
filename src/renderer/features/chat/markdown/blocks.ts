import { outline, type References } from './parser.ts';

export interface SplitMarkdown {
  /** Blocks that nothing that may follow can change, first to last. */
  closed: readonly string[];
  /** The rest: one block, or the beginnings of several. */
  open: string;
  references: References;
  /** Changes when `references` does. */
  referencesKey: string;
}

const normalise = (text: string): string =>
  (text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text).replaceAll('\0', '\uFFFD');

/**
 * Cuts a growing markdown text into blocks, so that only its open end is parsed again when something is added.
 *
 * A block is closed when another one has begun on a line that is complete: half a line decides nothing, because `#` is
 * an empty heading until it becomes `#tag`. Lines between blocks belong to the later one, because a link definition may
 * still take the next line as its title. What `parser.render` makes of the whole is then what it makes of the parts.
 */
export class BlockSplitter {
  #text = '';
  #closed: readonly string[] = [];
  #openAt = 0;
  #parsedTo = 0;
  #references: References = {};

  /** `ending` says whether more may follow. */
  update(source: string, ending: 'growing' | 'final'): SplitMarkdown {
    const text = normalise(source);
    if (!text.startsWith(this.#text)) this.#reset();
    this.#text = text;
    this.#close();
    const open = text.slice(this.#openAt);
    const references = { ...this.#references };
    if (ending === 'final') outline(open, references);
    const isBlank = open.trim() === '';
    return {
      closed: ending === 'final' && !isBlank ? [...this.#closed, open] : this.#closed,
      open: ending === 'final' ? '' : open,
      references,
      referencesKey: Object.keys(references).length === 0 ? '' : JSON.stringify(references),
    };
  }

  #reset(): void {
    this.#closed = [];
    this.#openAt = 0;
    this.#parsedTo = 0;
    this.#references = {};
  }

  #close(): void {
    const end = this.#text.lastIndexOf('\n') + 1;
    if (end <= this.#parsedTo) return;
    this.#parsedTo = end;
    const complete = this.#text.slice(this.#openAt, end);
    const blocks = outline(complete, { ...this.#references });
    const starts = lineStarts(complete);
    let from = 0;
    const closed: string[] = [];
    for (const block of blocks.slice(0, -1)) {
      const to = starts[block.end] ?? complete.length;
      closed.push(complete.slice(from, to));
      from = to;
    }
    if (closed.length === 0) return;
    for (const block of closed) outline(block, this.#references);
    this.#closed = [...this.#closed, ...closed];
    this.#openAt += from;
  }
}

const lineStarts = (text: string): number[] => {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
};

/** What looks broken only because its end is on its way: the first ticks of a fence. */
export const tidyOpenBlock = (open: string): string => open.replace(/(^|\n)[ \t]*(`{1,2}|~{1,2})$/, '$1');
