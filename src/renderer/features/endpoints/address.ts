/** The form's own check; the engine has the last word. */
export const isHttpAddress = (text: string): boolean => {
  const address = text.trim();
  return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
};
