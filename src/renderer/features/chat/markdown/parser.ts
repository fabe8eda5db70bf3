import markdownIt, { type Env, type Token } from 'markdown-it';
import { languageName } from './languages.ts';

/** What the rendered text says by itself, in the language of the app. */
export interface MarkdownLabels {
  copyCode: string;
  plainText: string;
  code: string;
  image(host: string): string;
  imageLocal: string;
  done: string;
  open: string;
}

export type References = NonNullable<Env['references']>;

interface RenderEnvironment extends Env {
  references: References;
  labels: MarkdownLabels;
}

const parser = markdownIt({ html: false, linkify: true, breaks: false, typographer: false });
// A file name is no address: only what is written as one becomes a link.
parser.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });

const { escapeHtml } = parser.utils;
const attribute = (text: string): string => escapeHtml(text);
const labelsOf = (env: Env | undefined): MarkdownLabels => (env as RenderEnvironment).labels;

const codeFigure = (code: string, info: string, labels: MarkdownLabels): string => {
  const language = info.trim().split(/\s+/, 1)[0]?.toLowerCase() ?? '';
  const name = language === '' ? labels.plainText : languageName(language);
  return (
    `<figure class="code" data-language="${attribute(language)}">` +
    `<figcaption><span class="language">${escapeHtml(name)}</span>` +
    `<button type="button" class="copy-code" data-action="copy">${escapeHtml(labels.copyCode)}</button></figcaption>` +
    `<pre tabindex="0" role="group" aria-label="${attribute(`${labels.code}: ${name}`)}"><code>${escapeHtml(code)}</code></pre></figure>\n`
  );
};

const { rules } = parser.renderer;
rules['fence'] = (tokens, index, _options, env) => {
  const token = tokens[index] as Token;
  return codeFigure(token.content, parser.utils.unescapeAll(token.info), labelsOf(env));
};
rules['code_block'] = (tokens, index, _options, env) =>
  codeFigure((tokens[index] as Token).content, '', labelsOf(env));

const hostOf = (address: string): string => (URL.canParse(address) ? new URL(address).host : '');

/** Pictures from the network would tell their server who reads, and when: their place is shown, not they. */
rules['image'] = (tokens, index, options, env, renderer) => {
  const token = tokens[index] as Token;
  const address = String(token.attrGet('src') ?? '');
  const host = hostOf(address);
  const labels = labelsOf(env);
  const alternative = renderer.renderInlineAsText(token.children ?? [], options, env ?? {});
  const what = host === '' ? labels.imageLocal : labels.image(host);
  return (
    `<button type="button" class="image-chip" data-action="open" data-address="${attribute(address)}">` +
    `<span class="image-alternative">${escapeHtml(alternative)}</span><span class="image-host">${escapeHtml(what)}</span></button>`
  );
};

rules['table_open'] = () => '<div class="table-scroll" tabindex="0"><table>\n';
rules['table_close'] = () => '</table></div>\n';

/** The page's policy allows no style attributes, so an alignment becomes a class. */
const alignedCell = (tag: string) => (tokens: Token[], index: number) => {
  const side = /text-align:\s*(left|center|right)/.exec(String(tokens[index]?.attrGet('style') ?? ''))?.[1];
  return side ? `<${tag} class="align-${side}">` : `<${tag}>`;
};
rules['th_open'] = alignedCell('th');
rules['td_open'] = alignedCell('td');

rules['task_box'] = (tokens, index, _options, env) => {
  const isDone = (tokens[index] as Token).info === 'done';
  const labels = labelsOf(env);
  return `<span class="task-box${isDone ? ' is-done' : ''}" role="img" aria-label="${attribute(isDone ? labels.done : labels.open)}"></span>`;
};

/** `- [x] …` becomes a box that shows, but does not take, a tick. */
parser.core.ruler.after('inline', 'task_boxes', (state) => {
  state.tokens.forEach((token, index) => {
    if (token.type !== 'inline' || state.tokens[index - 2]?.type !== 'list_item_open') return;
    const [first] = token.children ?? [];
    const box = first?.type === 'text' ? /^\[([ xX])\] /.exec(first.content) : null;
    if (!first || !box) return;
    first.content = first.content.slice(box[0].length);
    const boxToken = new state.Token('task_box', 'span', 0);
    boxToken.info = box[1] === ' ' ? 'open' : 'done';
    token.children?.unshift(boxToken);
    state.tokens[index - 2]?.attrJoin('class', 'task');
  });
});

/** The page has its one first heading already: those of an answer begin a step below. */
parser.core.ruler.push('lower_headings', (state) => {
  for (const token of state.tokens) {
    const level = /^h([1-6])$/.exec(token.tag)?.[1];
    if (level) token.tag = `h${Math.min(6, Number(level) + 1)}`;
  }
});

/** The top-level blocks of a text as line ranges, and the link definitions in it (added to `references`). */
export const outline = (source: string, references: References): { start: number; end: number }[] => {
  const tokens: Token[] = [];
  parser.block.parse(source, parser, { references }, tokens);
  const blocks: { start: number; end: number }[] = [];
  for (const { level, nesting, map } of tokens)
    if (level === 0 && nesting !== -1 && map) blocks.push({ start: map[0], end: map[1] });
  return blocks;
};

/** HTML that must still be sanitised: the model wrote what is in it. */
export const renderMarkdown = (source: string, references: References, labels: MarkdownLabels): string => {
  const env: RenderEnvironment = { references: { ...references }, labels };
  return parser.render(source, env);
};
