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
    ['\u200b\u202a\u202c', 'nothing that can be seen'],
    ['79161234567+', 'a plus behind it'],
    ['+7 916 +7 916 123-45-67', 'two pluses'],
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

  it.each([
    ['\u202a+7 916 123-45-67\u202c', 'between marks of direction'],
    ['\u2066+7\u2069 916\u200b123\u00ad45\ufeff67', 'with joiners inside'],
    ['\ufffc +7 916 123-45-67\ufe0f', 'beside a picture'],
    ['\u200e\u2795\ufe0f7 916 123-45-67', 'with a plus that is a picture'],
    ['\u207a7 916 123-45-67', 'with a small plus'],
    ['(+7) 916 123-45-67', 'with its calling code in brackets'],
    ['+ 7 (916) 123 45 67', 'with a space behind the plus'],
    ['+٧ ٩١٦ ١٢٣ ٤٥ ٦٧', 'in Arabic digits'],
    ['\u200e+۷ ۹۱۶ ۱۲۳ ۴۵ ۶۷', 'in Persian digits'],
    ['+७९१६१२३४५६७', 'in Devanagari digits'],
    ['+\u{1d7d5}9161234567', 'with a mathematical digit'],
  ])('is read as it looks: %s (%s)', (text) => {
    for (const country of [undefined, 'DE', 'RU']) expect(e164(text, country)).toBe('+79161234567');
  });

  it('in national format is read in other digits, too', () => {
    expect(e164('\u202d٨ (٩١٦) ١٢٣-٤٥-٦٧\u202c', 'RU')).toBe('+79161234567');
    expect(e164('०९०१ १२३ ४५६', 'SK')).toBe('+421901123456');
  });

  it.each([
    ['tel:+7-916-123-45-67', 'a global number'],
    ['TEL:+79161234567', 'in capitals'],
    ['tel://+7(916)123.45.67', 'with slashes'],
    [' \u200etel:+7%20916%20123-45-67', 'with encoded spaces'],
    ['tel:%2B7916%E2%80%8B1234567', 'with an encoded plus, and an encoded joiner'],
    ['tel:916-123-45-67;phone-context=+7', 'a local number and its context'],
    ['tel:123-45-67;phone-context=+7-916', 'a shorter local number and its context'],
    ['tel:8%20916%20123-45-67;Phone-Context=%2B7', 'a local number with the prefix that is dialled at home'],
    ['tel:+79161234567;npdi;rn=+7900', 'with parameters for networks'],
    ['tel:+79161234567;phone-context=+7', 'global, with a context that it does not need'],
  ])('is read in a URI: %s (%s)', (uri) => {
    for (const country of [undefined, 'DE', 'RU']) expect(e164(uri, country)).toBe('+79161234567');
  });

  it('in a URI without plus and context is a national one', () => {
    expect(e164('tel:8-916-123-45-67', 'RU')).toBe('+79161234567');
    expect(e164('tel:8-916-123-45-67')).toBeUndefined();
  });

  it.each([
    ['tel:+79161234567;ext=12', 'an extension'],
    ['tel:+79161234567;EXT=12', 'an extension in capitals'],
    ['tel:+79161234567;isub=12', 'a subaddress'],
    ['tel:+79161234567;postd=pp22', 'digits to be dialled afterwards'],
    ['tel:+79161234567;m-new=1', 'a parameter that must be understood'],
    ['tel:9161234567;phone-context=example.com', 'a context that is no number'],
    ['tel:9161234567;phone-context=', 'a context that is empty'],
    ['tel:9161234567;phone-context=+7;phone-context=+49', 'two contexts'],
    ['tel:+7%2', 'an encoding that is none'],
    ['tel:', 'nothing'],
    ['sip:+79161234567@example.com', 'another scheme'],
  ])('is refused in a URI: %s (%s)', (uri) => {
    for (const country of [undefined, 'DE', 'RU']) expect(e164(uri, country)).toBeUndefined();
  });

  it.each([
    ['8~10 49 151 23456789', 'RU', '+4915123456789'],
    ['8 10 7 916 123-45-67', 'RU', '+79161234567'],
    ['00 7 916 123 45 67', 'DE', '+79161234567'],
    ['011 7 916 123 45 67', 'US', '+79161234567'],
    ['0011 7 916 123 45 67', 'AU', '+79161234567'],
    ['٠٠٧٩١٦١٢٣٤٥٦٧', 'DE', '+79161234567'],
  ])('with the international prefix of the country is an international one: %s in %s', (text, country, number) => {
    expect(e164(text, country)).toBe(number);
  });

  it.each([
    ['8~10 7 916 123-45-67', 'DE'],
    ['8 10 7 916 123-45-67', 'AT'],
    ['81079161234567', 'DE'],
    ['011 7 916 123 45 67', 'DE'],
    ['011 7 916 123 45 67', 'RU'],
  ])('with the international prefix of another country is never one of this country: %s in %s', (text, country) => {
    expect(e164(text, country)).toBeUndefined();
  });

  it('may begin at home as an international one begins elsewhere', () => {
    // Leeds, Michigan, and a town in Bavaria.
    expect(e164('0113 496 0123', 'GB')).toBe('+441134960123');
    expect(e164('810 234 5678', 'US')).toBe('+18102345678');
    expect(e164('08104 1234567', 'DE')).toBe('+4981041234567');
    expect(e164('+81 (0) 90 1234 5678', 'JP')).toBe('+819012345678');
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
