/** Writes the tables of docs/reference from the code, and the files of examples/ into the pages that show them. Usage: npm run reference */
import '../end-with-reader.mjs';
import { readFileSync, writeFileSync } from 'node:fs';
import { allPages, fillCode } from './code-parts.js';
import { root } from './entry-points.js';
import { pageNames, pathOf, readPage, writePage } from './pages.js';
import { createTypeReader } from './read-types.js';

function write(name: string, path: string, before: string, after: string): void {
  if (after === before) return;
  writeFileSync(path, after);
  console.log(`${name} is written anew`);
}

const reader = createTypeReader();
for (const name of pageNames) {
  const before = readPage(name);
  write(`docs/reference/${name}`, pathOf(name), before, writePage(reader, before));
}
for (const name of allPages) {
  const before = readFileSync(`${root}${name}`, 'utf8');
  write(name, `${root}${name}`, before, fillCode(before));
}
