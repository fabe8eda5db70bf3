import { computed, type Ref } from 'vue';
import type { MatchCount } from '../../../shared/contract/search.ts';
import { useFormats, useTexts } from '../../i18n/index.ts';

/** Two figures say how many there are about; more would claim to be exact. */
const roughly = (value: number): number => {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, value))) - 1);
  return Math.round(value / step) * step;
};

export const useCountText = (count: Ref<MatchCount | null>) => {
  const { t } = useTexts();
  const formats = useFormats();
  return computed(() => {
    if (!count.value) return '';
    const { value, precision } = count.value;
    if (precision === 'about') return t('search.aboutCount', { count: formats.value.number(roughly(value)) });
    return t('search.count', { count: formats.value.number(value) }, value);
  });
};
