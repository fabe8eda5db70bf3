import { appOrigin } from '../shared/shell.ts';
import { parseAddress } from './address.ts';

/** Where a page of ours may come from: the bundle, and the development server when there is one. */
export interface Origins {
  isOurs(url: string): boolean;
}

/** `URL.origin` is `null` for a scheme that the URL standard does not know, such as ours. */
export const originOf = (url: string): string | null => {
  const address = parseAddress(url);
  return address && `${address.protocol}//${address.host}`;
};

export const pageOrigins = (developmentServer: string | null): Origins => {
  const ours = new Set([appOrigin, ...(developmentServer ? [originOf(developmentServer)] : [])]);
  return { isOurs: (url) => ours.has(originOf(url)) };
};
