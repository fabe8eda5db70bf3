import { computed, type ComputedRef } from 'vue';
import { createI18n, useI18n } from 'vue-i18n';
import type { Language } from '../../shared/shell.ts';
import english from './en/index.ts';
import type { MessageKey, Messages } from './keys.ts';

export { errorKey, type MessageKey } from './keys.ts';
export { monthName, useFormats } from './formats.ts';

/** Only the language in use is loaded, and English behind it. */
const loaders: Record<Exclude<Language, 'en'>, () => Promise<{ default: Messages }>> = {
  es: () => import('./es/index.ts'),
};

export const i18n = createI18n<[Messages], Language, false>({
  legacy: false,
  locale: 'en',
  fallbackLocale: 'en',
  messages: { en: english } as Record<Language, Messages>,
});

export const speak = async (language: Language): Promise<void> => {
  const { global } = i18n;
  if (language !== 'en') global.setLocaleMessage(language, (await loaders[language]()).default);
  global.locale.value = language;
  document.documentElement.lang = language;
};

export type Translate = (key: MessageKey, values?: Record<string, unknown>, count?: number) => string;

/** `t` whose keys are checked, and the language as something that can be watched. */
export const useTexts = (): { t: Translate; language: ComputedRef<Language> } => {
  const { t, locale } = useI18n();
  return {
    t: (key, values = {}, count) => (count === undefined ? t(key, values) : t(key, values, count)),
    language: computed(() => locale.value as Language),
  };
};

/** The same outside of components. */
export const translate: Translate = (key, values = {}, count) =>
  count === undefined ? i18n.global.t(key, values) : i18n.global.t(key, values, count);
