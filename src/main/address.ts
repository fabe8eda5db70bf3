/** The runtime's `URL.parse`, which the oldest Node that we run on does not have yet. */
export const parseAddress = (text: string): URL | null => (URL.canParse(text) ? new URL(text) : null);
