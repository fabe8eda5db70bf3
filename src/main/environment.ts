import { parseAddress } from './address.ts';

/** What the surroundings ask of a development run. A packaged app listens to none of it. */
export interface Environment {
  /** The address of electron-vite's server, on this machine. */
  developmentServer: string | null;
  /** A Groq double on this machine. */
  groqBaseUrl: string | null;
  /** Say on the standard output when the window can be used. */
  marksStartup: boolean;
  /** Whatever moves by itself stands still. */
  isStill: boolean;
}

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Development may redirect the app, but never to another machine. */
export const loopbackAddress = (text: string | undefined): string | null => {
  const address = parseAddress(text ?? '');
  const isWeb = address?.protocol === 'http:' || address?.protocol === 'https:';
  return address && isWeb && loopback.has(address.hostname) ? address.href.replace(/\/$/, '') : null;
};

export const readEnvironment = (
  variables: Readonly<Record<string, string | undefined>>,
  run: 'packaged' | 'development',
): Environment => {
  const heard = run === 'packaged' ? {} : variables;
  return {
    developmentServer: loopbackAddress(heard['ELECTRON_RENDERER_URL']),
    groqBaseUrl: loopbackAddress(heard['VERSAAI_GROQ_BASE_URL']),
    marksStartup: heard['VERSAAI_STARTUP_MARK'] === '1',
    isStill: heard['VERSAAI_STILL'] === '1',
  };
};

/**
 * What of our own surroundings the engine's process gets. Variables that reconfigure Node stay behind: one of them turns
 * off the verification of certificates, another trusts more of them.
 */
export const engineVariables = (
  variables: Readonly<Record<string, string | undefined>>,
): Record<string, string> => {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(variables))
    if (value !== undefined && !/^(NODE|ELECTRON|VERSAAI|SSL)_/i.test(name)) kept[name] = value;
  return kept;
};
