/** What the page on recipes of senders says of their length, and of the texts, is so. */
import { readFileSync } from 'node:fs';
import { ConfigurationError, createSmsText } from 'express-call-verification';
import { describe, expect, it } from 'vitest';
import { filesIn } from '../../scripts/reference/code-parts.js';
import { root } from '../../scripts/reference/entry-points.js';

const read = (path: string): string => readFileSync(`${root}${path}`, 'utf8');
const page = read('docs/recipes/senders.md');
const TAGS: Readonly<Record<string, string>> = { 'English, and all others': 'en', Russian: 'ru', Slovak: 'sk' };

describe('the page on recipes of senders', () => {
  it.each(filesIn(page))('shows a file of less than 40 lines: %s', (file) => {
    expect(page).toContain('Each file has less than 40 lines');
    expect(read(file).trimEnd().split('\n').length).toBeLessThan(40);
  });

  it('shows the texts as they are', () => {
    const rows = [...page.matchAll(/^\| ([^|]+) \| `([^`|]+)` `([^`|]+)` \|/gm)].map(([, language = '', words, line]) => [
      language,
      `${words}\n${line}`,
    ]);
    const textOf = createSmsText({ domain: 'shop.example' });
    expect(rows).toEqual(Object.entries(TAGS).map(([language, tag]) => [language, textOf({ code: '123456', language: tag })]));
  });

  it('tells how long names may be', () => {
    const [, alone = '', together = ''] = /`domain` may have (\d+) characters, or `domain` and `brand` (\d+) together/.exec(page) ?? [];
    const domainOf = (length: number): string => `${'a'.repeat(length - '.example'.length)}.example`;
    createSmsText({ domain: domainOf(Number(alone)) });
    createSmsText({ domain: domainOf(Number(together) - 4), brand: 'Shop' });
    expect(() => createSmsText({ domain: domainOf(Number(alone) + 1) })).toThrow(ConfigurationError);
    expect(() => createSmsText({ domain: domainOf(Number(together) - 3), brand: 'Shop' })).toThrow(ConfigurationError);
  });
});
