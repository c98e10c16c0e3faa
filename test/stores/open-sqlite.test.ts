/** `openSqlite` in a program that a bundler has made of it: drivers have binaries, and stay outside of bundles. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build, type Plugin } from 'esbuild';
import { describe, expect, it, onTestFinished } from 'vitest';

const PROGRAM = `
// Newer Nodes have a driver of their own, which needs no finding.
const { getBuiltinModule } = process;
process.getBuiltinModule = (name) => (name === 'node:sqlite' ? undefined : getBuiltinModule(name));
import('./src/stores/sqlite.ts').then(async ({ openSqlite }) => {
  const database = await openSqlite(':memory:');
  console.log(JSON.stringify(database.prepare('SELECT 1 + 1 AS sum').get()));
  database.close();
}).catch((error) => console.log(error.message));
`;

/** What webpack makes of an import whose name it does not know: one that finds nothing. (From the CommonJS module; a comment saves the other.) */
const likeWebpack: Plugin = {
  name: 'like-webpack',
  setup({ onLoad }) {
    onLoad({ filter: /import-peer\.ts$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      const found = /await import\([^)]*name\)/;
      if (!found.test(source)) throw new Error('the import was not found');
      const missing = `await Promise.reject(Object.assign(new Error("Cannot find module '" + name + "'"), { code: 'MODULE_NOT_FOUND' }))`;
      return { contents: source.replace(found, missing), loader: 'ts' };
    });
  },
};

interface Place {
  readonly format: 'esm' | 'cjs';
  readonly plugins?: Plugin[];
  /** Where the driver is installed. */
  readonly installed: 'beside the bundle' | 'where it is started' | 'nowhere';
}

/** The output of the program, bundled and started in two folders that have nothing else in common. */
async function runBundle({ format, plugins = [], installed }: Place): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'open-sqlite-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [bundled, started] = ['bundled', 'started'].map((name) => join(folder, name)) as [string, string];
  for (const place of [bundled, started]) mkdirSync(join(place, 'node_modules'), { recursive: true });
  if (installed !== 'nowhere') {
    const place = installed === 'beside the bundle' ? bundled : started;
    symlinkSync(join(process.cwd(), 'node_modules', 'libsql'), join(place, 'node_modules', 'libsql'));
  }
  const outfile = join(bundled, `program.${format === 'esm' ? 'mjs' : 'cjs'}`);
  await build({
    stdin: { contents: PROGRAM, resolveDir: process.cwd() },
    bundle: true,
    platform: 'node',
    format,
    outfile,
    plugins,
    logLevel: 'silent',
  });
  return (await promisify(execFile)(process.execPath, [outfile], { cwd: started })).stdout.trim();
}

const PLACES: readonly Place[] = (['esm', 'cjs'] as const).flatMap((format) =>
  (['beside the bundle', 'where it is started'] as const).flatMap((installed) => [
    { format, installed },
    { format, installed, plugins: [likeWebpack] },
  ]),
);

describe('openSqlite in a bundle', () => {
  it.each(PLACES)('finds a driver $installed ($format, $plugins.0.name)', async (place) => {
    expect(JSON.parse(await runBundle(place))).toMatchObject({ sum: 2 });
  });

  it('says what to install where there is no driver', async () => {
    expect(await runBundle({ format: 'esm', installed: 'nowhere' })).toContain('npm install libsql');
    expect(await runBundle({ format: 'cjs', installed: 'nowhere', plugins: [likeWebpack] })).toContain('npm install libsql');
  });
});
