import { describe, expect, it } from 'vitest';
import { sizeOfSms } from '../../../src/providers/sender/sms-segment.js';

describe('the size of an SMS', () => {
  it.each([
    ['letters and digits', 'Code 1234', 9],
    ['the signs of the last line', '\n@shop.example #1234', 20],
    ['accents that the GSM alphabet has', 'àèéìòùÄÖÑÜäöñüß', 15],
    ['Greek capitals that look like no Latin letter', 'ΔΦΓΛΩΠΨΣΘΞ', 10],
    ['signs that are written with an escape', '[]{}|~^\\€', 18],
    ['nothing', '', 0],
  ])('is counted in septets: %s', (_, text, length) => {
    expect(sizeOfSms(text)).toEqual({ length, most: 160 });
  });

  it.each([
    ['Cyrillic', 'код 1234', 8],
    ['Slovak accents', 'je váš kód', 10],
    ['a small ç, of which the alphabet has only the capital', 'Reçu', 4],
    ['a Greek small letter', 'Δελτα', 5],
    ['typographic quotes', 'it’s', 4],
    ['a tab', 'a\tb', 3],
    ['the escape itself', 'a\x1b', 2],
    ['a picture, which is two code units', 'ab🍕', 4],
    ['an accent of its own', 'e\u0301', 2],
  ])('is counted in code units of UTF-16 if one character is not of the GSM alphabet: %s', (_, text, length) => {
    expect(sizeOfSms(text)).toEqual({ length, most: 70 });
  });

  it('knows 127 characters of one septet and ten of two, as 3GPP TS 23.038 has them', () => {
    const all = Array.from({ length: 0x1_0000 }, (_, code) => sizeOfSms(String.fromCharCode(code))).filter(({ most }) => most === 160);
    expect(all.filter(({ length }) => length === 1)).toHaveLength(127);
    expect(all.filter(({ length }) => length === 2)).toHaveLength(10);
    expect(all).toHaveLength(137);
  });
});
