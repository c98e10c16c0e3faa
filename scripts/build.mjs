/** Builds the package twice from one source: ES modules to `<out>/esm`, CommonJS to `<out>/cjs`; and the demo to `<out>/demo`. Usage: build.mjs [out] */
import './end-with-reader.mjs';
import { spawn } from 'node:child_process';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = resolve(process.argv[2] ?? join(root, 'dist'));
const tsc = createRequire(import.meta.url).resolve('typescript/lib/tsc.js');

const FORMATS = { esm: ['esm', 'client'], cjs: ['cjs', 'client.cjs'] };

function run(...parameters) {
  return new Promise((resolve) => {
    spawn(process.execPath, parameters, { stdio: 'inherit' }).once('exit', resolve);
  });
}

/** The ES modules' compilers check the source; it is the same that becomes CommonJS. */
function compile(format, project) {
  const unchecked = format === 'cjs' ? ['--noCheck'] : [];
  return run(tsc, '--project', join(root, `tsconfig.${project}.json`), '--outDir', join(out, format), ...unchecked);
}

for (const format of Object.keys(FORMATS)) rmSync(join(out, format), { recursive: true, force: true });
// The server's source holds the script for browsers and the OpenAPI document as text.
if ((await run(join(root, 'scripts', 'generate.mjs'))) !== 0) process.exit(1);
const compiling = Object.entries(FORMATS).flatMap(([format, projects]) => projects.map((project) => compile(format, project)));
const demo = run(join(root, 'scripts', 'build-demo.mjs'), out);
if ((await Promise.all([...compiling, demo])).some((code) => code !== 0)) process.exit(1);

// The nearest package.json rules: without this one Node would read the CommonJS files as ES modules, and bundlers would assume side effects.
writeFileSync(join(out, 'cjs', 'package.json'), `${JSON.stringify({ type: 'commonjs', sideEffects: false }, null, 2)}\n`);

// npm does that when it packs and installs; others that link this folder do not.
chmodSync(join(out, 'esm', 'cli', 'main.js'), 0o755);
