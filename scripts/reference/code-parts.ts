/** Puts the files of `examples/` into the pages that explain them, so that a page shows what is compiled and run. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { root } from './entry-points.js';

const MARKED = /(<!-- code: (\S+) -->\n)[\s\S]*?(<!-- end of code -->)/g;

/** How Markdown calls the language of a file, where that is not its extension. */
const LANGUAGES: Readonly<Record<string, string>> = { conf: 'nginx' };

/** All pages, by their paths in the repository. */
export const allPages: readonly string[] = readdirSync(`${root}docs`, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/${name}`)
  .sort();

/** The files that a page shows. */
export function filesIn(page: string): readonly string[] {
  return [...page.matchAll(MARKED)].map(([, , file = '']) => file);
}

/** The page with every marked file written anew; all else stays as it is. */
export function fillCode(page: string): string {
  return page.replaceAll(MARKED, (_, begin: string, file: string, end: string) => {
    if (!existsSync(`${root}${file}`)) throw new Error(`A page shows ${file}, which there is not`);
    const extension = extname(file).slice(1);
    const text = readFileSync(`${root}${file}`, 'utf8').trimEnd();
    return `${begin}\n\`\`\`${LANGUAGES[extension] ?? extension}\n${text}\n\`\`\`\n\n${end}`;
  });
}

/** The page without the files that it shows: they are compiled where they stand. */
export const withoutFiles = (page: string): string => page.replaceAll(MARKED, '');
