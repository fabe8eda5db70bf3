import type { FilterName, SearchFilter, SearchSort } from '../../../shared/contract/search.ts';
import { useTexts, type MessageKey, type Translate } from '../../i18n/index.ts';

/** Values that are the same few for everybody, and so have names in each language. */
const fixedValues: Readonly<Partial<Record<FilterName, readonly string[]>>> = {
  from: ['me', 'assistant'],
  has: ['code', 'link', 'image', 'file', 'table', 'math'],
  is: ['pinned', 'archived', 'starred', 'interrupted'],
  sort: ['relevance', 'newest', 'oldest'],
};

const valueName = (t: Translate, name: FilterName, value: string): string =>
  fixedValues[name]?.includes(value) ? t(`search.values.${value}` as MessageKey) : value;

/** How filters are called, and how they are written, in the language of the window. */
export const useFilterNames = () => {
  const { t } = useTexts();
  return {
    nameOf: (name: FilterName): string => t(`search.filters.${name}`),
    valueOf: (name: FilterName, value: string): string => valueName(t, name, value),
    sentenceOf: ({ name, value, negated }: Pick<SearchFilter, 'name' | 'value' | 'negated'>): string => {
      const text = `${t(`search.filters.${name}`)}: ${valueName(t, name, value)}`;
      return negated ? t('search.not', { filter: text }) : text;
    },
    writeDuring: (value: string): string => t('search.write.during', { value }),
    writeSort: (sort: SearchSort): string => t(`search.write.sort.${sort}`),
  };
};
