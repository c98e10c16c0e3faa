/** Pages show the files of examples/ as they are: no page has a copy of its own that could differ. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { allPages, filesIn, fillCode } from '../../scripts/reference/code-parts.js';
import { root } from '../../scripts/reference/entry-points.js';

const read = (path: string): string => readFileSync(`${root}${path}`, 'utf8');
const shown = allPages.flatMap((page) => filesIn(read(page)));

/** What a reader copies, but for what only runs it. */
const RUNNERS = ['examples/recipes/start.ts'];
const filesOf = (folder: string): readonly string[] =>
  readdirSync(`${root}examples/${folder}`)
    .filter((name) => /\.(?:ts|js|conf)$/.test(name))
    .map((name) => `examples/${folder}/${name}`)
    .filter((file) => !RUNNERS.includes(file));

describe('the files that pages show', () => {
  it.each(allPages.filter((page) => filesIn(read(page)).length > 0))('are what `npm run reference` writes: %s', (page) => {
    expect(read(page)).toBe(fillCode(read(page)));
  });

  it.each(['recipes', 'jest', 'vitest', 'nginx'])('are all of examples/%s, each once', (folder) => {
    const files = filesOf(folder);
    expect(files).not.toEqual([]);
    expect(shown.filter((file) => file.startsWith(`examples/${folder}/`)).toSorted()).toEqual(files.toSorted());
  });

  it('are listed by the page of recipes, with their pages', () => {
    const index = read('docs/recipes.md');
    const pages = readdirSync(`${root}docs/recipes`).map((name) => `recipes/${name}`);
    expect(pages.filter((page) => !index.includes(`(${page})`))).toEqual([]);
  });

  it('would be missed', () => {
    const page = '<!-- code: examples/nothing.ts -->\n<!-- end of code -->\n';
    expect(() => fillCode(page)).toThrow('examples/nothing.ts');
    const written = fillCode('<!-- code: examples/vitest/app.ts -->\nold\n<!-- end of code -->\n');
    expect(written).toContain(read('examples/vitest/app.ts'));
    expect(written).not.toContain('old');
    expect(existsSync(`${root}examples/nothing.ts`)).toBe(false);
  });
});
