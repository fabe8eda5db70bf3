import fc from 'fast-check';
import { encode } from 'gpt-tokenizer/encoding/o200k_harmony';
import { O200K_TOKEN_SPLIT_REGEX } from 'gpt-tokenizer/encodingParams/constants';
import { describe, expect, it } from 'vitest';
import { longestRun, stretches, withoutLongRuns } from '../../src/engine/context/pieces.ts';
import { TokenCounter } from '../../src/engine/context/tokens.ts';

const gptOss = 'openai/gpt-oss-120b';
const asText = { disallowedSpecial: new Set<string>() };

const texts = {
  english: "It's the reader's turn: we'll see what they've found, won't we?\n\n",
  spanish: '¿Podrías explicármelo con palabras más sencillas? Un ejemplo bastará, señor Núñez.\n',
  german: 'Geschwindigkeitsbegrenzungen auf Hauptverkehrsstraßen wurden 2024 verschärft.\n',
  russian: 'Объясни, пожалуйста, как работает двигатель внутреннего сгорания.\n',
  chinese: '请帮我写一封给客户的邮件,说明产品发布日期推迟了两个星期。谢谢!',
  japanese: '京都で四日間の旅行を計画してください。一日目は清水寺と祇園です。',
  hindi: 'कृपया मुझे समझाइए कि प्रकाश संश्लेषण कैसे काम करता है।\n',
  arabic: 'من فضلك اشرح لي كيف تعمل الطاقة الشمسية وما هي مزاياها.\n',
  emoji: '👩‍👩‍👧‍👦 went to 🇯🇵, 10/10 🎉🎉🎉\r\n\r\n',
  code: 'export const f = (x: number): string => {\n\t\treturn `${x * 1_000}`; // why?\n};\n\n\n',
};

/** Counts by characters, and remembers what it was asked. */
const recorder = () => {
  const asked: string[] = [];
  const counter = new TokenCounter(() =>
    Promise.resolve((text: string) => {
      asked.push(text);
      return text.length;
    }),
  );
  return { asked, counter };
};

describe('the tokens of a text', () => {
  const counter = new TokenCounter();

  it.each([
    ['', 0],
    ['hello world', 2],
    ['¿Qué tal?', 3],
  ])('of %j are %i', async (text, tokens) => {
    expect(await counter.countText(gptOss, text)).toEqual({ tokens, precision: 'exact' });
  });

  it.each(Object.entries(texts))('in %s are those that the vocabulary has', async (_name, text) => {
    expect(await counter.countText(gptOss, text)).toEqual({
      tokens: encode(text).length,
      precision: 'exact',
    });
  });

  it.each(Object.entries(texts))('in much %s are as many in pieces as in one', async (_name, text) => {
    const long = Array.from({ length: Math.ceil(60_000 / text.length) }, (_, at) => `${text}${at} `).join('');
    expect(await counter.countText(gptOss, long)).toEqual({
      tokens: encode(long).length,
      precision: 'exact',
    });
  });

  it('take the marks of the protocol for what a person wrote', async () => {
    const text = 'What does <|end|> mean, and <|endoftext|>?';
    expect(await counter.countText(gptOss, text)).toEqual({
      tokens: encode(text, asText).length,
      precision: 'exact',
    });
  });

  it.each(['qwen/qwen3.6-27b', 'llama3.2:3b', 'phi4', ''])(
    'are estimated for %j, rather too high',
    async (model) => {
      const count = await counter.countText(model, texts.english);
      expect(count.precision).toBe('about');
      expect(count.tokens).toBeGreaterThan(encode(texts.english).length);
    },
  );

  it('are exact for gpt-oss by whatever name a server has it', async () => {
    for (const model of ['openai/gpt-oss-20b', 'gpt-oss:120b', 'unsloth/GPT-OSS-20b-GGUF']) {
      expect((await counter.countText(model, 'hello')).precision).toBe('exact');
    }
  });
});

/** Each mark of the protocol is one token. */
const encodeFramed = (framed: string): number =>
  framed
    .split(/(<\|\w+\|>)/)
    .reduce((sum, part) => sum + (part.startsWith('<|') ? 1 : encode(part).length), 0);

