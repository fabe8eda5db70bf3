import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cutSnippet,
  highlight,
  openingWords,
  parseQuery,
  searchableMessage,
  visibleText,
} from '../../src/engine/search/index.ts';
import {
  findSpans,
  findSpansByLetters,
  indexedText,
  wordsOf,
  type Phrase,
} from '../../src/shared/search-text/index.ts';

const phrasesOf = (query: string): Phrase[] => parseQuery(query, { now: 0 }).phrases;
const snippet = (content: string, query: string): string =>
  cutSnippet(content, phrasesOf(query))
    .map(({ text, hit }) => (hit ? `[${text}]` : text))
    .join('');
const words = (text: string): string[] => [...wordsOf(text)].map(({ folded }) => folded);

describe('what a reader sees of markdown', () => {
  it.each([
    ['# A title', 'A title'],
    ['- one\n- [x] two\n3. three', 'one\ntwo\nthree'],
    ['> quoted **bold** and _slanted_', 'quoted bold and slanted'],
    ['un**believ**able', 'unbelievable'],
    ['snake_case_name stays', 'snake_case_name stays'],
    ['2 * 3 * 4', '2 * 3 * 4'],
    ['see [the docs](https://example.com/a "Title") now', 'see the docs now'],
    ['![a cat](cat.png)', 'a cat'],
    ['<https://example.com>', 'https://example.com'],
    ['`a **b** c`', 'a **b** c'],
    ['\\*literal\\*', '*literal*'],
    ['```js\nconst a = **b;\n```\nafter **all**', 'const a = **b;\nafter all'],
    ['~~~\n```\ninside\n~~~', '```\ninside'],
    ['| a | b |\n|---|:-:|\n| 1 | 2 |', '  a   b  \n\n  1   2  '],
    ['above\n***\nbelow', 'above\n\nbelow'],
  ])('%j is %j', (markdown, visible) => {
    expect(visibleText(markdown).replace(/^ +| +$/gm, '')).toBe(visible.replace(/^ +| +$/gm, ''));
  });

  it('takes no longer than the text is long, whatever the text', () => {
    for (const piece of ['[', '![', '`', '*', '_a', '<', '|', '> ', '\\', '[a](', '- ', '``a`']) {
      const began = performance.now();
      visibleText(piece.repeat(100_000));
      visibleText(`${piece}\n`.repeat(50_000));
      expect(performance.now() - began, piece).toBeLessThan(1_500);
    }
  });
});

describe('words', () => {
  it('are folded in case, accents and compatibility forms', () => {
    expect(words('Ünïcode ﬁne ＡＢＣ İstanbul ΟΔΟΣ Ёлка e\u0301te')).toEqual([
      ...['unicode', 'fine', 'abc', 'istanbul', 'οδοσ', 'елка', 'ete'],
    ]);
  });

  it('are found in scripts that have no spaces', () => {
    expect(words('機械学習とAIの話')).toEqual(['機械', '学習', 'と', 'ai', 'の', '話']);
    expect(words('我喜欢读书')).toEqual(['我', '喜欢', '读书']);
    expect(words('ภาษาไทยง่าย').join('|')).toBe('ภาษา|ไทย|ง่าย');
  });

  it('keep their vowel signs where these are letters of their own', () => {
    expect(words('हिन्दी की किताब')).toEqual(['हिन्दी', 'की', 'किताब'].map((word) => word.normalize('NFC')));
    expect(words('がぎ')).not.toEqual(words('かき'));
  });

  it('say where they stand', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        let from = 0;
        for (const { start, end } of wordsOf(text)) {
          expect(start).toBeGreaterThanOrEqual(from);
          expect(end).toBeGreaterThan(start);
          from = end;
        }
        expect(from).toBeLessThanOrEqual(text.length);
      }),
    );
  });

  it('of plain ASCII are indexed as those of any other text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
        const plain = indexedText(text).match(/[a-z0-9]+/g) ?? [];
        expect((indexedText(`${text} é`).match(/[a-z0-9]+/g) ?? []).slice(0, -1)).toEqual(plain);
      }),
    );
  });
});

