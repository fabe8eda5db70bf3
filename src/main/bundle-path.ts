import { extname, join, normalize, sep } from 'node:path';
import { appOrigin } from '../shared/shell.ts';
import { parseAddress } from './address.ts';
import { originOf } from './origins.ts';

/** What the bundle is made of; a file of another kind is not served at all. */
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

export interface BundleFile {
  path: string;
  type: string;
}

/** The file of the bundle that a URL names; `null` for another host, and for anything outside of the folder. */
export const resolveBundleFile = (folder: string, url: string): BundleFile | null => {
  const address = parseAddress(url);
  if (!address || originOf(url) !== appOrigin || address.username || address.password) return null;
  let name: string;
  try {
    name = decodeURIComponent(address.pathname);
  } catch {
    return null;
  }
  // A second encoding, a Windows separator or drive, a NUL: nothing that the build ever puts into a name.
  if (/[%\\:\0]/.test(name)) return null;
  const path = normalize(join(folder, name === '/' ? 'index.html' : name));
  const type = types[extname(path)];
  return type !== undefined && path.startsWith(folder + sep) ? { path, type } : null;
};
