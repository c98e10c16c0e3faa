/** What a row of codes shows of its source, and by what chance a fair source would show the same. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chanceOfAgreement, chanceOfRepeats, findCodeWeakness } from '../../../src/core/fraud/code-predictability.js';

const DIGITS = 4;
const SPACE = 10 ** DIGITS;
const codeOf = (number: number): string => String(number % SPACE).padStart(DIGITS, '0');

/** Codes of which no two agree, nor the steps between them: 0, 101, 303, 606 … */
const fair = (count: number): number[] => Array.from({ length: count }, (_, index) => ((index * (index + 1)) / 2) * 101);
const weaknessOf = (codes: readonly number[], pool?: number) => findCodeWeakness(codes.map(codeOf), DIGITS, pool);
/** `extra` put between `codes`, one after every fifth. */
const among = (codes: readonly number[], extra: readonly number[]): number[] =>
  codes.flatMap((code, index) => (index % 5 === 4 && index / 5 < extra.length ? [code, extra[Math.floor(index / 5)] ?? 0] : [code]));

describe('codes that repeat', () => {
  it('are weak from the fourth of one value on, and worth nothing', () => {
    expect(weaknessOf([7, 7, 7])).toBeUndefined();
    expect(weaknessOf([7, 7, 7, 7])).toEqual({ reason: 'repeats', entropyBits: 0 });
  });

  it('are weak where one value comes five times among forty others: one of 99 pairs agrees', () => {
    expect(weaknessOf(among(fair(40), [9876, 9876, 9876, 9876, 9876]))).toEqual({ reason: 'repeats', entropyBits: 6.5 });
  });

  it('are weak where eight values come twice among fifty: one of 221 pairs agrees', () => {
    const codes = fair(52);
    expect(weaknessOf(among(codes, codes.slice(0, 8)))).toEqual({ reason: 'repeats', entropyBits: 7.5 });
  });

  it('are not weak where a fair source would show as much', () => {
    const codes = fair(52);
    expect(weaknessOf(codes)).toBeUndefined();
    expect(weaknessOf(among(codes, codes.slice(0, 4)))).toBeUndefined();
    // A pool of so few is what was promised.
    expect(weaknessOf(among(fair(40), [9876, 9876, 9876, 9876, 9876]), 40)).toBeUndefined();
    expect(weaknessOf([])).toBeUndefined();
  });

  it('of a tiny pool are a pool, and no sequence, though their steps repeat, too', () => {
    const tosses = [...'011010011001011010010110'].map(Number);
    expect(weaknessOf(tosses)).toEqual({ reason: 'repeats', entropyBits: 1 });
  });
});

describe('codes in a sequence', () => {
  it('are known by their steps, over the end of the space, too, and whatever came first', () => {
    for (const first of [0, 4321, 9996]) {
      for (const step of [1, 37, 9999]) {
        const row = Array.from({ length: 8 }, (_, index) => first + index * step);
        expect(weaknessOf(row)).toEqual({ reason: 'sequence', entropyBits: 0 });
        expect(weaknessOf(row.slice(0, 4))).toBeUndefined();
      }
    }
  });

  it('are not found by steps that a small pool would show as well, until they are enough', () => {
    // Eight different codes speak for a pool of 28 at least; six equal steps of seven come by chance from that.
    expect(weaknessOf([0, 1, 2, 3, 4, 5, 6, 1000])).toBeUndefined();
    expect(weaknessOf([0, 1, 2, 3, 4, 5, 6, 7, 1000])).toEqual({ reason: 'sequence', entropyBits: 0 });
  });

  it('are worth what their steps leave open: one bit where two steps take turns by chance', () => {
    let code = 5000;
    const row = [...'01101001100101101001011001101001'].map((toss) => {
      code += toss === '0' ? 1 : 2;
      return code;
    });
    expect(weaknessOf(row)).toEqual({ reason: 'sequence', entropyBits: 1 });
  });

  it('are looked for whatever pool is enough', () => {
    const row = Array.from({ length: 12 }, (_, index) => index);
    expect(weaknessOf(row, 1000)).toEqual({ reason: 'sequence', entropyBits: 0 });
    // Of two steps, as a pool of two codes has, one may well come eleven times in a row by chance.
    expect(weaknessOf(row, 2)).toBeUndefined();
  });
});

describe('the chances', () => {
  /** Every row of `draws` from `pool` values. */
  function* rowsOf(pool: number, draws: number): Generator<number[]> {
    for (let index = 0; index < pool ** draws; index += 1) {
      yield Array.from({ length: draws }, (_, place) => Math.floor(index / pool ** place) % pool);
    }
  }

  it('are those of counting every row there is', () => {
    for (const [pool, draws] of [
      [2, 6],
      [3, 6],
      [4, 5],
      [5, 4],
    ] as const) {
      const rows = [...rowsOf(pool, draws)];
      for (let least = 0; least <= draws; least += 1) {
        const withRepeats = rows.filter((row) => row.length - new Set(row).size >= least).length;
        expect(chanceOfRepeats(draws, least, pool)).toBeCloseTo(withRepeats / rows.length, 12);
        const often = rows.filter((row) => row.some((value) => row.filter((each) => each === value).length >= least)).length;
        if (least > 0) expect(chanceOfAgreement(draws, least, pool)).toBeGreaterThanOrEqual(often / rows.length - 1e-12);
      }
    }
  });

  it('of all of a row being the same are exact', () => {
    expect(chanceOfAgreement(4, 4, SPACE)).toBeCloseTo(1e-12, 20);
  });

  it('are certain for nothing, and chances even for a pool that is no whole number', () => {
    expect(chanceOfRepeats(5, 0, SPACE)).toBe(1);
    expect(chanceOfRepeats(5, 2, 1.5)).toBe(1);
    expect(chanceOfRepeats(1, 1, 1)).toBe(0);
    expect(chanceOfAgreement(3, 1, SPACE)).toBe(1);
  });

  it('fall with more repeats and with a larger pool, and are chances', () => {
    const integer = (max: number) => fc.integer({ min: 1, max });
    fc.assert(
      fc.property(integer(24), integer(24), fc.integer({ min: 2, max: SPACE }), (draws, wanted, pool) => {
        const count = Math.min(draws, wanted);
        for (const chance of [chanceOfRepeats, chanceOfAgreement]) {
          const given = chance(draws, count, pool);
          expect(given).toBeGreaterThanOrEqual(0);
          expect(given).toBeLessThanOrEqual(1);
          expect(chance(draws, count, pool * 2)).toBeLessThanOrEqual(given + 1e-12);
        }
        expect(chanceOfRepeats(draws, count + 1, pool)).toBeLessThanOrEqual(chanceOfRepeats(draws, count, pool) + 1e-12);
      }),
    );
  });
});
