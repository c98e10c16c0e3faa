/** Fails if what a page has to load is too large: bundled, minified and gzipped as it is served. Prints the sizes. */
import './end-with-reader.mjs';
import { gzipSync } from 'node:zlib';
import { CONSOLE_ENTRY } from './build-console.mjs';
import { bundle } from './bundle.mjs';

const LIMITS = [
  { name: 'client alone', entry: 'src/client/index.ts', maxBytes: 4096 },
  { name: '/client.js (client, element, all languages)', entry: 'src/client/browser-script.ts', maxBytes: 26_460 },
  { name: 'console.js (page, charts by uPlot)', entry: CONSOLE_ENTRY, maxBytes: 36_352 },
];

for (const { name, entry, maxBytes } of LIMITS) {
  const bytes = gzipSync(await bundle(entry), { level: 9 }).length;
  const isTooLarge = bytes > maxBytes;
  console.log(`${name}: ${bytes} bytes gzipped, at most ${maxBytes} are allowed${isTooLarge ? ': TOO LARGE' : ''}`);
  if (isTooLarge) process.exitCode = 1;
}
