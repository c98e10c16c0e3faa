import { describe, expect, it } from 'vitest';
import { readPastedCode, readTypedCode } from '../../../src/client/element/code-digits.js';

describe('a code', () => {
  it.each([
    '1234',
    '12 34',
    'code: 12 34',
    'code 1-2-3-4',
    '１２３４',
    '١٢٣٤',
    '\u202b۱۲۳۴\u202c',
    '१२ ३४',
    '1\ufe0f\u20e32\ufe0f\u20e33\ufe0f\u20e34\ufe0f\u20e3',
    '12\u200b34\r\n',
  ])('is found in what was pasted: %s', (text) => {
    expect(readPastedCode(text, [4], 'voice_call')).toBe('1234');
  });

  it('is the group of its own length among others', () => {
    expect(readPastedCode('Use 1234 until 12:30 on 1.12.2026', [4], 'sms')).toBe('1234');
    expect(readPastedCode('12:30: your code is 123456', [6], 'sms')).toBe('123456');
  });

  it('is the ending of a calling number', () => {
    expect(readPastedCode('+7 495 000-12-34', [4], 'flash_call')).toBe('1234');
  });

  it.each([
    ['Use 1234 until 12:30 on 1.12.2026', [6, 4], 'viber', '1234'],
    ['Use 1234 until 12:30, or 123456', [6, 4], 'viber', '123456'],
    ['1234', [6, 4], 'whatsapp', '1234'],
    ['12 34', [6, 4], 'whatsapp', '1234'],
    ['12345678', [4, 8], 'voice_call', '12345678'],
    ['123 456', [4, 6], 'flash_call', '123456'],
    ['+7 495 000-12-34', [4, 6], 'flash_call', '1234'],
    ['12345', [6, 4], 'whatsapp', '12345'],
  ] as const)('may have the length of an earlier call: %s, %o', (text, lengths, method, code) => {
    expect(readPastedCode(text, lengths, method)).toBe(code);
  });

  it.each([4, 5, 6, 7, 8])('has %i digits where the newest call brings so many', (length) => {
    const code = '12345678'.slice(0, length);
    expect(readPastedCode(`Your code: ${code}. Do not tell it to 1 or 2 people.`, [length], 'telegram')).toBe(code);
    expect(readTypedCode(`${code}9`, length)).toBe(code);
  });

  it('is typed as digits, no more than it has', () => {
    expect(readTypedCode('1a2 345', 4)).toBe('1234');
    expect(readTypedCode('۱۲ ۳\u200f۴۵', 4)).toBe('1234');
  });
});
