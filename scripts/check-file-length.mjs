/** Fails if a source file has more than 300 lines: past that a file does more than one thing. */
import './end-with-reader.mjs';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAX_LINES = 300;
const root = fileURLToPath(new URL('..', import.meta.url));

const tooLong = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name))
  .map((file) => ({ file, lines: readFileSync(file, 'utf8').trimEnd().split('\n').length }))
  .filter(({ lines }) => lines > MAX_LINES);

for (const { file, lines } of tooLong) console.error(`${file.slice(root.length)}: ${lines} lines, at most ${MAX_LINES} are allowed`);
process.exitCode = tooLong.length === 0 ? 0 : 1;
