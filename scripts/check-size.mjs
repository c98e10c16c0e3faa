/** Fails if what a page has to load is too large: bundled, minified and gzipped. Prints the sizes. */
import { gzipSync } from 'node:zlib';
import { bundle } from './build-client.mjs';

/** What the element costs in a language of its own: the others are left out. */
const englishOnly = {
  name: 'english-only',
  setup({ onLoad }) {
    onLoad({ filter: /\/element\/messages\/(?:ru|sk)\.ts$/ }, () => ({ contents: 'export const ru = {}, sk = {};', loader: 'ts' }));
  },
};

const LIMITS = [
  { name: 'client', entry: 'src/client/index.ts', maxBytes: 4096 },
  { name: 'client and element, in English', entry: 'src/client/browser-script.ts', options: { plugins: [englishOnly] }, maxBytes: 25_600 },
  { name: 'client and element, in all languages', entry: 'src/client/browser-script.ts', maxBytes: 31_744 },
];

for (const { name, entry, options, maxBytes } of LIMITS) {
  const bytes = gzipSync(await bundle(entry, options), { level: 9 }).length;
  const isTooLarge = bytes > maxBytes;
  console.log(`${name}: ${bytes} bytes gzipped, at most ${maxBytes} are allowed${isTooLarge ? ': TOO LARGE' : ''}`);
  if (isTooLarge) process.exitCode = 1;
}