describe('what is indexed', () => {
  it('is the words that a query is made of, whatever the text', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('ﬁne ™ ½ ℃ ', 'e\u0301te', '機械e\u0301学習', 'ΟΔΟΣ Straße ', 'ภาษาไทย', ' und '),
    );
    const cut = (text: string): string[] => text.match(/[\p{L}\p{M}\p{N}\p{Co}]+/gu) ?? [];
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
        const text = pieces.join('');
        expect(cut(indexedText(text))).toEqual(words(text).flatMap(cut));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('the marks of a message', () => {
  const marked = (content: string, more: Partial<Parameters<typeof searchableMessage>[0]> = {}): string[] =>
    searchableMessage({
      content,
      role: 'assistant',
      state: 'complete',
      model: null,
      conversationId: new Uint8Array(16),
      starred: 0,
      ...more,
    })
      .split(' ')
      .filter((word) => word.startsWith('\ue000'))
      .map((word) => word.slice(1))
      .filter((word) => !/^[rcz]/.test(word));

  it.each([
    ['plain words', []],
    ['```python\nprint(1)\n```', ['hcode', 'lpython']],
    ['~~~py3\nx\n~~~\n\n```\nno name\n```', ['hcode', 'lpy3']],
    ['  ```C++\nx\n  ```', ['hcode', 'lcpp']],
    ['an `inline` span', []],
    ['see [here](https://example.com)', ['hlink']],
    ['see https://example.com/a.PDF', ['hlink', 'hfile']],
    ['![a cat](cat.png)', ['himage']],
    ['| a | b |\n|---|---|\n| 1 | 2 |', ['htable']],
    ['a | b\n- | -\n1 | 2', []],
    ['it is $x^2$ or so', ['hmath']],
    ['it costs $5 or $6', []],
    ['\\[ x \\]', ['hmath']],
    ['a \ue000hcode that a text claims', []],
  ])('%j are %j', (content, expected) => {
    expect(marked(content)).toEqual(expected);
  });

  it('say who, with what and how it ended', () => {
    expect(marked('x', { model: 'openai/gpt-oss-120b', state: 'interrupted', starred: 1 })).toEqual([
      ...['mopenaigptoss120b', 'sstarred', 'sinterrupted'],
    ]);
  });
});

describe('a snippet', () => {
  it('marks what matched, folded and as a beginning', () => {
    expect(snippet('A **Résumé** of `resumes`', 'resume')).toBe('A [Résumé] of [resumes]');
    expect(snippet('今日は機械学習の話', '機械')).toBe('今日は[機械]学習の話');
    expect(snippet('one two one', '"two one"')).toBe('one [two one]');
  });

  it('is one line around the place with the most of the query', () => {
    const text = `${'filler words '.repeat(40)}alpha\n\n${'more filler '.repeat(40)}alpha *beta*\ngamma${' end'.repeat(60)}`;
    const cut = snippet(text, 'alpha beta');
    expect(cut).toMatch(/^….* \[alpha\] \[beta\] gamma( end)+…$/);
    expect(cut).not.toContain('\n');
    expect(cut.length).toBeLessThan(180);
  });

  it('begins the message when the query is not in it', () => {
    expect(snippet('Nothing here', 'else')).toBe('Nothing here');
    expect(snippet('word '.repeat(100), 'else')).toMatch(/^(word )+word…$/);
    expect(snippet('', 'else')).toBe('');
  });

  it('finds what stands deep in a long text', () => {
    const deep = snippet(`${'x '.repeat(200_000)}needle ${'😀 '.repeat(1_000)}`, 'needle');
    expect(deep).toMatch(/^…(x )+\[needle\] (😀 ?)+…$/u);
  });

  it('never cuts a character in two, nor loses the text of a hit', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 600 }),
        fc.string({ unit: 'grapheme', maxLength: 5 }),
        (text, query) => {
          const pieces = cutSnippet(text.toWellFormed(), phrasesOf(query));
          for (const { text: piece } of pieces) {
            expect(piece.isWellFormed()).toBe(true);
            expect(piece).not.toBe('');
          }
        },
      ),
    );
  });

  it('of a title is the whole title', () => {
    expect(highlight('The big  blue', phrasesOf('bl'))).toEqual([
      { text: 'The big ', hit: false },
      { text: 'blue', hit: true },
    ]);
  });
});

describe('opening words', () => {
  it('are one line without marks, ending with a word', () => {
    expect(openingWords('# Hello\n\n**world**')).toBe('Hello world');
    expect(openingWords('')).toBe('');
    const long = openingWords('The quick brown fox jumps over the lazy dog, and then it rests for a while');
    expect(long).toBe('The quick brown fox jumps over the lazy dog, and then it…');
    expect(openingWords('👨‍👩‍👧‍👦'.repeat(100))).toBe(`${'👨‍👩‍👧‍👦'.repeat(59)}…`);
    expect(openingWords('語'.repeat(100))).toBe(`${'語'.repeat(59)}…`);
  });
});

describe('finding by letters', () => {
  const pieces = fc.constantFrom(
    ...[
      'list',
      'Listing',
      'función',
      'FUNCION',
      'naïve',
      'e\u0301t\u00e9',
      'été',
      'ете',
      'ёлка',
      'Ωμέγα',
      'ωμεγα',
    ],
    ...['½', 'ﬁn', 'straße', 'İ', '𝐀𝐁', '한국어', 'Привет', 'a', 'A', '42', '_', '-', '😀', 'ab'],
  );
  const texts = fc
    .array(fc.tuple(pieces, fc.constantFrom(' ', ' ', ' ', '', ', ', '\n')), { maxLength: 12 })
    .map((parts) => parts.flat().join(''));

  it('finds what cutting into words finds, or leaves it to that', () => {
    fc.assert(
      fc.property(
        texts,
        fc.tuple(pieces, pieces),
        fc.constantFrom(' ', '" "', ' "'),
        (text, [one, two], by) => {
          const phrases = phrasesOf(`${one}${by}${two}`);
          const quick = findSpansByLetters(text, phrases, 1_000);
          if (quick === null) return;
          const exact = findSpans(text, phrases);
          const key = ({ start, end, phrase }: { start: number; end: number; phrase: number }): string =>
            `${start}-${end}-${phrase}`;
          expect(quick.map(key).sort()).toEqual(exact.map(key).sort());
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it('needs no cutting for words as they were typed, with or without accents', () => {
    expect(findSpansByLetters('Una función, dos funciones', phrasesOf('funcion '), 9)).toEqual([
      { start: 4, end: 11, phrase: 0 },
    ]);
    expect(findSpansByLetters('我们使用大数据分析数据', phrasesOf('数据 '), 9)).not.toBeNull();
  });

  it('says at once that a word is not there', () => {
    expect(findSpansByLetters('Straße', phrasesOf('nothing '), 9)).toEqual([]);
  });
});
