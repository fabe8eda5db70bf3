import { describe, expect, it } from 'vitest';
import { rangesIn, runsOf } from './text-marks.ts';

const element = (html: string): HTMLElement => {
  const root = document.createElement('div');
  root.innerHTML = html;
  return root;
};
const textsOf = (html: string): string[] =>
  runsOf(element(html)).map((run) => run.map(({ data }) => data).join(''));
const found = (html: string, ...words: string[]): string[] =>
  rangesIn(element(html), [{ words, prefix: false }]).map(String);

describe('marks in a rendered text', () => {
  it('read the text of a block as one, whatever stands in it', () => {
    expect(textsOf('<p>The <strong>bo</strong>ld <em>word</em></p><p>next</p>')).toEqual([
      'The bold word',
      'next',
    ]);
  });

  it('do not reach from one block into the next', () => {
    expect(textsOf('<ul><li>green</li><li>tea</li></ul>')).toEqual(['green', 'tea']);
    expect(found('<p>green</p><p>tea</p>', 'green', 'tea')).toEqual([]);
    expect(found('<p>green<br>tea</p>', 'green', 'tea')).toEqual([]);
  });

  it('cover a word that is set in two ways', () => {
    expect(found('<p>a <strong>bo</strong>ld word</p>', 'bold')).toEqual(['bold']);
    expect(found('<p>Green <em>tea</em>, twice: green tea</p>', 'green', 'tea')).toEqual([
      'Green tea',
      'green tea',
    ]);
  });

  it('leave alone what the window itself wrote', () => {
    expect(
      found('<figure><figcaption>Copy</figcaption><pre><code>copy it</code></pre></figure>', 'copy'),
    ).toEqual(['copy']);
  });
});
