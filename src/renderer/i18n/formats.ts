import { computed, type ComputedRef } from 'vue';
import { useI18n } from 'vue-i18n';
import type { Language } from '../../shared/shell.ts';

/** Formats are slow to build and few: one of each kind and language. */
const built = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat | Intl.RelativeTimeFormat>();

const dateFormat = (language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => {
  const key = `${language} ${JSON.stringify(options)}`;
  const known = built.get(key);
  if (known instanceof Intl.DateTimeFormat) return known;
  const format = new Intl.DateTimeFormat(language, options);
  built.set(key, format);
  return format;
};

const numberFormat = (language: Language, options: Intl.NumberFormatOptions): Intl.NumberFormat => {
  const key = `${language} number ${JSON.stringify(options)}`;
  const known = built.get(key);
  if (known instanceof Intl.NumberFormat) return known;
  const format = new Intl.NumberFormat(language, options);
  built.set(key, format);
  return format;
};

export interface Formats {
  /** 14:05 */
  time(at: number): string;
  /** 14:05 today, else 3 May, else 3 May 2024. */
  short(at: number): string;
  /** Friday, 3 May 2024 at 14:05 */
  full(at: number): string;
  /** 12 minutes ago, or in 2 minutes, as seen from `now`. */
  relative(at: number, now: number): string;
  number(value: number): string;
  /** 131K */
  compact(value: number): string;
  /** 1.4 MB */
  bytes(value: number): string;
  /** 2 hr 5 min */
  duration(seconds: number): string;
  /** 73% */
  percent(share: number): string;
  /** A sum: $1.20, and below a cent as exact as it takes. */
  dollars(microdollars: number): string;
  /** To its last digit: $0.075 */
  price(microdollars: number): string;
  /** 0.84s */
  seconds(milliseconds: number): string;
}

const relativeFormat = (language: Language, numeric: 'auto' | 'always'): Intl.RelativeTimeFormat => {
  const key = `${language} relative ${numeric}`;
  const known = built.get(key);
  if (known instanceof Intl.RelativeTimeFormat) return known;
  const format = new Intl.RelativeTimeFormat(language, { numeric });
  built.set(key, format);
  return format;
};

/** Each with its length in milliseconds, the longest first. */
const spans = [
  ['year', 365 * 86_400_000],
  ['month', 30 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

const byteUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

const durationParts = (seconds: number): [number, 'hour' | 'minute' | 'second'][] => {
  if (seconds < 60) return [[seconds < 10 ? Math.round(seconds * 10) / 10 : Math.floor(seconds), 'second']];
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return [[minutes, 'minute']];
  return [
    [Math.floor(minutes / 60), 'hour'],
    [minutes % 60, 'minute'],
  ];
};

export const formatsIn = (language: Language, now: () => number = Date.now): Formats => ({
  time: (at) => dateFormat(language, { hour: 'numeric', minute: '2-digit' }).format(at),
  short(at) {
    const today = new Date(now());
    const day = new Date(at);
    if (day.toDateString() === today.toDateString()) return this.time(at);
    const year = day.getFullYear() === today.getFullYear() ? {} : { year: 'numeric' as const };
    return dateFormat(language, { day: 'numeric', month: 'short', ...year }).format(at);
  },
  full: (at) => dateFormat(language, { dateStyle: 'full', timeStyle: 'short' }).format(at),
  relative(at, now) {
    const away = at - now;
    const [unit, length] = spans.find(([, span]) => Math.abs(away) >= span) ?? ['second', 1_000];
    const count = Math.trunc(away / length);
    // A word for now, but none for yesterday: 24 hours ago may be the day before it.
    return count === 0
      ? relativeFormat(language, 'auto').format(0, unit)
      : relativeFormat(language, 'always').format(count, unit);
  },
  number: (value) => numberFormat(language, {}).format(value),
  compact: (value) => numberFormat(language, { notation: 'compact', maximumFractionDigits: 0 }).format(value),
  bytes(value) {
    let unit = 0;
    let size = value;
    while (size >= 1000 && unit < byteUnits.length - 1) {
      size /= 1000;
      unit += 1;
    }
    return numberFormat(language, {
      style: 'unit',
      unit: byteUnits[unit] ?? 'byte',
      unitDisplay: 'short',
      maximumFractionDigits: size < 10 ? 1 : 0,
    }).format(size);
  },
  duration: (seconds) =>
    durationParts(seconds)
      .filter(([amount], index) => amount > 0 || index === 0)
      .map(([amount, unit]) =>
        numberFormat(language, { style: 'unit', unit, unitDisplay: 'short' }).format(amount),
      )
      .join(' '),
  percent: (share) =>
    numberFormat(language, { style: 'percent', maximumFractionDigits: share < 0.1 ? 1 : 0 }).format(share),
  dollars(microdollars) {
    if (microdollars > 0 && microdollars < 10_000) return this.price(microdollars);
    return numberFormat(language, { style: 'currency', currency: 'USD' }).format(microdollars / 1_000_000);
  },
  price: (microdollars) =>
    numberFormat(language, { style: 'currency', currency: 'USD', maximumFractionDigits: 6 }).format(
      microdollars / 1_000_000,
    ),
  seconds: (milliseconds) =>
    numberFormat(language, {
      style: 'unit',
      unit: 'second',
      unitDisplay: 'narrow',
      maximumFractionDigits: milliseconds < 10_000 ? 2 : 0,
    }).format(milliseconds / 1000),
});

/** May 2024, or May alone in this year. */
export const monthName = (language: Language, at: number, now: number): string => {
  const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  const name = dateFormat(language, { month: 'long', ...(isThisYear ? {} : { year: 'numeric' }) }).format(at);
  return name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
};

export const useFormats = (): ComputedRef<Formats> => {
  const { locale } = useI18n();
  return computed(() => formatsIn(locale.value as Language));
};
