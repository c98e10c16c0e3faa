/** Builds the package twice from one source: ES modules to `<out>/esm`, CommonJS to `<out>/cjs`. Usage: build.mjs [out] */
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = resolve(process.argv[2] ?? join(root, 'dist'));
const tsc = createRequire(import.meta.url).resolve('typescript/lib/tsc.js');

for (const format of ['esm', 'cjs']) {
  const folder = join(out, format);
  rmSync(folder, { recursive: true, force: true });
  const { status } = spawnSync(process.execPath, [tsc, '--project', join(root, `tsconfig.${format}.json`), '--outDir', folder], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(1);
}

// The nearest package.json rules: without this one Node would read the CommonJS files as ES modules, and bundlers would assume side effects.
writeFileSync(join(out, 'cjs', 'package.json'), `${JSON.stringify({ type: 'commonjs', sideEffects: false }, null, 2)}\n`);
