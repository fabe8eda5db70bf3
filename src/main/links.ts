import { domainToUnicode } from 'node:url';
import { parseAddress } from './address.ts';

export interface Link {
  kind: 'page' | 'mail';
  url: string;
  /** Where it really leads: the host or the addresses, an international name in both its forms. */
  target: string;
}

const longest = 2048;

const readMail = (address: URL): Link | null => {
  const recipients = decodeURIComponent(address.pathname);
  if (!/^[^\s<>"]+@[^\s<>"]+$/.test(recipients)) return null;
  const url = new URL(`mailto:${address.pathname}`);
  // Hidden copies and attached files are nothing that a link should bring along.
  const kept = ['subject', 'body'].flatMap((name) => {
    const value = address.searchParams.get(name);
    return value === null ? [] : [`${name}=${encodeURIComponent(value)}`];
  });
  url.search = kept.join('&');
  return { kind: 'mail', url: url.href, target: recipients };
};

const readPage = (address: URL): Link | null => {
  // Names and passwords in front of the host serve only to dress up another one.
  if (address.username || address.password || !address.hostname) return null;
  const readable = domainToUnicode(address.hostname);
  const target = readable === address.hostname ? address.host : `${readable} (${address.host})`;
  return { kind: 'page', url: address.href, target };
};

/** What opening a link would do, told from its text alone: `null` for everything that never leaves the app. */
export const readLink = (text: string): Link | null => {
  const address = parseAddress(text);
  if (!address || address.href.length > longest) return null;
  try {
    if (address.protocol === 'https:') return readPage(address);
    if (address.protocol === 'mailto:') return readMail(address);
  } catch {
    // A broken percent encoding.
  }
  return null;
};
