/** What the documents on security and on providers name exists: options, events, files, links; and they tell of every event. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const PROVIDERS = ['mcn', 'mcn.ru', 'mobilgroup', 'mobilgroup.ru'].map((name) => `docs/providers/${name}.md`);
const DOCUMENTS = [
  ...['docs/abuse.md', 'docs/locking-out.md', 'docs/policy.md', 'docs/privacy.md', 'docs/warnings.md', 'SECURITY.md'],
  ...['docs/recipes.md', ...PROVIDERS],
];
const read = (path: string): string => readFileSync(`${root}${path}`, 'utf8');
const pages = readdirSync(`${root}docs`, { recursive: true, encoding: 'utf8' }).flatMap((name) =>
  name.endsWith('.md') ? [`docs/${name}`] : [],
);

const sources = readdirSync(`${root}src`, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
const words = new Set(sources.flatMap((path) => read(`src/${path}`).match(/\w+/g) ?? []));
const eventTypes = new Set([...read('src/ports/events.ts').matchAll(/readonly type: '([a-z]+\.[a-z]+)'/g)].map(([, type]) => type));

/** The events that are printed without `onEvent`. */
const printed = [...read('src/engine/events/event-warnings.ts').matchAll(/^ {2}'([a-z]+\.[a-z]+)': \{/gm)].map(([, type]) => type);

/** Texts in backticks, outside of samples. */
function namesIn(document: string): readonly string[] {
  const withoutSamples = read(document).replaceAll(/^```[\s\S]*?^```$/gm, '');
  return [...withoutSamples.matchAll(/`([^`\n]+)`/g)].map(([, name = '']) => name);
}

/** Words that look like names of ours: with a hump or an underscore in the middle. */
const isOurs = (word: string): boolean => /^[a-z]+(?:[A-Z]|_[a-z])\w*$/.test(word);

/** What GitHub makes of a document's headings. */
function anchorsOf(document: string): ReadonlySet<string> {
  const headings = [...read(document).matchAll(/^#+ (.*)$/gm)].map(([, text = '']) => text);
  return new Set(
    headings.map((text) =>
      text
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

describe.each(DOCUMENTS)('%s', (document) => {
  it('names only what the source knows', () => {
    const named = namesIn(document).filter((name) => !name.includes('/'));
    const unknown = named.flatMap((name) => name.match(/\w+/g) ?? []).filter((word) => isOurs(word) && !words.has(word));
    expect(unknown).toEqual([]);
  });

  it('names only events that there are', () => {
    const groups = new Set([...eventTypes].map((type) => type?.split('.')[0]));
    const named = namesIn(document).filter((name) => /^[a-z]+\.[a-z]+$/.test(name) && groups.has(name.split('.')[0]));
    expect(named.filter((name) => !eventTypes.has(name) && name !== 'call.outcome')).toEqual([]);
  });

  it('names only files that there are', () => {
    const files = namesIn(document).filter((name) => /^(?:src|test|docs)\/[\w./-]*$/.test(name));
    expect(files.filter((path) => !existsSync(`${root}${path}`))).toEqual([]);
  });
});

describe.each(['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md', ...pages])('%s', (document) => {
  it('links only to what there is', () => {
    const links = [...read(document).matchAll(/\]\(([^)#:]*)(?:#([^)]*))?\)/g)];
    const lost = links.filter(([, path = '', anchor]) => {
      const target = path === '' ? document : `${dirname(document)}/${path}`;
      if (!existsSync(`${root}${target}`)) return true;
      return anchor !== undefined && !anchorsOf(target).has(anchor);
    });
    expect(lost.map(([link]) => link)).toEqual([]);
  });
});

describe.each(pages.filter((page) => !page.startsWith('docs/reference/')))('%s', (document) => {
  it('is short enough to be read', () => {
    expect(read(document).split('\n').length).toBeLessThanOrEqual(300);
  });
});

describe('the documents together', () => {
  it('tell of every event', () => {
    const named = new Set(DOCUMENTS.flatMap(namesIn));
    expect(eventTypes.size).toBeGreaterThan(15);
    expect([...eventTypes].filter((type) => type !== undefined && !named.has(type))).toEqual([]);
  });

  it('have their samples where they are compiled', () => {
    expect(read('SECURITY.md')).not.toContain('```ts');
  });
});

it('docs/warnings.md has a row for each event that is printed, and for no other', () => {
  const [, table = ''] = read('docs/warnings.md').split('| event | printed once');
  const rows = [...table.matchAll(/^\| `([a-z]+\.[a-z]+)` \|/gm)].map(([, type]) => type);
  expect(rows.sort()).toEqual([...printed].sort());
  expect(rows).not.toEqual([]);
});
