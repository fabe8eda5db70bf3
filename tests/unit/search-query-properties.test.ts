import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  completionContext,
  filterText,
  parseQuery,
  quoteValue,
  staticCompletions,
} from '../../src/engine/search/query/index.ts';
import type { ParsedQuery, QueryNode } from '../../src/engine/search/query/syntax.ts';
import { understoodSchema } from '../../src/shared/contract/search.ts';
import { wordsOf } from '../../src/shared/search-text/index.ts';

const now = new Date(2024, 4, 15, 12, 30).getTime();
const parse = (text: string): ParsedQuery => parseQuery(text, { now });

/** Pieces from which queries, and what only looks like one, come about. */
const piece = fc.oneof(
  fc.constantFrom(
    ...[
      'red',
      'blue*',
      'OR',
      '-',
      '*',
      '"',
      '""',
      '"a b"',
      '“',
      '(',
      ')',
      '\\',
      '\\"',
      ' ',
      '  ',
      '\n',
      '..',
    ],
    ...['from:', 'me', 'de:yo', 'form:me', 'in:"', 'en:x', 'has:cod', 'tiene:código', 'sort:oldest', '-is:'],
    ...['during:last week', 'antes:hoy', '2024-02-30', 'after:2024..', 'longer:1.000', 'lang:constructor'],
    ...['学习', 'é', '\ue000', '\ud800', '\0', '½', 'carpeta:"a \\" b"', 'tag:', 'modle:x'],
  ),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.string({ unit: 'grapheme', maxLength: 6 }),
);
const query = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
const spaced = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(' '));
const anyQuery = fc.oneof(query, spaced);

const nodesOf = (node: QueryNode | null): QueryNode[] => {
  if (node === null) return [];
  if (node.kind === 'all' || node.kind === 'any') return [node, ...node.of.flatMap(nodesOf)];
  return node.kind === 'not' ? [node, ...nodesOf(node.of)] : [node];
};
const bare = ({ filters }: ParsedQuery) =>
  filters.map(({ name, value, negated }) => ({ name, value, negated }));

