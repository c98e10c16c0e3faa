import { describe, expect, it } from 'vitest';
import { applyMask, caretAfterDigits, phoneToSend, readPhone } from '../../../src/client/element/phone-mask.js';
import type { Country } from '../../../src/client/index.js';

const RU: Country = {
  country: 'RU',
  callingCode: '7',
  mask: '### ###-##-##',
  lengths: [10],
  nationalPrefix: '8',
  internationalPrefixes: ['810', '00'],
};
const KZ: Country = {
  country: 'KZ',
  callingCode: '7',
  mask: '### ### ####',
  lengths: [10],
  nationalPrefix: '8',
  internationalPrefixes: ['810', '00'],
};
const SK: Country = { country: 'SK', callingCode: '421', mask: '### ### ###', lengths: [7, 9], nationalPrefix: '0' };
const IT: Country = { country: 'IT', callingCode: '39', mask: '### ### ####', lengths: [9, 10] };
const DE: Country = {
  country: 'DE',
  callingCode: '49',
  mask: '#### #######',
  lengths: [5, 9, 10, 11, 12, 13, 14, 15],
  nationalPrefix: '0',
};
const GB: Country = { country: 'GB', callingCode: '44', mask: '#### ######', lengths: [7, 9, 10], nationalPrefix: '0' };
const US: Country = { country: 'US', callingCode: '1', mask: '### ###-####', lengths: [10], internationalPrefixes: ['011', '00'] };
const AU: Country = {
  country: 'AU',
  callingCode: '61',
  mask: '### ### ###',
  lengths: [9],
  nationalPrefix: '0',
  internationalPrefixes: ['0011'],
};
const SG: Country = { country: 'SG', callingCode: '65', mask: '#### ####', lengths: [8], internationalPrefixes: [] };
const ALL = [RU, SK, KZ, IT];

describe('a number that is pasted', () => {
  it.each([
    ['+7 915 777-77-77', '915 777-77-77'],
    ['+79157777777', '915 777-77-77'],
    ['8 915 777 77 77', '915 777-77-77'],
    ['8(915)7777777', '915 777-77-77'],
    ['79157777777', '915 777-77-77'],
    ['007 915 777 77 77', '915 777-77-77'],
    ['+7 (8) 915 777 77 77', '915 777-77-77'],
    ['９１５７７７７７７７', '915 777-77-77'],
  ])('is one of Russia: %s', (typed, text) => {
    expect(readPhone(typed, ALL, RU)).toEqual({ country: RU, text, isFree: false });
  });

  it.each(['+421 901 234 567', '00421901234567', '+421 0901 234 567'])('of another listed country chooses that: %s', (typed) => {
    expect(readPhone(typed, ALL, RU)).toEqual({ country: SK, text: '901 234 567', isFree: false });
  });

  it('keeps the chosen one of two countries with one calling code', () => {
    expect(readPhone('+77011234567', ALL, KZ).country).toBe(KZ);
    expect(readPhone('+77011234567', ALL, SK).country).toBe(RU);
  });

  it('of a country that is not listed stays as it is, for the server to judge', () => {
    const entry = readPhone('+49 151 23456789', ALL, RU);
    expect(entry.text).toBe('+49 151 23456789');
    expect(phoneToSend(entry)).toBe('+49 151 23456789');
  });

  it('without a zero that belongs to it keeps the zero', () => {
    expect(readPhone('+39 06 1234 5678', ALL, RU)).toEqual({ country: IT, text: '061 234 5678', isFree: false });
  });
});

