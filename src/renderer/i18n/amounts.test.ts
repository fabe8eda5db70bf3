import { describe, expect, it } from 'vitest';
import { formatsIn } from './formats.ts';

const english = formatsIn('en');
const spanish = formatsIn('es');
/** Which kind of space stands between a number and its unit is the language's own affair. */
const plain = (text: string): string => text.replace(/\s/g, ' ');

describe('money', () => {
  it('is said in cents, and exactly where it is less than one', () => {
    expect(english.dollars(0)).toBe('$0.00');
    expect(english.dollars(1_204_000)).toBe('$1.20');
    expect(english.dollars(4_200)).toBe('$0.0042');
    expect(english.dollars(75)).toBe('$0.000075');
  });

  it('loses nothing where it is a price', () => {
    expect(english.price(75_000)).toBe('$0.075');
    expect(english.price(600_000)).toBe('$0.60');
  });

  it('is in dollars in every language', () => {
    expect(plain(spanish.dollars(1_204_000))).toBe('1,20 US$');
  });
});

describe('a share', () => {
  it('has a decimal only while it is small', () => {
    expect(english.percent(0)).toBe('0%');
    expect(english.percent(0.0734)).toBe('7.3%');
    expect(english.percent(0.734)).toBe('73%');
    expect(plain(spanish.percent(0.0734))).toBe('7,3 %');
  });
});

describe('a duration', () => {
  it('is said in the largest units that it fills', () => {
    expect(english.duration(0)).toBe('0 sec');
    expect(english.duration(3.14)).toBe('3.1 sec');
    expect(english.duration(59.9)).toBe('59 sec');
    expect(english.duration(61)).toBe('1 min');
    expect(english.duration(2 * 3600 + 5 * 60)).toBe('2 hr 5 min');
    expect(english.duration(7200)).toBe('2 hr');
    expect(spanish.duration(2 * 3600 + 5 * 60)).toBe('2 h 5 min');
  });
});
