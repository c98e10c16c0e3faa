import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createCodeBook, isSameText } from '../../../src/core/entry/code.js';
import { createHmacWith } from '../../../src/core/entry/hmac.js';

const KEY = Buffer.alloc(32, 1);
const bitsOf = (number: number): Buffer => Buffer.from(String(number).padStart(24, '0'));
const codeOf = (number: number, generation = 0, length = 4): string =>
  createCodeBook(createHmacWith(KEY), bitsOf(number)).ourCode({ generation, length });

describe('a code of ours', () => {
  it.each([4, 5, 6, 7, 8])('is %s digits, leading zeros included', (length) => {
    const codes = Array.from({ length: 2000 }, (_, number) => codeOf(number, 0, length));
    expect(codes.every((code) => /^[0-9]+$/.test(code) && code.length === length)).toBe(true);
    expect(codes.some((code) => code.startsWith('0'))).toBe(true);
    expect(codes.some((code) => code.startsWith('00'))).toBe(true);
  });

  it('tells no digit of the codes of other lengths', () => {
    const lengths = [4, 5, 6, 7, 8];
    for (const longer of lengths) {
      for (const shorter of lengths.filter((length) => length < longer)) {
        const pairs = Array.from({ length: 3000 }, (_, number) => [codeOf(number, 0, longer), codeOf(number, 0, shorter)] as const);
        for (let place = 0; place < shorter; place += 1) {
          const [fromFront, fromEnd] = [place, place - shorter];
          for (const at of [fromFront, fromEnd]) {
            // One in ten by chance; 450 of 3000 is nine times the deviation away.
            const same = pairs.filter(([long, short]) => long.at(at) === short.at(at)).length;
            expect(same).toBeLessThan(450);
          }
        }
      }
    }
  });

  it('is the same whenever it is derived, in every version of this package', () => {
    expect(codeOf(1)).toBe(codeOf(1));
    expect(codeOf(1, 0, 6)).toBe('639042');
    expect([codeOf(1), codeOf(1, 1), codeOf(2)]).toEqual(['1799', '6038', '1569']);
  });

  it('is another one for another verification, another generation and another key', () => {
    const distinct = (codes: readonly string[]): number => new Set(codes).size;
    expect(distinct(Array.from({ length: 100 }, (_, number) => codeOf(number)))).toBeGreaterThan(95);
    expect(distinct(Array.from({ length: 100 }, (_, generation) => codeOf(1, generation)))).toBeGreaterThan(95);
    const byKey = Array.from({ length: 100 }, (_, byte) =>
      createCodeBook(createHmacWith(Buffer.alloc(32, byte)), bitsOf(1)).ourCode({ generation: 0, length: 4 }),
    );
    expect(distinct(byKey)).toBeGreaterThan(95);
  });

  it('is as likely as any other', () => {
    const counts = new Array<number>(100).fill(0);
    const samples = 40_000;
    for (let number = 0; number < samples; number += 1) {
      const code = codeOf(number);
      for (const part of [code.slice(0, 2), code.slice(2)]) counts[Number(part)] = (counts[Number(part)] ?? 0) + 1;
    }
    const expected = (samples * 2) / 100;
    const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // 99 degrees of freedom: above 149 by chance in one of a thousand runs, and these always use the same numbers.
    expect(chiSquare).toBeLessThan(149);
  });

  it.each([
    // The first number whose random number is too large.
    { length: 4, number: 245_043, largest: 4_294_960_000 },
    { length: 8, number: 18, largest: 4_200_000_000 },
  ])('is not taken from the last, incomplete stretch of the random numbers, which would favour small codes', (given) => {
    const { length, number, largest } = given;
    const drawn = (draw: number) =>
      createHmac('sha256', KEY).update(`code.${length}.0.${draw}.`).update(bitsOf(number)).digest().readUInt32BE();
    expect(drawn(0)).toBeGreaterThanOrEqual(largest);
    expect(codeOf(number, 0, length)).toBe(String(drawn(1) % 10 ** length).padStart(length, '0'));
  });
});

describe('the digest of somebody else’s code', () => {
  const digest = (code: string): string => createCodeBook(createHmacWith(KEY), bitsOf(1)).digest(code);

  it('is the same for the same code of the same verification, and another for all else', () => {
    expect(digest('123456')).toBe(digest('123456'));
    expect(digest('123456')).not.toBe(digest('123457'));
    expect(digest('123456')).not.toBe(createCodeBook(createHmacWith(KEY), bitsOf(2)).digest('123456'));
    expect(digest('123456')).not.toBe(createCodeBook(createHmacWith(Buffer.alloc(32, 2)), bitsOf(1)).digest('123456'));
  });

  it('keeps leading zeros apart, and does not show the code', () => {
    expect(digest('0012')).not.toBe(digest('12'));
    expect(digest('123456')).toMatch(/^[\w-]{22}$/);
  });

  it('is no code of ours in other letters, and the same in every version of this package', () => {
    expect(digest('123456')).toBe('S-cU6VtJ7KWz65NlUPEHPg');
  });
});

it('texts are the same only if all of them is', () => {
  expect(isSameText('1234', '1234')).toBe(true);
  for (const other of ['1235', '123', '12345', '', '1234 ', '١٢٣٤']) expect(isSameText('1234', other)).toBe(false);
});
