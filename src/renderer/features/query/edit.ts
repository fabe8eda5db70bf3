import type { FilterName, SearchFilter } from '../../../shared/contract/search.ts';

interface Stretch {
  start: number;
  end: number;
}

/** The text without this stretch, and without the second of the spaces that then stand beside each other. */
export const cutStretch = (text: string, { start, end }: Stretch): string => {
  const before = text.slice(0, start).trimEnd();
  const after = text.slice(end).trimStart();
  return before !== '' && after !== '' ? `${before} ${after}` : before + after;
};

export const replaceStretch = (text: string, { start, end }: Stretch, instead: string): string =>
  text.slice(0, start) + instead + text.slice(end);

const cutAll = (text: string, stretches: readonly Stretch[]): string =>
  // From the end, so that the places of the others stay true.
  [...stretches].sort((one, other) => other.start - one.start).reduce(cutStretch, text);

/** The text without any filter of this name. */
export const withoutFilter = (text: string, filters: readonly SearchFilter[], name: FilterName): string =>
  cutAll(
    text,
    filters.filter((filter) => filter.name === name),
  );

/** The text with one filter of this name, written as `filter`, in the place of those that there were. */
export const withFilter = (
  text: string,
  filters: readonly SearchFilter[],
  name: FilterName,
  filter: string,
): string => {
  const rest = withoutFilter(text, filters, name).trim();
  return rest === '' ? filter : `${rest} ${filter}`;
};
