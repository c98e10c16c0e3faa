/** The first page lists all pages, each where a reader looks for it. */
import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { expect, it } from 'vitest';
import { allPages } from '../../scripts/reference/code-parts.js';
import { root } from '../../scripts/reference/entry-points.js';

const INDEX = 'docs/README.md';
const linked = [...readFileSync(`${root}${INDEX}`, 'utf8').matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, path = '']) =>
  posix.join('docs', path),
);

it('docs/README.md links to every page', () => {
  expect(allPages.length).toBeGreaterThan(30);
  expect(allPages.filter((page) => page !== INDEX && !linked.includes(page))).toEqual([]);
});

it('every guide to begin with leads to it', () => {
  expect(readFileSync(`${root}docs/guide.md`, 'utf8')).toContain('(README.md)');
});
