/**
 * Stands in the fallback runtime where the official Electron has its default app: `electron PATH ...` opens the project
 * at PATH, under its own name. One cached runtime thus serves every clone.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from 'electron';

const fail = (reason) => {
  process.stderr.write(`${reason}\n`);
  app.exit(1);
};

/** The folder of the project, what its package.json says, and the file to start with. */
const find = (given) => {
  const path = resolve(given);
  const description = join(path, 'package.json');
  if (!existsSync(description)) {
    const entry = existsSync(path) && statSync(path).isDirectory() ? join(path, 'index.js') : path;
    return { folder: dirname(entry), about: {}, entry };
  }
  const about = JSON.parse(readFileSync(description, 'utf8'));
  return { folder: path, about, entry: join(path, about.main ?? 'index.js') };
};

const given = process.argv.slice(1).find((argument) => !argument.startsWith('-'));
if (given === undefined) fail('Usage: electron PATH [arguments ...]');
else {
  const { folder, about, entry } = find(given);
  if (!existsSync(entry)) fail(`There is no app to start at ${entry}`);
  else {
    Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true });
    const name = about.productName ?? about.name;
    if (name) app.setName(name);
    if (about.version) app.setVersion(about.version);
    app.setDesktopName?.(about.desktopName ?? `${app.getName()}.desktop`);
    app.setAppPath(folder);
    // Awaited at the top level, so that Electron holds `ready` back until the app has said what it must say before.
    await import(pathToFileURL(entry).href);
  }
}
