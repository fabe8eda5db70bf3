import { describe, expect, it } from 'vitest';
import { formatsIn } from './formats.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const now = new Date('2026-03-10T12:00').getTime();
const english = formatsIn('en');
const spanish = formatsIn('es');

describe('how long ago something was', () => {
  it('is told in the largest unit that has passed', () => {
    expect(english.relative(now - 12 * minute, now)).toBe('12 minutes ago');
    expect(english.relative(now - 119 * minute, now)).toBe('1 hour ago');
    expect(english.relative(now - 3 * day, now)).toBe('3 days ago');
    expect(english.relative(now - 45 * day, now)).toBe('1 month ago');
    expect(spanish.relative(now - 3 * day, now)).toBe('hace 3 días');
  });

  it('has a word for what is just now, and counts hours, not dates', () => {
    expect(english.relative(now, now)).toBe('now');
    expect(english.relative(now - 400, now)).toBe('now');
    expect(english.relative(now - day, now)).toBe('1 day ago');
  });

  it('looks forward as well', () => {
    expect(english.relative(now + 2 * minute + 30_000, now)).toBe('in 2 minutes');
    expect(spanish.relative(now + 20_000, now)).toBe('dentro de 20 segundos');
  });
});
