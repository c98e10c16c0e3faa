/** The documents and the manifest of the tarball, as somebody has them who knows the package from a registry alone. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packPackage } from './consumer.js';

const REPOSITORY = 'git+https://host.example/someone/package.git';
const BASE = 'https://host.example/someone/package';

describe('the packed documents', { timeout: 300_000 }, () => {
  let packed: Awaited<ReturnType<typeof packPackage>>;
  let manifest: Record<string, unknown>;
  beforeAll(async () => {
    packed = await packPackage();
    manifest = JSON.parse(readFileSync(join(packed.folder, 'package.json'), 'utf8'));
  }, 300_000);
  afterAll(() => packed?.remove());

  const read = (path: string): string => readFileSync(join(packed.folder, path), 'utf8');
  /** Where the links of a document lead, but for those within it. */
  const linksIn = (path: string): string[] =>
    [
      ...read(path)
        .replaceAll(/^ *```[\s\S]*?^ *```$/gm, '')
        .matchAll(/\]\(([^)#]+)/g),
    ].map(([, to = '']) => to);

  it('have a read-me whose links lead somewhere from anywhere, and whose repository is that of the manifest', () => {
    const { url } = manifest['repository'] as { readonly url: string };
    const links = linksIn('README.md');
    expect(links.filter((link) => !link.startsWith('https://'))).toEqual([]);
    expect(links.filter((link) => link.startsWith(url.replace(/^git\+|\.git$/g, '')))).not.toEqual([]);
  });

  it('link among themselves to what is packed', () => {
    const pages = readdirSync(packed.folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'));
    expect(pages.length).toBeGreaterThan(20);
    const relative = pages.flatMap((page) => linksIn(page).map((link) => ({ page, link }))).filter(({ link }) => !link.includes(':'));
    expect(relative.length).toBeGreaterThan(50);
    expect(relative.filter(({ page, link }) => !existsSync(join(packed.folder, dirname(page), link)))).toEqual([]);
  });

  it('come with a manifest that names its repository once, and has nothing that only a clone needs', () => {
    const { url } = manifest['repository'] as { readonly url: string };
    const address = url.replace(/^git\+|\.git$/g, '');
    expect([manifest['homepage'], manifest['bugs']]).toEqual([`${address}#readme`, `${address}/issues`]);
    for (const name of ['scripts', 'devDependencies', 'allowScripts']) expect(manifest).not.toHaveProperty(name);
  });
});

describe('the links of a document', () => {
  let absoluteLinks: (text: string, document: string, repository: string, isThere?: (path: string) => boolean) => string;
  beforeAll(async () => {
    const script: { absoluteLinks: typeof absoluteLinks } = await import(pathToFileURL('scripts/absolute-links.mjs').href);
    absoluteLinks = script.absoluteLinks;
  });

  const isThere = (path: string): boolean => path === 'docs/stores.md';

  it.each([
    ['[a](docs/stores.md)', 'README.md', undefined, `[a](${BASE}/blob/HEAD/docs/stores.md)`],
    ['[a](docs/stores.md#which-one)', 'README.md', undefined, `[a](${BASE}/blob/HEAD/docs/stores.md#which-one)`],
    ['![a](docs/images/demo.webp)', 'README.md', undefined, `![a](${BASE}/raw/HEAD/docs/images/demo.webp)`],
    [
      '[a](../stores.md), [b](../../CONTRIBUTING.md)',
      'docs/reference/x.md',
      isThere,
      `[a](../stores.md), [b](${BASE}/blob/HEAD/CONTRIBUTING.md)`,
    ],
  ])('become absolute: %s in %s', (text, document, keep, expected) => {
    expect(absoluteLinks(text, document, REPOSITORY, keep)).toBe(expected);
  });

  it.each(['[a](https://host.example/)', '[a](#here)', '```ts\nlist[index](value)\n```', '[a]'])('stay as they are: %s', (text) => {
    expect(absoluteLinks(text, 'README.md', REPOSITORY)).toBe(text);
  });
});
