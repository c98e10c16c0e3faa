/** Writes a small app that runs, and never over a file that exists. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { PAGE, PAGE_SCRIPT } from './starter/page-files.js';
import { PROVIDERS, SERVER } from './starter/server-files.js';
import { environmentOf, GITIGNORE, type Language, manifestOf, TSCONFIG } from './starter/settings-files.js';

/** What became of each file, by its path in the folder. */
export interface WrittenStarter {
  readonly written: readonly string[];
  /** Files that were there already, and stay as they are. */
  readonly kept: readonly string[];
}

const SECRET_BYTES = 32;

/** Only the owner may read the secret. */
const PRIVATE_MODE = 0o600;

/**
 * A manifest or settings that are there already stay. The app's own files must not be there.
 *
 * @throws {Error} naming a file of the app that is there already; nothing is written then
 */
export async function writeStarter(folder: string, language: Language, version: string): Promise<WrittenStarter> {
  const appFiles = {
    [`server.${language}`]: SERVER,
    [`providers.${language}`]: PROVIDERS,
    'public/index.html': PAGE,
    'public/page.js': PAGE_SCRIPT,
  };
  const settings = {
    'package.json': manifestOf(packageNameOf(folder), language, version),
    ...(language === 'ts' ? { 'tsconfig.json': TSCONFIG } : {}),
    '.gitignore': GITIGNORE,
    '.env': environmentOf(randomBytes(SECRET_BYTES).toString('base64')),
  };
  const isThere = (name: string): boolean => existsSync(join(folder, name));
  const inTheWay = Object.keys(appFiles).find(isThere);
  if (inTheWay !== undefined)
    throw new Error(`${join(folder, inTheWay)} is there already, and nothing is overwritten. Name another folder.`);

  const kept = Object.keys(settings).filter(isThere);
  const files = Object.entries({ ...settings, ...appFiles }).filter(([name]) => !kept.includes(name));
  for (const [name, text] of files) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    // `wx`: should the file have come meanwhile, it is not touched either.
    await writeFile(join(folder, name), text, { flag: 'wx', ...(name === '.env' && { mode: PRIVATE_MODE }) });
  }
  return { written: files.map(([name]) => name), kept };
}

/** What npm takes as a name: lower case, and no other characters than these. */
function packageNameOf(folder: string): string {
  const name = basename(resolve(folder))
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return name === '' ? 'call-verification-app' : name;
}
