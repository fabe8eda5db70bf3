import { describe, expect, it } from 'vitest';
import { excerptOf, questionIn, quotationOf, wantsEarlierAnswers } from './earlier-answers.ts';
import { reachOf } from './reach.ts';

describe('a model', () => {
  it('cannot be reached without a network, or at an endpoint that is offline or down', () => {
    expect(reachOf('offline', 'online')).toBe('unreachable');
    expect(reachOf('online', 'offline')).toBe('unreachable');
    expect(reachOf('online', 'down')).toBe('unreachable');
  });

  it('is hoped to be reached otherwise', () => {
    for (const health of ['unknown', 'online', 'slow', 'limited'] as const)
      expect(reachOf('online', health)).toBe('reachable');
  });
});

describe('earlier answers are offered', () => {
  it('while no model can be reached and three words are typed', () => {
    expect(wantsEarlierAnswers('unreachable', 'four days', 'wanted')).toBe(false);
    expect(wantsEarlierAnswers('unreachable', 'four days in', 'wanted')).toBe(true);
  });

  it('not when the model can answer', () => {
    expect(wantsEarlierAnswers('reachable', 'four days in Kyoto', 'wanted')).toBe(false);
  });

  it('not again once they were dismissed', () => {
    expect(wantsEarlierAnswers('unreachable', 'four days in Kyoto', 'dismissed')).toBe(false);
  });

  it('in scripts without spaces too', () => {
    expect(wantsEarlierAnswers('unreachable', '京都で四日間の旅行を計画して', 'wanted')).toBe(true);
  });

  it('for what is asked, not for what was quoted', () => {
    const text = `Why four days?\n\n${quotationOf({ answer: 'Because of\n\nthe temples.' }, '“Kyoto”, 3 May')}\n`;
    expect(questionIn(text)).toBe('Why four days?');
  });
});

describe('an earlier answer', () => {
  it('is quoted whole, with its source', () => {
    expect(quotationOf({ answer: 'Go in spring.\n\n- Gion\n' }, '“Kyoto”, 3 May')).toBe(
      '> Go in spring.\n>\n> - Gion\n>\n> — “Kyoto”, 3 May',
    );
  });

  it('is shown as plain words', () => {
    expect(excerptOf('## Kyoto\n\n**Four** days, see [the map](https://a.example):\n\n- `Gion`\n')).toBe(
      'Kyoto Four days, see the map: Gion',
    );
  });

  it('is shown from its beginning', () => {
    const excerpt = excerptOf('word '.repeat(500));
    expect(excerpt.length).toBeLessThan(330);
    expect(excerpt.endsWith('…')).toBe(true);
  });
});
