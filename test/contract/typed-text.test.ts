/** What people type is cleaned alike in a page and on the server. */
import { describe, expect, it } from 'vitest';
import { cleanText } from '../../src/contract/typed-text.js';

/** All code points of one kind, surrogates left out. */
function signsOf(kind: RegExp): string[] {
  const signs: string[] = [];
  for (let code = 0; code <= 0x10ffff; code += 1) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    const sign = String.fromCodePoint(code);
    if (kind.test(sign)) signs.push(sign);
  }
  return signs;
}

describe('what a person typed', () => {
  it('loses every character that cannot be seen, wherever it stands', () => {
    const invisible = signsOf(/\p{Cf}|[\uFE00-\uFE0F\u{E0100}-\u{E01EF}\uFFFC]/u);
    // Marks of direction, joiners, soft hyphens, tags, variation selectors.
    expect(invisible.length).toBeGreaterThan(400);
    expect(invisible.filter((sign) => cleanText(`${sign}+7${sign}9${sign}`) !== '+79')).toEqual([]);
  });

  it('loses fillers, which are letters without ink', () => {
    expect(cleanText('1\u034f2\u115f3\u17b44\u31645\u{e0001}')).toBe('12345');
  });

  it('has its digits as 0 to 9, in every script that the platform can write', () => {
    const scripts = Intl.supportedValuesOf('numberingSystem').filter((script) => {
      const digits = new Intl.NumberFormat('en', { numberingSystem: script, useGrouping: false }).format(9876543210);
      return /^\p{Nd}{10}$/u.test(digits);
    });
    expect(scripts.length).toBeGreaterThan(50);
    for (const script of scripts) {
      const digits = new Intl.NumberFormat('en', { numberingSystem: script, useGrouping: false }).format(9876543210);
      expect([script, cleanText(digits)]).toEqual([script, '9876543210']);
    }
  });

  it('has a digit for every decimal digit of Unicode, and ten of each value in turn', () => {
    const digits = signsOf(/\p{Nd}/u).map(cleanText);
    expect(digits.length % 10).toBe(0);
    expect(digits.join('')).toBe('0123456789'.repeat(digits.length / 10));
  });

  it.each([
    ['١٢٣٤', 'Arabic'],
    ['۱۲۳۴', 'Persian'],
    ['१२३४', 'Devanagari'],
    ['１２３４', 'full width'],
    ['𝟏𝟚𝟯𝟺', 'mathematical, from four runs of ten that stand side by side'],
    ['1\ufe0f\u20e32\ufe0f\u20e33\ufe0f\u20e34\ufe0f\u20e3', 'keys as pictures'],
    ['¹²³₄', 'small, above and below the line'],
    ['١۲३4', 'of several scripts'],
  ])('is 1234: %s (%s)', (text) => {
    expect(cleanText(text)).toBe('1234');
  });

  it.each(['+', '\uff0b', '\ufe62', '\u207a', '\u208a', '\ufb29', '\u2795', '\u2795\ufe0f'])('has one kind of plus: %s', (plus) => {
    expect(cleanText(`${plus}7`)).toBe('+7');
  });

  it('keeps everything else', () => {
    expect(cleanText(' a-b (c)\n')).toBe(' a-b (c)\n');
  });
});
