import { describe, expect, it } from 'vitest';
import { createBlockedRanges, E164_BEGINNING, EXTRA_RANGES } from '../../../src/core/phone/extra-ranges.js';
import { parsePhone } from '../../../src/core/phone/phone.js';

const isListed = createBlockedRanges([]);

describe('the list of extra ranges', () => {
  it('says of each range what it is, and how that is known', () => {
    for (const { prefix, use, source, checkedOn } of EXTRA_RANGES) {
      expect(prefix).toMatch(E164_BEGINNING);
      expect(use).not.toBe('');
      expect(source).not.toBe('');
      expect(checkedOn).toMatch(/^\d{4}-\d\d-\d\d$/);
    }
  });

  it.each([
    ['+78401234567', 'fixed'],
    ['+79401234567', 'mobile'],
    ['+79981234567', 'mobile'],
    ['+79541234567', 'mobile'],
  ])('has %s, which the metadata takes for an ordinary %s number', (number, type) => {
    expect(parsePhone(number)).toMatchObject({ country: 'RU', types: [type] });
    expect(isListed(number)).toBe(true);
  });

  it('has +7 850, which the metadata does not know', () => {
    expect(parsePhone('+78501234567')).toBeUndefined();
    expect(isListed('+78501234567')).toBe(true);
  });

  it.each(['+79391234567', '+79411234567', '+79531234567', '+79551234567', '+79971234567', '+79991234567', '+78432123456', '+78123456789'])(
    'does not have their neighbour %s, which is called',
    (number) => {
      expect(parsePhone(number)).toMatchObject({ country: 'RU' });
      expect(isListed(number)).toBe(false);
    },
  );

  it.each(['+77011234567', '+77771234567', '+421901234567', '+421944123456', '+4915112345678'])(
    'does not have %s of another country',
    (number) => {
      expect(parsePhone(number)).toBeDefined();
      expect(isListed(number)).toBe(false);
    },
  );

  it.each([
    ['Kazakhstan, not in use', '+76001234567'],
    ['premium in Russia', '+78091234567'],
    ['premium in Slovakia', '+421900123456'],
    ['premium in Slovakia, 097', '+421970123456'],
    ['a company number in Slovakia', '+421960123456'],
    ['VoIP in Slovakia', '+421690123456'],
  ])('needs no range that the metadata refuses: %s', (_, number) => {
    expect(parsePhone(number)).toBeUndefined();
    expect(isListed(number)).toBe(false);
  });
});

describe('beginnings of the host', () => {
  it('add to the list', () => {
    const isBlocked = createBlockedRanges(['+3725', '+79157777777']);
    expect(['+37251234567', '+79157777777', '+79401234567'].map(isBlocked)).toEqual([true, true, true]);
    expect(['+37241234567', '+79157777778', '+7937251234'].map(isBlocked)).toEqual([false, false, false]);
  });
});
