/** How numbers of a country are written: countries whose plans differ in what the mask has to know. */
import { getCountries } from 'libphonenumber-js/max';
import { describe, expect, it } from 'vitest';
import { countryFormat } from '../../../src/core/phone/country-format.js';

describe('the format of a country', () => {
  it('has the mask of a mobile number after its calling code, and what is dialled in front of it at home', () => {
    expect(countryFormat('RU')).toEqual({
      country: 'RU',
      callingCode: '7',
      mask: '### ###-##-##',
      lengths: [10],
      nationalPrefix: '8',
      internationalPrefixes: ['810', '00'],
    });
    expect(countryFormat('SK')).toMatchObject({ callingCode: '421', mask: '### ### ###', nationalPrefix: '0' });
  });

  it('names no prefix where nothing is dialled in front', () => {
    expect(countryFormat('US')).toEqual({
      country: 'US',
      callingCode: '1',
      mask: '### ###-####',
      lengths: [10],
      internationalPrefixes: ['011', '00'],
    });
  });

  it('says what is dialled there before a calling code, if that is not 00', () => {
    const prefixes = (country: string): unknown => countryFormat(country)?.internationalPrefixes;
    for (const country of ['SK', 'DE', 'GB', 'FI', 'CN', 'IL', 'MX']) expect([country, prefixes(country)]).toEqual([country, undefined]);
    expect(prefixes('KZ')).toEqual(['810', '00']);
    expect(prefixes('JP')).toEqual(['010', '00']);
    expect(prefixes('AU')).toEqual(['0011']);
    expect(prefixes('NG')).toEqual(['009']);
    // The carrier's digits follow 00, or the prefix is the zero that a number may begin with.
    for (const country of ['SG', 'KR', 'HK', 'BR', 'TH', 'TW', 'WS']) expect([country, prefixes(country)]).toEqual([country, []]);
  });

  it('is that of international numbers where other digits are dialled at home', () => {
    // +54 9 11 2345 6789 is 011 15-2345-6789 in Argentina.
    expect(countryFormat('AR')).toEqual({ country: 'AR', callingCode: '54', mask: '# ## #### ####', lengths: [10, 11] });
  });

  it('has all lengths of mobile and fixed numbers once, the shortest first', () => {
    expect(countryFormat('EE')?.lengths).toEqual([7, 8]);
    expect(countryFormat('BR')?.lengths).toEqual([10, 11]);
    expect(countryFormat('CN')?.lengths).toEqual([7, 8, 9, 10, 11]);
    expect(countryFormat('AC')?.lengths).toEqual([5]);
  });

  it('has a mask of digits alone with what parts them, for every country that has mobile numbers', () => {
    const formats = getCountries().flatMap((country) => countryFormat(country) ?? []);
    expect(formats.length).toBeGreaterThan(200);
    for (const { mask, lengths } of formats) {
      expect(mask).toMatch(/^#[# .-]*#$/);
      expect(lengths).toContain(mask.replace(/[^#]/g, '').length);
    }
  });

  it('is unknown for a country without an example of a mobile number', () => {
    expect(countryFormat('AQ')).toBeUndefined();
    expect(countryFormat('XX')).toBeUndefined();
  });
});
