import { describe, expect, it } from 'vitest';
import { dollarsText, parseDollars, withPrice } from './prices.ts';

describe('a price that is typed', () => {
  it('is kept in micro-dollars, to the last digit', () => {
    expect(parseDollars('0.15')).toBe(150_000);
    expect(parseDollars(' $0.29 ')).toBe(290_000);
    expect(parseDollars('3')).toBe(3_000_000);
    expect(parseDollars('0.000001')).toBe(1);
    expect(parseDollars('0')).toBe(0);
    expect(parseDollars('1000')).toBe(1_000_000_000);
  });

  it('may have a comma before its fraction', () => {
    expect(parseDollars('0,6 $')).toBe(600_000);
  });

  it('is refused where it is not one', () => {
    for (const text of ['', 'free', '-1', '1.', '.5', '1.2.3', '0.0000001', '1000.01', '12345'])
      expect(parseDollars(text), text).toBeNull();
  });

  it('is offered again as it was typed', () => {
    for (const text of ['0', '0.15', '3', '0.000001', '999.5'])
      expect(dollarsText(parseDollars(text) ?? -1)).toBe(text);
  });
});

describe('the list of prices', () => {
  const price = (model: string, input = 1) => ({ model, input, output: 2 });

  it('is kept by name', () => {
    expect(withPrice([price('b')], price('a'), null).map(({ model }) => model)).toEqual(['a', 'b']);
  });

  it('holds an edited price once, also under its new name', () => {
    const edited = withPrice([price('a'), price('b')], price('c', 9), price('a'));
    expect(edited).toEqual([price('b'), price('c', 9)]);
  });
});
