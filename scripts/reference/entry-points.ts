/** What a program can import: the entry points of the manifest, with their sources. A new one is found by itself. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

export interface EntryPoint {
  /** As it is imported: `express-call-verification/redis`. */
  readonly specifier: string;
  /** The path in the repository. */
  readonly source: string;
  /** The first words of the source, which say what it is for. */
  readonly words: string;
}

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, string | { readonly types?: string; readonly import?: { readonly types: string } }>>;
}

const manifest: Manifest = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));

export const entryPoints: readonly EntryPoint[] = Object.entries(manifest.exports).flatMap(([subpath, target]) => {
  const types = typeof target === 'string' ? undefined : (target.import?.types ?? target.types);
  // The manifest itself, or a file such as a style sheet.
  if (types === undefined) return [];
  const source = types.replace('./dist/esm/', 'src/').replace(/\.d\.ts$/, '.ts');
  const [, words = ''] = /^\/\*\*\s*([\s\S]*?)\s*\*\//.exec(readFileSync(`${root}${source}`, 'utf8')) ?? [];
  return [{ specifier: manifest.name + subpath.slice(1), source, words: words.replaceAll(/\s*\n\s*\*\s*/g, ' ') }];
});
