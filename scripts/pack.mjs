/**
 * Builds and packs the package into `<folder>`, without touching `dist`, and prints the tarball's path. The tarball differs from what plain
 * `npm pack` makes in two things: the read-me's links are absolute, and the manifest has no scripts. Usage: pack.mjs <folder>
 */
import './end-with-reader.mjs';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { absoluteLinks } from './absolute-links.mjs';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: pack.mjs <folder>');

const root = fileURLToPath(new URL('..', import.meta.url));
const stage = mkdtempSync(join(tmpdir(), 'express-call-verification-stage-'));
const isStaged = (path) => existsSync(join(stage, path));

/** What only a clone has a use for: `prepare`, for example, makes npm say at each installation that there is a script. */
const FOR_CLONES = ['scripts', 'devDependencies', 'allowScripts'];

function stageManifest() {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  for (const name of FOR_CLONES) delete manifest[name];
  writeFileSync(join(stage, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

/** The read-me is read where there are no other files; the other documents, where they lie. */
function stageDocuments(repository) {
  const documents = ['README.md', 'CHANGELOG.md', 'SECURITY.md', 'THIRD_PARTY_NOTICES.md', 'LICENSE', 'docs'].filter((name) =>
    existsSync(join(root, name)),
  );
  for (const name of documents) cpSync(join(root, name), join(stage, name), { recursive: true });
  // Pictures would be a third of the tarball. The read-me's comes from the repository.
  rmSync(join(stage, 'docs', 'images'), { recursive: true, force: true });
  const pages = readdirSync(stage, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'));
  for (const page of pages) {
    const path = join(stage, page);
    writeFileSync(path, absoluteLinks(readFileSync(path, 'utf8'), page, repository, page === 'README.md' ? undefined : isStaged));
  }
}

try {
  const { url } = stageManifest().repository;
  if (url.includes('/OWNER/')) process.stderr.write(`package.json names no repository yet, but ${url}: see CONTRIBUTING.md, Publish\n`);
  stageDocuments(url);
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
