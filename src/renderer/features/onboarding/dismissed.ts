const key = 'versa.welcome';

/** Whoever has chosen, or has had conversations, is not asked again. */
export const isWelcomeDismissed = (): boolean => localStorage.getItem(key) === 'dismissed';

export const dismissWelcome = (): void => localStorage.setItem(key, 'dismissed');
