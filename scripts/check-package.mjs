/**
 * Packs the package and has publint and "are the types wrong" read the tarball, as a registry and a compiler would.
 * Usage: check-package.mjs [folder], where the tarball is to stay
 */
import './end-with-reader.mjs';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
/** The element needs lit, which is an ES module only, and React's component needs the element. */
const ESM_ONLY = ['element', 'element/register', 'react'];
const [keptIn] = process.argv.slice(2);
const folder = keptIn ?? mkdtempSync(join(tmpdir(), 'express-call-verification-pack-'));
try {
  const tarball = execFileSync(process.execPath, [join(root, 'scripts', 'pack.mjs'), folder], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  }).trim();
  for (const command of [
    ['publint', '--strict', tarball],
    ['attw', tarball, '--exclude-entrypoints', ...ESM_ONLY],
    ['attw', tarball, '--profile', 'esm-only', '--entrypoints', ...ESM_ONLY],
  ]) {
    execFileSync(join(root, 'node_modules', '.bin', command[0]), command.slice(1), { cwd: root, stdio: 'inherit' });
  }
} catch (error) {
  // A program that failed has said why.
  if (typeof error.status !== 'number') throw error;
  process.exitCode = 1;
} finally {
  if (keptIn === undefined) rmSync(folder, { recursive: true, force: true });
}
