import { describe, expect, it } from 'vitest';
import { applyMask, caretAfterDigits, phoneToSend, readPhone } from '../../../src/client/element/phone-mask.js';
import type { Country } from '../../../src/client/index.js';

const RU: Country = { country: 'RU', callingCode: '7', mask: '### ###-##-##', lengths: [10], nationalPrefix: '8' };
const KZ: Country = { country: 'KZ', callingCode: '7', mask: '### ### ####', lengths: [10], nationalPrefix: '8' };
const SK: Country = { country: 'SK', callingCode: '421', mask: '### ### ###', lengths: [7, 9], nationalPrefix: '0' };
const IT: Country = { country: 'IT', callingCode: '39', mask: '### ### ####', lengths: [9, 10] };
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
    expect(readPhone(typed, ALL, RU)).toEqual({ country: RU, text });
  });

  it.each(['+421 901 234 567', '00421901234567', '+421 0901 234 567'])('of another listed country chooses that: %s', (typed) => {
    expect(readPhone(typed, ALL, RU)).toEqual({ country: SK, text: '901 234 567' });
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
    expect(readPhone('+39 06 1234 5678', ALL, RU)).toEqual({ country: IT, text: '061 234 5678' });
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
    expect(readPhone('+421', ALL, RU)).toEqual({ country: SK, text: '' });
  });

  it('keeps the caret behind the digit that it stood behind', () => {
    expect(caretAfterDigits('915 777-77-77', 3)).toBe(3);
    expect(caretAfterDigits('915 777-77-77', 4)).toBe(5);
    expect(caretAfterDigits('915', 9)).toBe(3);
  });
});
