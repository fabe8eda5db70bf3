/*
 * A scanner, not a parser: it takes from markdown what the eye does not see. A full parser gives the same words at
 * a twentieth of the speed (measured with markdown-it), and each message passes here once before its commit.
 * Every pattern is linear: the quantifiers are bounded or cannot overlap, since models and users write anything.
 */

const fence = /^ {0,3}(`{3,}|~{3,})/;
const rule = /^ {0,3}(?:[-*_=] {0,3}){3,200}$/;
const tableRule = /^ {0,3}\|?(?: ?:?-{1,200}:? ?\|){1,100}(?: ?:?-{1,200}:? ?)?$/;
const lineMarks =
  /^[ \t]{0,40}(?:>[ \t]?){0,20}(?:#{1,6}[ \t]|(?:[-*+]|\d{1,9}[.)])[ \t](?:\[[ xX]\][ \t])?)?/;
const link = /!?\[([^[\]\n]{0,1000})\]\([^()\s]{0,2000}(?:[ \t]{1,9}"[^"\n]{0,500}")?\)/g;
const autolink = /<(https?:\/\/[^<>\s]{1,2000}|mailto:[^<>\s]{1,500})>/g;
const emphasis = /\*{1,3}|~~|(?<![\p{L}\p{N}])_{1,3}(?=\S)|(?<=\S)_{1,3}(?![\p{L}\p{N}])/gu;
const mayEmphasise = /[*_~]/;
const escape = /\\([!-/:-@[-`{-~])/g;
const codeSpan = /(`+)([^`\n]+)\1/g;

/** Each pattern runs only over lines that hold its signs: most hold none. */
const visibleProse = (line: string): string => {
  let visible = line;
  if (visible.includes('](')) visible = visible.replace(link, '$1');
  if (visible.includes('<')) visible = visible.replace(autolink, '$1');
  if (mayEmphasise.test(visible))
    visible = visible.replace(emphasis, (marks, offset: number, whole: string) =>
      whole[offset - 1] === '\\' || (marks === '*' && whole[offset - 1] === ' ' && whole[offset + 1] === ' ')
        ? marks
        : '',
    );
  return visible.includes('\\') ? visible.replace(escape, '$1') : visible;
};

/** A line that begins with a letter and holds no bar is prose, and most are. */
const mayBeMarked = /^[ \t>#*+\-\d_=:]|\|/;

const visibleLine = (line: string): string => {
  if (mayBeMarked.test(line)) {
    if (rule.test(line) || tableRule.test(line)) return '';
    return visibleSpans(line.replace(lineMarks, '').replaceAll('|', ' '));
  }
  return visibleSpans(line);
};

const visibleSpans = (line: string): string => {
  if (!line.includes('`')) return visibleProse(line);
  let visible = '';
  let from = 0;
  for (const span of line.matchAll(codeSpan)) {
    visible += visibleProse(line.slice(from, span.index)) + span[2];
    from = span.index + span[0].length;
  }
  return visible + visibleProse(line.slice(from));
};

/** What a reader sees of markdown: words and code without marks, addresses of links and images left out. */
export const visibleText = (markdown: string): string => {
  let open: string | null = null;
  const lines: string[] = [];
  for (const line of markdown.split('\n')) {
    const mark = fence.exec(line)?.[1];
    if (mark !== undefined && open === null) open = mark;
    else if (mark !== undefined && open !== null && mark.startsWith(open)) open = null;
    else lines.push(open === null ? visibleLine(line) : line);
  }
  return lines.join('\n');
};
