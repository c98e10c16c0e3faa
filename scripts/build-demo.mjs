/**
 * Bundles the demo into `<out>/demo`, for `npx express-call-verification demo`: its server as one module, which imports the package by its
 * name, and its page, minified. Usage: build-demo.mjs [out]
 */
import './end-with-reader.mjs';
import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { BROWSERS } from './build-client.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const source = join(root, 'demo-app');
const page = join(source, 'public');
const target = join(resolve(process.argv[2] ?? join(root, 'dist')), 'demo');

const COMMON = {
  absWorkingDir: root,
  format: 'esm',
  minify: true,
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'warning',
  // The compiler's own says that the package's name means its source.
  tsconfigRaw: '{}',
};

rmSync(target, { recursive: true, force: true });
const { metafile } = await build({
  ...COMMON,
  entryPoints: [join(source, 'run-demo.ts')],
  outfile: join(target, 'run-demo.js'),
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  packages: 'external',
  metafile: true,
});
const strangers = Object.keys(metafile.inputs).filter((path) => !path.startsWith('demo-app/'));
// The library stands beside the demo already.
if (strangers.length > 0) throw new Error(`The demo's bundle holds ${strangers.join(', ')}`);

await build({
  ...COMMON,
  entryPoints: [join(page, 'js', 'main.js')],
  outfile: join(target, 'public', 'js', 'main.js'),
  bundle: true,
  platform: 'browser',
  target: BROWSERS,
});
const styles = readdirSync(join(page, 'css')).map((name) => join(page, 'css', name));
await build({ ...COMMON, format: undefined, entryPoints: styles, outdir: join(target, 'public', 'css'), target: BROWSERS });
for (const name of ['index.html', 'icon.svg']) cpSync(join(page, name), join(target, 'public', name));
