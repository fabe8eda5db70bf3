/**
 * What the page may load: itself, and nothing else. Trusted Types close the DOM's string sinks but for the policies
 * that the page declares: Vue's own, the sanitised markdown, DOMPurify's, and the worker that highlights code.
 */
export const contentPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types vue versa-markdown versa-worker dompurify 'allow-duplicates'",
].join('; ');

/** electron-vite's server puts styles into the page and speaks of changes over a socket. */
export const developmentContentPolicy = (server: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self'",
    "img-src 'self' data: blob:",
    `connect-src 'self' ${server.replace(/^http/, 'ws')}`,
    "worker-src 'self' blob:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

export const pageHeaders = (policy: string): Record<string, string> => ({
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  // Looking up a name is a request too, which no content policy covers.
  'x-dns-prefetch-control': 'off',
});
