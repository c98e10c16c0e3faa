import { describe, expect, it } from 'vitest';
import { prefixesNamed, prefixOf, showPrefix } from '../../../src/core/phone/prefix.js';

describe('a prefix', () => {
  it('is the number without its last four digits', () => {
    expect(prefixOf('+79157771234')).toBe('+7915777');
  });

  it('can be named as it is, as events show it, and by a whole number of it', () => {
    for (const text of ['+7915777', showPrefix('+7915777'), '+7 (915) 777', '+79157771234', '+7 915 777-12-34']) {
      expect(prefixesNamed(text)).toEqual(['+7915777']);
    }
    expect(prefixesNamed('8 915 777-12-34', 'RU')).toEqual(['+7915777']);
    expect(prefixesNamed('+7915777'.padEnd(64))).toEqual(['+7915777']);
  });

  it.each([
    ['\u202a+7915777\u202c', 'between marks of direction'],
    ['+7\u200b915\ufeff777', 'with joiners inside'],
    ['+٧٩١٥٧٧٧', 'in Arabic digits'],
    ['\u2795\ufe0f7915777****', 'with a plus that is a picture, as events show it'],
  ])('is read as it looks, as numbers are: %s (%s)', (text) => {
    expect(prefixesNamed(text)).toEqual(['+7915777']);
  });

  it('is not named by what begins no number', () => {
    for (const text of [
      '',
      '+',
      '7915777',
      '+791577',
      '+7915777123',
      '+79157771234567',
      '+7915777*1',
      '*'.repeat(100),
      'abc',
      'abc+7915777',
      '+7915777'.padEnd(65),
      '8 915 777-12-34',
    ]) {
      expect(prefixesNamed(text)).toEqual([]);
    }
  });

  it('is one as soon as any number begins with it', () => {
    // +4927 1234 is a number, +4927 0000 and +4927 9876 are none.
    expect(prefixesNamed('+4927')).toEqual(['+4927']);
  });

  it('is meant both ways where a short number may begin a longer one', () => {
    // Germany has numbers of several lengths.
    expect(prefixesNamed('+4930901820')).toEqual(['+493090', '+4930901820']);
  });
});
