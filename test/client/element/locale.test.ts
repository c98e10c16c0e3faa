import { expect, it } from 'vitest';
import { likelyCountries, readLocale } from '../../../src/client/element/locale.js';

it.each(['C', '', undefined, null, '@posix', '.UTF-8', '_'])('no language is read from %o, and nothing is thrown', (tag) => {
  expect(readLocale(tag)).toBeUndefined();
});

it.each([
  ['sk', 'en-GB', undefined, 'SK'],
  ['sk', 'ru-RU', 'RU', 'SK'],
  ['sk_SK.UTF-8', 'ru-RU', 'RU', 'SK'],
  ['ru', 'sk-SK', 'SK', 'RU'],
  ['ru', 'ru-KZ', undefined, 'KZ'],
  ['ru-RU', 'ru-KZ', undefined, 'RU'],
  ['ru', 'ru-KZ', 'RU', 'RU'],
  ['en', 'sk-SK', 'RU', 'RU'],
  ['en', 'en-US', undefined, 'US'],
  ['en', 'en', undefined, undefined],
  ['en_SK', 'ru-RU', 'RU', 'SK'],
  ['C', 'sk', undefined, 'SK'],
  ['fr', 'C', undefined, 'FR'],
  ['', 'en-US@posix', undefined, 'US'],
  [undefined, undefined, 'RU', 'RU'],
])('a page in %s begins, in a browser in %s of a server in %s, with %s', (page, browser, byDefault, country) => {
  expect(likelyCountries(readLocale(page), readLocale(browser), byDefault).find((code) => code !== undefined)).toBe(country);
});