describe('the tokens of turns', () => {
  const counter = new TokenCounter();

  it('are those of the text and of what frames it', async () => {
    const { turns, precision } = await counter.countTurns(gptOss, [
      { role: 'system', content: 'Be brief' },
      { role: 'user', content: 'hello world' },
      { role: 'assistant', content: 'Hi!' },
    ]);
    const framed = [
      '<|start|>developer<|message|># Instructions\n\nBe brief\n\n<|end|>',
      '<|start|>user<|message|>hello world<|end|>',
      '<|start|>assistant<|channel|>final<|message|>Hi!<|end|>',
    ];
    expect(turns.map(({ tokens }) => tokens)).toEqual(framed.map(encodeFramed));
    expect(precision).toBe('exact');
  });

  it('are no surer than the least sure of them', async () => {
    const { precision } = await counter.countTurns(gptOss, [
      { role: 'user', content: 'a'.repeat(10_000) },
      { role: 'user', content: 'hello' },
    ]);
    expect(precision).toBe('about');
  });

  it('are counted once for a conversation that grows, and for each of its models', async () => {
    const { asked, counter: recording } = recorder();
    const first = { role: 'user', content: 'one' } as const;
    const second = { role: 'assistant', content: 'two' } as const;
    await recording.countTurns(gptOss, [first]);
    await recording.countTurns(gptOss, [first, second]);
    await recording.countTurns('phi4', [first, second]);
    expect(asked).toEqual(['one', 'two']);
  });

  it('wait for a vocabulary that is loaded once, and not before it is wanted', async () => {
    let loaded = 0;
    const lazy = new TokenCounter(() => {
      loaded += 1;
      return Promise.resolve((text) => text.length);
    });
    expect(loaded).toBe(0);
    await Promise.all([lazy.countText(gptOss, 'one'), lazy.countText(gptOss, 'two')]);
    expect(loaded).toBe(1);
  });
});

describe('texts that would keep the engine busy', () => {
  /** What the tokenizer does at worst: the square of each piece that it merges. */
  const work = async (text: string): Promise<number> => {
    const { asked, counter } = recorder();
    const count = await counter.countText(gptOss, text);
    expect(count).toEqual({ tokens: text.length, precision: 'about' });
    return asked
      .flatMap((part) => part.match(O200K_TOKEN_SPLIT_REGEX) ?? [])
      .reduce((sum, merged) => sum + merged.length ** 2, 0);
  };

  it.each(['a', 'A', '的', '!', ' ', '\n', '/', '\n/', '👩'])(
    '%j, repeated: ten times as long is ten times the work',
    async (unit) => {
      const short = await work(unit.repeat(100_000));
      const long = await work(unit.repeat(1_000_000));
      expect(long / short).toBeGreaterThan(9);
      expect(long / short).toBeLessThan(11);
    },
  );

  it('are counted by the real vocabulary too, at most a token too many for each part', async () => {
    const { tokens } = await new TokenCounter().countText(gptOss, 'a'.repeat(1_000_000));
    // Eight letters a token.
    expect(tokens).toBeGreaterThan(100_000);
    expect(tokens).toBeLessThan(140_000);
  });

  it('let others have their turn meanwhile', async () => {
    const { counter } = recorder();
    let ticks = 0;
    const immediately = (): void => {
      ticks += 1;
      if (ticks < 100) setImmediate(immediately);
    };
    setImmediate(immediately);
    await counter.countText(gptOss, 'word '.repeat(100_000));
    expect(ticks).toBeGreaterThan(20);
  });
});

describe('the pieces of a text', () => {
  const unit = fc.constantFrom(
    'a',
    'é',
    'e\u0301',
    '的',
    '👩‍👧',
    '🎉',
    '\ud83d',
    '7',
    ' ',
    '\n',
    '/',
    '!',
    "'",
    'word ',
  );
  const anyText = fc
    .array(fc.tuple(unit, fc.nat(3_000)), { maxLength: 40 })
    .map((parts) => parts.map(([text, times]) => text.repeat(times)).join(''));

  it('are the text again when put together, short, and tear no character in two', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const long = [...stretches(text)];
        const pieces = long.flatMap((stretch) => [...withoutLongRuns(stretch.text)]);
        expect(pieces.map((piece) => piece.text).join('') === text).toBe(true);
        expect(Math.max(0, ...long.map((stretch) => stretch.text.length))).toBeLessThan(17_000);
        // What the tokenizer merges in one go is a run of signs and one of line breaks at most, and a space before them.
        const merged = pieces.flatMap((piece) => piece.text.match(O200K_TOKEN_SPLIT_REGEX) ?? []);
        expect(Math.max(0, ...merged.map(({ length }) => length))).toBeLessThanOrEqual(2 * longestRun + 1);
        const torn = pieces.slice(1).filter((piece, before) => {
          const seam = (pieces[before]?.text.at(-1) ?? '') + (piece.text[0] ?? '');
          return /^[\ud800-\udbff][\udc00-\udfff]$/.test(seam);
        });
        expect(torn).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  it('have as many tokens as the whole where they end by nature', () => {
    const word = fc.constantFrom(
      'It',
      "'",
      "'s",
      ' ',
      '  ',
      '\n',
      '\r\n',
      '。',
      '的',
      'é',
      '\u0301',
      '12',
      '3',
      '👩',
      '.',
      '/',
      'ABC',
      'def',
    );
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), (words) => {
        const filler = 'x y '.repeat(4_090);
        const text = filler + words.join('') + filler;
        const parts = [...stretches(text)];
        fc.pre(parts.every(({ end }) => end === 'natural'));
        const inParts = parts.reduce((sum, part) => sum + encode(part.text, asText).length, 0);
        expect(inParts).toBe(encode(text, asText).length);
      }),
      { numRuns: 50 },
    );
  });
});
