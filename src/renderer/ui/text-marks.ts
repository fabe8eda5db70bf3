import { onScopeDispose, watch } from 'vue';
import { findSpans, type Phrase } from '../../shared/search-text/index.ts';

/** Elements that end the line of text before and after them: no word and no phrase reaches over their edge. */
const blocks = new Set([
  ...['ARTICLE', 'BLOCKQUOTE', 'BR', 'BUTTON', 'DD', 'DIV', 'DL', 'DT', 'FIGCAPTION', 'FIGURE', 'FOOTER'],
  ...['H1', 'H2', 'H3', 'H4', 'H5', 'H6', 'HEADER', 'HR', 'LI', 'OL', 'P', 'PRE', 'SECTION', 'TABLE'],
  ...['TBODY', 'TD', 'TH', 'THEAD', 'TR', 'UL'],
]);
/** What the window itself writes into a message is not searched. */
const own = new Set(['BUTTON', 'FIGCAPTION']);

/** The text nodes of one line of text: `**bo**ld` is three nodes and one word. */
type Run = Text[];

export const runsOf = (root: Node): Run[] => {
  const runs: Run[] = [];
  let run: Run = [];
  const end = (): void => {
    if (run.length > 0) runs.push(run);
    run = [];
  };
  const walk = (node: Node): void => {
    if (node instanceof Text) {
      run.push(node);
      return;
    }
    const isBlock = node instanceof Element && blocks.has(node.tagName);
    if (isBlock) end();
    if (!(node instanceof Element && own.has(node.tagName))) node.childNodes.forEach(walk);
    if (isBlock) end();
  };
  walk(root);
  end();
  return runs;
};

/** The node and the place in it where the letter at `index` of the run stands. */
const placeIn = (run: Run, index: number, edge: 'start' | 'end'): [Text, number] | null => {
  let offset = index;
  for (const node of run) {
    // A stretch ends in the node of its last letter, and begins in that of its first.
    if (edge === 'end' ? offset <= node.data.length : offset < node.data.length) return [node, offset];
    offset -= node.data.length;
  }
  return null;
};

export const rangesIn = (root: Node, phrases: readonly Phrase[]): Range[] =>
  runsOf(root).flatMap((run) => {
    const text = run.map(({ data }) => data).join('');
    return findSpans(text, phrases).flatMap(({ start, end }) => {
      const from = placeIn(run, start, 'start');
      const to = placeIn(run, end, 'end');
      if (!from || !to) return [];
      const range = document.createRange();
      range.setStart(...from);
      range.setEnd(...to);
      return [range];
    });
  });

/** The two looks of a match, as styles/base.css has them. */
const highlightOf = (name: 'search-match' | 'search-current'): Highlight => {
  const known = CSS.highlights.get(name);
  if (known) return known;
  const made = new Highlight();
  made.priority = name === 'search-current' ? 1 : 0;
  CSS.highlights.set(name, made);
  return made;
};

interface Marked {
  /** Where to look for texts; whatever is rendered there later is marked too. */
  root(): HTMLElement | null;
  phrases(): readonly Phrase[];
  /** The value of `data-searched` of the text that one has gone to. */
  current?(): string | null;
}

/**
 * Marks what the phrases match in all elements with `data-searched` below the root, for as long as the caller lives.
 * The page's nodes stay as they are: the highlights lie over them.
 */
export const useTextMarks = ({ root, phrases, current = () => null }: Marked): void => {
  let marks: { highlight: Highlight; range: Range }[] = [];
  let frame = 0;

  const clear = (): void => {
    for (const { highlight, range } of marks) highlight.delete(range);
    marks = [];
  };
  const mark = (): void => {
    clear();
    const wanted = phrases();
    if (wanted.length === 0) return;
    for (const text of root()?.querySelectorAll<HTMLElement>('[data-searched]') ?? []) {
      const isCurrent = current() !== null && text.dataset['searched'] === current();
      const highlight = highlightOf(isCurrent ? 'search-current' : 'search-match');
      for (const range of rangesIn(text, wanted)) {
        highlight.add(range);
        marks.push({ highlight, range });
      }
    }
  };
  const markSoon = (): void => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(mark);
  };

  const observer = new MutationObserver(() => {
    if (phrases().length > 0) markSoon();
  });
  watch(
    root,
    (element) => {
      observer.disconnect();
      if (element) observer.observe(element, { childList: true, characterData: true, subtree: true });
      markSoon();
    },
    { immediate: true, flush: 'post' },
  );
  watch([phrases, current], markSoon);
  onScopeDispose(() => {
    observer.disconnect();
    cancelAnimationFrame(frame);
    clear();
  });
};
