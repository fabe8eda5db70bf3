import { describe, expect, it } from 'vitest';
import { patchChildren } from './patch.ts';

const element = (html: string): HTMLElement => {
  const root = document.createElement('div');
  root.innerHTML = html;
  return root;
};

describe('patching', () => {
  it('leaves nodes that are right where they are, and lets text grow in place', () => {
    const target = element('<p>One</p><pre><code>const a</code></pre>');
    const [paragraph, code] = target.children;
    const text = code?.firstChild?.firstChild;
    patchChildren(target, element('<p>One</p><pre><code>const a = 1;</code></pre><p>Two</p>'));
    expect(target.innerHTML).toBe('<p>One</p><pre><code>const a = 1;</code></pre><p>Two</p>');
    expect(target.children[0]).toBe(paragraph);
    expect(target.children[1]).toBe(code);
    expect(code?.firstChild?.firstChild).toBe(text);
  });

  it('replaces what became something else, and removes what is gone', () => {
    const target = element('<p>- item</p><p>x</p><p>y</p>');
    patchChildren(target, element('<ul><li>item</li></ul>'));
    expect(target.innerHTML).toBe('<ul><li>item</li></ul>');
  });
});
