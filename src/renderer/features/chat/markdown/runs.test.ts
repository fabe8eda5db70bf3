import hljs from 'highlight.js/lib/core';
import typescript from 'highlight.js/lib/languages/typescript';
import { describe, expect, it } from 'vitest';
import { readRuns } from './runs.ts';

hljs.registerLanguage('typescript', typescript);

describe('highlighted code as runs', () => {
  it('holds exactly the code', () => {
    const code = 'const a = `x ${b} & "c"` < 1 && \'d\'; // <script>\n';
    const runs = readRuns(hljs.highlight(code, { language: 'typescript' }).value);
    expect(runs.map(({ text }) => text).join('')).toBe(code);
    expect(runs[0]).toEqual({ text: 'const', scope: 'keyword' });
  });

  it('takes the innermost colour', () => {
    expect(readRuns('<span class="hljs-string">a<span class="hljs-subst">b</span>c</span>d')).toEqual([
      { text: 'a', scope: 'string' },
      { text: 'b', scope: 'subst' },
      { text: 'c', scope: 'string' },
      { text: 'd', scope: null },
    ]);
  });
});
