import { computed, ref } from 'vue';
import { defineStore } from 'pinia';
import type { Language, Preferences } from '../../shared/shell.ts';
import { speak } from '../i18n/index.ts';

export type Theme = Exclude<Preferences['theme'], 'system'>;

/** How the window looks and speaks. The shell keeps it; this mirrors it onto the document. */
export const usePreferences = defineStore('preferences', () => {
  const { boot } = window.versa;
  const preferences = ref<Preferences>(boot.preferences);
  const darkSystem = window.matchMedia('(prefers-color-scheme: dark)');
  const systemTheme = ref<Theme>(darkSystem.matches ? 'dark' : 'light');

  const theme = computed<Theme>(() =>
    preferences.value.theme === 'system' ? systemTheme.value : preferences.value.theme,
  );
  const language = computed<Language>(() =>
    preferences.value.language === 'system' ? boot.systemLanguage : preferences.value.language,
  );
  const isStill = boot.reducedMotion || window.matchMedia('(prefers-reduced-motion: reduce)').matches;

  const apply = async (): Promise<void> => {
    document.documentElement.dataset['theme'] = theme.value;
    await speak(language.value);
  };

  /** Sets the document up before anything is mounted, and keeps it so. */
  const start = async (): Promise<void> => {
    if (boot.reducedMotion) document.documentElement.dataset['motion'] = 'reduced';
    document.documentElement.dataset['platform'] = boot.platform;
    darkSystem.addEventListener('change', ({ matches }) => {
      systemTheme.value = matches ? 'dark' : 'light';
      void apply();
    });
    window.versa.on('preferences.changed', (changed) => {
      preferences.value = changed;
      void apply();
    });
    await apply();
  };

  const update = async (patch: Partial<Preferences>): Promise<void> => {
    preferences.value = await window.versa.call('preferences.update', patch);
    await apply();
  };

  return { preferences, theme, language, isStill, start, update };
});
