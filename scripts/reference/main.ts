/** Writes the tables of docs/reference from the code. Usage: npm run reference */
import '../end-with-reader.mjs';
import { writeFileSync } from 'node:fs';
import { pageNames, pathOf, readPage, writePage } from './pages.js';
import { createTypeReader } from './read-types.js';

const reader = createTypeReader();
for (const name of pageNames) {
  const before = readPage(name);
  const after = writePage(reader, before);
  if (after === before) continue;
  writeFileSync(pathOf(name), after);
  console.log(`docs/reference/${name} is written anew`);
}