describe('a number that is copied from elsewhere', () => {
  it.each([
    '\u202a+7 915 777-77-77\u202c',
    '\u2066+7\u2069\u00a0915\u200b777\u00ad77\ufeff77',
    '\ufffc+7 915 777-77-77',
    '\uff0b7 915 777-77-77',
    '\ufe627 915 777-77-77',
    '\u207a7 915 777-77-77',
    '\u2795\ufe0f7 915 777-77-77',
    '+ 7 915 777-77-77',
    '(+7) 915 777-77-77',
    '++7 915 777-77-77',
    'tel:+7-915-777-77-77',
    'TEL:+79157777777',
    'Тел.: +7 915 777-77-77 (моб.)',
    '+٧ ٩١٥ ٧٧٧ ٧٧ ٧٧',
    '\u200e+۷ ۹۱۵ ۷۷۷ ۷۷ ۷۷',
    '+७ ९१५ ७७७-७७-७७',
    '00 7 915 777-77-77',
    '\u200e٠٠٧٩١٥٧٧٧٧٧٧٧',
  ])('is one of its own country, whatever is chosen: %s', (text) => {
    for (const chosen of [RU, DE, SK]) {
      expect(readPhone(text, [...ALL, DE], chosen)).toEqual({ country: RU, text: '915 777-77-77', isFree: false });
    }
  });

  it.each([
    '\u202a+7 915 777-77-77\u202c',
    '+٧ ٩١٥ ٧٧٧ ٧٧ ٧٧',
    '79157777777+',
    '9157777777 (+7)',
    '+7 915 777-77-77, +7 915 777-77-78',
    '030 1234, 56',
    '030 1234#56',
    '8 (915) 777-77-77 доб. 12',
    'tel:%2B79157777777',
    'tel:9157777777;phone-context=+7',
    'tel:9157777777;phone-context=example.com',
    'tel:+79157777777;ext=12',
    '000 7 915 777 77 77',
    '00 7 915 777 77 77',
    '8~10 7 915 777-77-77',
    '8 10 7 915 777-77-77',
    '81079157777777',
    '011 7 915 777-77-77',
    '0117\u200b9157777777',
  ])('is never completed with the country that is chosen, and shown as it is: %s', (text) => {
    const entry = readPhone(text, [DE], DE);
    expect(entry).toMatchObject({ country: DE, isFree: true });
    expect(phoneToSend(entry)).toBe(entry.text.trim());
    expect(entry.text).not.toContain('+49');
  });

  it.each([
    ['8~10 421 901 234 567', RU],
    ['8 10 421 901 234 567', RU],
    ['810421901234567', KZ],
    ['00 421 901 234 567', RU],
    ['011 421 901 234 567', US],
    ['00421901234567', US],
    ['0011 421 901 234 567', AU],
  ])('is read behind what is dialled in the chosen country: %s', (text, chosen) => {
    expect(readPhone(text, [...ALL, US, AU], chosen)).toEqual({ country: SK, text: '901 234 567', isFree: false });
  });

  it.each([
    ['001 65 9123 4567', SG],
    ['001 421 901 234 567', SG],
    ['0014 421 901 234 567', AU],
    ['8 10 49 151 23456789', RU],
  ])('is left alone where what is dialled before it may mean several things, or another country: %s', (text, chosen) => {
    expect(readPhone(text, [...ALL, US, AU, SG], chosen)).toEqual({ country: chosen, text, isFree: true });
  });

  it('may begin at home as an international one begins elsewhere', () => {
    expect(phoneToSend(readPhone('0113 496 0123', [GB], GB))).toBe('+441134960123');
    expect(phoneToSend(readPhone('810 234 5678', [US], US))).toBe('+18102345678');
  });

  it('is read in no time, however much text is pasted with it', () => {
    expect(readPhone(`1${'a'.repeat(200_000)}`, [DE], DE).text).toBe('1');
    expect(readPhone('1'.repeat(200_000), [DE], DE).isFree).toBe(false);
  });

  it('is sent as it is where no country is known', () => {
    expect(phoneToSend(readPhone('\u202atel:+49-30-1234;ext=56\u202c', [], undefined))).toBe('tel:+49-30-1234;ext=56');
    expect(phoneToSend(readPhone('٨ ٩١٥ ٧٧٧', [], undefined))).toBe('8 915 777');
  });
});

describe('a number that is typed', () => {
  it('is shown in the mask as far as it goes', () => {
    expect(readPhone('9157', ALL, RU).text).toBe('915 7');
    expect(readPhone('915', ALL, RU).text).toBe('915');
  });

  it('may be longer than the mask', () => {
    expect(applyMask('1234567890', '### ###')).toBe('123 4567890');
  });

  it('goes to the server with its calling code', () => {
    expect(phoneToSend(readPhone('915 777-77-77', ALL, RU))).toBe('+79157777777');
    expect(phoneToSend(readPhone('0901 234 567', ALL, SK))).toBe('+421901234567');
  });

  it('goes to the server as it is where no country is known', () => {
    expect(phoneToSend(readPhone('+1 (202) 555-0123', [], undefined))).toBe('+1 (202) 555-0123');
  });

  it('begins an international number with a plus', () => {
    expect(readPhone('+', ALL, RU).text).toBe('+');
    expect(readPhone('+4', ALL, RU).text).toBe('+4');
    expect(readPhone('+421', ALL, RU)).toEqual({ country: SK, text: '', isFree: false });
  });

  it('keeps the caret behind the digit that it stood behind', () => {
    expect(caretAfterDigits('915 777-77-77', 3)).toBe(3);
    expect(caretAfterDigits('915 777-77-77', 4)).toBe(5);
    expect(caretAfterDigits('915', 9)).toBe(3);
  });
});
