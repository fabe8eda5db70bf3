import { app } from 'electron';
import { preferencesSchema, type Language, type Preferences } from '../shared/shell.ts';
import { chooseLanguage } from './texts.ts';
import type { Store } from './store.ts';

export interface PreferencesKeeper {
  read(): Preferences;
  update(patch: { [Name in keyof Preferences]?: Preferences[Name] | undefined }): Preferences;
  /** What `system` means on this machine. */
  systemLanguage(): Language;
  language(): Language;
}

export const keepPreferences = (
  store: Store,
  onChange: (preferences: Preferences) => void,
): PreferencesKeeper => {
  const read = (): Preferences => store.get('preferences');
  const systemLanguage = (): Language => chooseLanguage(app.getPreferredSystemLanguages());
  return {
    read,
    update({ theme, language }) {
      const before = read();
      const preferences = preferencesSchema.parse({
        theme: theme ?? before.theme,
        language: language ?? before.language,
      });
      store.set('preferences', preferences);
      onChange(preferences);
      return preferences;
    },
    systemLanguage,
    language() {
      const { language } = read();
      return language === 'system' ? systemLanguage() : language;
    },
  };
};
