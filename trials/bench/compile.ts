/**
 * Compiles the sources for a measurement. `tsx` gives every function its name by a call, each time when the function is made, which costs
 * the package what no release of it costs.
 */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

/** Packages that only a rival needs. */
const RIVALS = 'trials/bench/rivals/node_modules';
const SOURCES = ['src', 'trials', 'test/support'];

/** @returns the folder with the same tree of JavaScript; inside `node_modules`, so that packages are found from there */
export function compileForBench(root: string): string {
  const cache = join(root, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'call-verification-bench-'));
  const entryPoints = SOURCES.flatMap((source) =>
    readdirSync(join(root, source), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts') && !name.includes('node_modules'))
      .map((name) => join(root, source, name)),
  );
  buildSync({ entryPoints, outbase: root, outdir: folder, format: 'esm', platform: 'node', target: 'es2023', logLevel: 'warning' });
  cpSync(join(root, 'scripts/end-with-reader.mjs'), join(folder, 'scripts/end-with-reader.mjs'));
  cpSync(join(root, 'package.json'), join(folder, 'package.json'));
  symlinkSync(join(root, RIVALS), join(folder, RIVALS));
  return folder;
}
