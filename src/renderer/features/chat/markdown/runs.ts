/** A stretch of code in one colour. */
export interface Run {
  text: string;
  /** `null`: as plain code. */
  scope: string | null;
}

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#x27;': "'",
};

/**
 * highlight.js answers with HTML of spans and five entities. As runs, the page can build it from nodes and text, and
 * no string has to be trusted.
 */
export const readRuns = (html: string): Run[] => {
  const runs: Run[] = [];
  const scopes: string[] = [];
  for (const [piece] of html.matchAll(/<span class="[^"]*">|<\/span>|[^<]+/g)) {
    if (piece.startsWith('</')) scopes.pop();
    else if (piece.startsWith('<')) scopes.push(/hljs-([\w-]+)/.exec(piece)?.[1] ?? '');
    else {
      const text = piece.replace(/&(?:amp|lt|gt|quot|#x27);/g, (entity) => entities[entity] ?? entity);
      runs.push({ text, scope: scopes.findLast((scope) => scope !== '') ?? null });
    }
  }
  return runs;
};
