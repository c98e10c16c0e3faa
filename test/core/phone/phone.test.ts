import { describe, expect, it } from 'vitest';
import { isKnownCountry, maskPhone, parsePhone } from '../../../src/core/phone/phone.js';

const e164 = (text: string, country?: string): string | undefined => parsePhone(text, country)?.e164;

describe('a phone number', () => {
  it.each([
    ['+79161234567', 'as it is'],
    ['+7 916 123-45-67', 'with spaces and dashes'],
    ['+7 (916) 123-45-67', 'with brackets'],
    ['  +79161234567\t', 'with white space around it'],
    ['＋７９１６１２３４５６７', 'in full-width characters'],
    ['+7\u00a0916\u00a01234567', 'with spaces that do not break'],
  ])('is read: %s (%s)', (text) => {
    expect(parsePhone(text)).toEqual({ e164: '+79161234567', country: 'RU', callingCode: '7', types: ['mobile'] });
  });

  it('in national format is read where a country is set, and only there', () => {
    expect(e164('8 916 123-45-67', 'RU')).toBe('+79161234567');
    expect(e164('0901 123 456', 'SK')).toBe('+421901123456');
    expect(e164('+421901123456', 'RU')).toBe('+421901123456');
    expect(e164('8 916 123-45-67')).toBeUndefined();
    expect(e164('79161234567')).toBeUndefined();
  });

  it('has the types that its plan gives it', () => {
    expect(parsePhone('+74951234567')?.types).toEqual(['fixed']);
    // Where a plan does not tell the two apart, it is both.
    expect(parsePhone('+12025550123')?.types).toEqual(['mobile', 'fixed']);
    expect(parsePhone('+77011234567')).toMatchObject({ country: 'KZ', callingCode: '7', types: ['mobile'] });
  });

  it.each([
    ['+79161234567 ext. 12', 'an extension'],
    ['+79161234567;ext=12', 'an extension (RFC 3966)'],
    ['+79161234567x12', 'an extension'],
    ['call me at +79161234567', 'a text around it'],
    ['+79161234567 please', 'a text behind it'],
    ['+79161234567, +79161234568', 'two of them'],
    ['+7916123456', 'too short'],
    ['+791612345678', 'too long'],
    ['+999123456789', 'a country code that is none'],
    ['+870773111632', 'a satellite (Inmarsat)'],
    ['+881612345678', 'a satellite (Iridium)'],
    ['+979123456789', 'an international premium number'],
    ['+80012345678', 'an international toll-free number'],
    ['+78091234567', 'a premium number'],
    ['+78001234567', 'a toll-free number'],
    ['+448457654321', 'shared cost'],
    ['+447640123456', 'a pager'],
    ['+445512345678', 'a company number (UAN)'],
    ['+447012345678', 'a personal number'],
    ['+445612345678', 'a VoIP number'],
    ['', 'empty'],
    ['+', 'a plus'],
    ['+٧٩١٦', 'too short in other digits'],
    [`+7916123456${'7'.repeat(60)}`, 'endless'],
    ['112', 'an emergency number'],
  ])('is refused: %s (%s)', (text) => {
    expect(parsePhone(text)).toBeUndefined();
  });

  it('is refused if it is endless, however much of it is space', () => {
    expect(parsePhone(`+79161234567${' '.repeat(60)}`)).toBeUndefined();
    expect(parsePhone('+79161234567'.padEnd(65))).toBeUndefined();
    expect(parsePhone('+79161234567'.padEnd(64))?.e164).toBe('+79161234567');
  });

  it('is masked but for its calling code and its last two digits', () => {
    expect(maskPhone({ e164: '+79161234567', callingCode: '7' })).toBe('+7********67');
    expect(maskPhone({ e164: '+421901123456', callingCode: '421' })).toBe('+421*******56');
    expect(maskPhone({ e164: '+79161234567', callingCode: '7' })).toHaveLength('+79161234567'.length);
  });
});

it('countries are known by their codes of two capitals', () => {
  expect(['RU', 'SK', 'KZ'].every(isKnownCountry)).toBe(true);
  expect(['ru', 'XX', 'RUS', '', '001', '__proto__'].some(isKnownCountry)).toBe(false);
});
