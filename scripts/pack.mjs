/** Builds and packs the package into `<folder>`, without touching `dist`, and prints the tarball's path. Usage: pack.mjs <folder> */
import './end-with-reader.mjs';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: pack.mjs <folder>');

const root = fileURLToPath(new URL('..', import.meta.url));
const stage = mkdtempSync(join(tmpdir(), 'express-call-verification-stage-'));
try {
  for (const file of ['package.json', 'README.md', 'LICENSE']) {
    if (existsSync(join(root, file))) cpSync(join(root, file), join(stage, file));
  }
  execFileSync(process.execPath, [join(root, 'scripts', 'build.mjs'), join(stage, 'dist')], {
    // Standard output is for the path alone.
    stdio: ['ignore', process.stderr, 'inherit'],
  });
  const packed = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', resolve(folder)], {
    cwd: stage,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [{ filename }] = JSON.parse(packed);
  process.stdout.write(`${join(resolve(folder), filename)}\n`);
} catch (error) {
  // A program that failed has said why.
  if (typeof error.status !== 'number') throw error;
  process.exitCode = 1;
} finally {
  rmSync(stage, { recursive: true, force: true });
}
