import { describe, expect, it } from 'vitest';
import { renderMarkdown, type MarkdownLabels } from './parser.ts';

// The second gate, DOMPurify, wants a real browser: the end-to-end tests prove it on the running app.

const labels: MarkdownLabels = {
  copyCode: 'Copy',
  plainText: 'Text',
  code: 'Code',
  image: (host) => host,
  imageLocal: 'Image',
  done: 'Done',
  open: 'Open',
};

const rendered = (markdown: string): HTMLElement => {
  const root = document.createElement('div');
  root.innerHTML = renderMarkdown(markdown, {}, labels);
  return root;
};

const attributesOf = (root: HTMLElement): string[] =>
  [...root.querySelectorAll('*')].flatMap((element) => [...element.attributes].map(({ name }) => name));

describe('what a model writes', () => {
  const hostile = [
    '<script>window.pwned = 1</script>',
    '<img src="x" onerror="window.pwned = 1">',
    '<svg onload="window.pwned = 1"><script>1</script></svg>',
    '<iframe src="https://example.com"></iframe>',
    '<form action="https://example.com"><input name="a"></form>',
    '<style>* { display: none }</style>',
    '<p style="position: fixed">over everything</p>',
    '<a href="javascript:window.pwned=1">click</a>',
    '<a href=" java\nscript:window.pwned=1">click</a>',
    '<a href="data:text/html,<script>1</script>">click</a>',
    '<math><mtext><table><mglyph><style><img src=x onerror=1>',
    '<object data="x"></object><embed src="x"><base href="https://example.com"><meta http-equiv="refresh">',
    '<button type="button" formaction="javascript:1" onclick="1">x</button>',
  ];

  it.each(hostile)('is text where it is HTML: %s', (html) => {
    const root = rendered(`${html}\n\nthe end`);
    const forbidden = 'script, img, svg, iframe, form, input, style, object, embed, base, meta, math';
    expect(root.querySelectorAll(forbidden)).toHaveLength(0);
    expect(attributesOf(root).filter((name) => name.startsWith('on') || name === 'style')).toEqual([]);
    expect(root.textContent).toContain('the end');
  });

  it('gets links for https and mail, and none for other schemes', () => {
    const root = rendered(
      '[a](https://example.com) [b](mailto:a@example.com) [c](javascript:alert(1)) [d](data:text/html,x) [e](file:///etc/passwd)',
    );
    expect([...root.querySelectorAll('a')].map((link) => link.getAttribute('href'))).toEqual([
      'https://example.com',
      'mailto:a@example.com',
    ]);
  });

  it('loads no picture: its place says where it would have come from', () => {
    const root = rendered('![a cat](https://tracker.example/pixel.png)');
    expect(root.querySelector('img')).toBeNull();
    const chip = root.querySelector<HTMLElement>('.image-chip');
    expect(chip?.dataset['address']).toBe('https://tracker.example/pixel.png');
    expect(chip?.textContent).toBe('a cattracker.example');
  });

  it('keeps what markdown is made of', () => {
    const root = rendered(
      '# Title\n\n- [x] done\n\n3. three\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n```ts\nconst a = 1;\n```',
    );
    expect(root.querySelector('h2')?.textContent).toBe('Title');
    expect(root.querySelector('.task-box')?.getAttribute('aria-label')).toBe('Done');
    expect(root.querySelector('ol')?.getAttribute('start')).toBe('3');
    expect(root.querySelector('td.align-right')?.textContent).toBe('2');
    expect(root.querySelector<HTMLElement>('figure')?.dataset['language']).toBe('ts');
    expect(root.querySelector('button')?.getAttribute('type')).toBe('button');
  });
});