describe('whatever is typed', () => {
  it('is understood as the contract says, with all positions in the text', () => {
    fc.assert(
      fc.property(anyQuery, (text) => {
        const { condition, ...understood } = parse(text);
        expect(understoodSchema.parse(understood)).toEqual(understood);
        const stretches = nodesOf(condition).filter(
          (node) => node.kind === 'phrase' || node.kind === 'filter',
        );
        for (const { start, end } of [...understood.filters, ...understood.problems, ...stretches]) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('has filters one after the other', () => {
    fc.assert(
      fc.property(anyQuery, (text) => {
        let from = 0;
        for (const { start, end } of parse(text).filters) {
          expect(start).toBeGreaterThanOrEqual(from);
          from = end;
        }
      }),
    );
  });

  it('makes no empty condition, and none that joins less than two', () => {
    fc.assert(
      fc.property(anyQuery, (text) => {
        const { condition, isEmpty } = parse(text);
        expect(isEmpty).toBe(condition === null);
        for (const node of nodesOf(condition)) {
          if (node.kind === 'all' || node.kind === 'any') expect(node.of.length).toBeGreaterThan(1);
          if (node.kind === 'phrase') expect(node.phrase.words).not.toContain('');
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('never gives the index a word that could be one of its marks', () => {
    fc.assert(
      fc.property(anyQuery, (text) => {
        for (const node of nodesOf(parse(text).condition))
          if (node.kind === 'phrase') expect(node.phrase.words.join('')).not.toMatch(/[\ue000-\uf8ff]/);
      }),
    );
  });

  it('loses just the filter that is cut out', () => {
    fc.assert(
      fc.property(anyQuery, (text) => {
        const parsed = parse(text);
        parsed.filters.forEach(({ start, end }, place) => {
          const left = parse(text.slice(0, start) + text.slice(end));
          expect(bare(left)).toEqual(bare(parsed).toSpliced(place, 1));
        });
      }),
      { numRuns: 1000 },
    );
  });

  it('is told only what is understood without a problem', () => {
    fc.assert(
      fc.property(anyQuery, (text) => {
        for (const { suggestions } of parse(text).problems)
          for (const suggestion of suggestions) expect(parse(suggestion).problems, suggestion).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it('takes no longer than it is long', () => {
    const pieces = ['(', ')', '"', '-', '*', 'a ', 'OR ', 'from:', 'form:"', 'in:"\\', 'during:last ', '你'];
    for (const text of [...pieces, 'a', ' )', '(-(', 'form:me ', 'during:a\n', '\\', 'in:"a"', 'x)']) {
      const began = performance.now();
      parse(text.repeat(100_000 / text.length));
      expect(performance.now() - began, text).toBeLessThan(1_500);
    }
  });
});

describe('what stands in quotes', () => {
  it('is looked for as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const plain = text.replace(/["“”„«»＂\ue000-\uf8ff]/g, ' ');
        const words = [...wordsOf(plain)].map(({ folded }) => folded);
        expect(parse(`"${plain}"`).phrases).toEqual(words.length === 0 ? [] : [{ words, prefix: false }]);
      }),
    );
  });

  it('is a value whatever it holds, in a filter that we write', () => {
    const value = fc
      .oneof(
        fc.string({ unit: 'grapheme', minLength: 1 }),
        fc.constantFrom('a"b', 'a\\', '\\"', 'x)', '((', '-x', '“a”', 'OR', 'a:b'),
      )
      .map((text) => text.replace(/[\ue000-\uf8ff]/g, ' ').trim())
      .filter((text) => text !== '');
    fc.assert(
      fc.property(
        value,
        fc.constantFrom('in', 'folder', 'tag', 'model'),
        fc.constantFrom('en', 'es'),
        (text, name, language) => {
          const parsed = parse(`a ${filterText(name, text, language)} b`);
          expect(bare(parsed)).toEqual([{ name, value: text, negated: false }]);
          expect(parsed.problems).toEqual([]);
          expect(parsed.phrases).toHaveLength(2);
        },
      ),
      { numRuns: 1000 },
    );
    expect(filterText('in', 'Four days in Kyoto', 'es')).toBe('en:"Four days in Kyoto"');
    expect([quoteValue('work'), quoteValue('my work'), quoteValue('a"b')]).toEqual([
      ...['work', '"my work"', '"a\\"b"'],
    ]);
  });
});

/** `|` is the caret. */
const offered = (text: string, language: 'en' | 'es' = 'en'): string[] => {
  const caret = text.indexOf('|');
  const context = completionContext(text.replace('|', ''), caret);
  return staticCompletions(context, language, now).map(({ insert }) => insert);
};
const completed = (text: string, language: 'en' | 'es' = 'en'): string => {
  const caret = text.indexOf('|');
  const plain = text.replace('|', '');
  const { start, end } = completionContext(plain, caret);
  return plain.slice(0, start) + (offered(text, language)[0] ?? '') + plain.slice(end);
};

describe('at the caret', () => {
  it.each([
    ['fr|', ['from:'], ['de:']],
    ['red -d|', ['-during:', '-from:', '-after:'], ['-de:', '-después:', '-durante:']],
    ['so|', ['sort:'], ['orden:']],
    ['-so|', [], []],
    ['|', [], []],
    ['red |', [], []],
    ['well-fr|', [], []],
    ['"fr|', [], []],
    ['from:|', ['from:me ', 'from:assistant '], ['de:yo ', 'de:asistente ']],
    ['-de:a|', ['-from:assistant '], ['-de:asistente ']],
    ['tiene:co|', ['has:code '], ['tiene:código ']],
    ['during:"la| ', ['during:"last week" ', 'during:"last month" ', 'during:"last year" '], null],
    ['during:last w|', ['during:"last week" '], ['durante:"semana pasada" ']],
    ['after:2024|', ['after:2024 ', 'after:2024-05 '], null],
    ['after:2023-1|', ['after:2023-10 ', 'after:2023-11 ', 'after:2023-12 '], null],
    ['lang:py|', ['lang:python '], ['lenguaje:python ']],
    ['longer:|', ['longer:200 ', 'longer:500 ', 'longer:1000 '], null],
    ['in:Ky|', [], []],
  ])('in %j', (text, english, spanish) => {
    expect(offered(text)).toEqual(english);
    if (spanish) expect(offered(text, 'es')).toEqual(spanish);
  });

  it('tells what is being typed, for what only the database knows', () => {
    expect(completionContext('red -in:"Four da', 16)).toEqual({
      start: 4,
      end: 16,
      at: { kind: 'value', name: 'in', typed: 'Four da', negated: true },
    });
    expect(completionContext('tag:', 4).at).toMatchObject({ kind: 'value', name: 'tag', typed: '' });
    expect(completionContext('in:"Kyoto"', 10).at).toEqual({ kind: 'none' });
  });

  it('puts in what was chosen and leaves the rest alone', () => {
    expect(completed('red fr| blue')).toBe('red from: blue');
    expect(completed('red has:co| blue')).toBe('red has:code blue');
    expect(completed('red h|as:code')).toBe('red has:code');
    expect(completed('is:ar|x blue')).toBe('is:archived blue');
  });

  it('is asked anything, anywhere: every value that is offered is understood', () => {
    fc.assert(
      fc.property(anyQuery, fc.nat(60), fc.constantFrom('en', 'es'), (text, at, language) => {
        const caret = Math.min(at, text.length);
        const context = completionContext(text, caret);
        expect(context.start).toBeLessThanOrEqual(context.end);
        expect(context.end).toBeLessThanOrEqual(text.length);
        for (const { kind, insert } of staticCompletions(context, language, now))
          if (kind === 'value') expect(parse(insert).problems).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });
});
