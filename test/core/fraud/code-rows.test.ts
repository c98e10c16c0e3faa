/** Rows of codes as providers may choose them, looked at whenever one comes: simulated with seeds, so that every run sees the same rows. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CodeWeakness, chanceOfAgreement, chanceOfRepeats, findCodeWeakness } from '../../../src/core/fraud/code-predictability.js';
import { seededRandom } from '../../support/seeded-random.js';

const ROW = 300;
const DIGITS = 4;
const SPACE = 10 ** DIGITS;
const codeOf = (number: number): string => String(number % SPACE).padStart(DIGITS, '0');

type Draw = () => number;
type Source = (random: () => number) => Draw;

/** The first weakness seen while a row grows code by code, and at which length. */
function watch(draw: Draw, pool?: number, length = ROW): (CodeWeakness & { at: number }) | undefined {
  const codes: string[] = [];
  while (codes.length < length) {
    codes.push(codeOf(draw()));
    const weakness = findCodeWeakness(codes, DIGITS, pool);
    if (weakness !== undefined) return { ...weakness, at: codes.length };
  }
  return undefined;
}

const watchRows = (source: Source, rows: number, pool?: number) =>
  Array.from({ length: rows }, (_, seed) => watch(source(seededRandom(seed * 7919 + 1)), pool));

const below = (random: () => number, limit: number): number => Math.floor(random() * limit);

/** Draws from `size` codes that lie together, or all over the space. */
const together =
  (size: number): Source =>
  (random) =>
  () =>
    4000 + below(random, size);
const scattered =
  (size: number): Source =>
  (random) =>
  () =>
    (below(random, size) * 7919 + 13) % SPACE;
const evenlyApart =
  (size: number): Source =>
  (random) =>
  () =>
    below(random, size) * Math.floor(SPACE / size);

/** A counter with `step` that other customers of the provider turn on, too: `others` steps between two of ours on average. */
const counter =
  (step: number, others = 0): Source =>
  (random) => {
    let turned = 0;
    return () => {
      turned += 1 + Math.floor(-Math.log(1 - random()) * others);
      return turned * step;
    };
  };

/** The same, but what came among `width` parallel calls comes in any order. */
const swapped =
  (source: Source, width: number): Source =>
  (random) => {
    const draw = source(random);
    const waiting: number[] = [];
    return () => {
      if (waiting.length === 0) waiting.push(...Array.from({ length: width }, draw));
      return waiting.splice(below(random, waiting.length), 1)[0] ?? 0;
    };
  };

describe('fair codes', () => {
  it('are never called weak, at any length of 100 rows', () => {
    expect(watchRows(scattered(SPACE), 100).filter((found) => found !== undefined)).toEqual([]);
  });

  it('are not called weak for being few', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: SPACE - 1 }).map(codeOf), { maxLength: 3 }), (codes) => {
        expect(findCodeWeakness(codes, DIGITS)).toBeUndefined();
      }),
    );
  });

  it('of six digits are not called weak either', () => {
    const random = seededRandom(6);
    const codes = Array.from({ length: ROW }, () => String(below(random, 1e6)).padStart(6, '0'));
    for (let length = 1; length <= ROW; length += 1) expect(findCodeWeakness(codes.slice(0, length), 6)).toBeUndefined();
  });
});

describe('repeats', () => {
  it.each([
    ['together', together],
    ['scattered', scattered],
    ['evenly apart', evenlyApart],
  ])('show a pool of 1000 and of 100 codes that lie %s, as such and not as a sequence', (_, pool) => {
    for (const [size, latest] of [
      [1000, ROW],
      [100, 60],
    ] as const) {
      for (const found of watchRows(pool(size), 40)) {
        expect(found?.reason).toBe('repeats');
        expect(found?.at).toBeLessThanOrEqual(latest);
      }
    }
  });

  it('show the same code four times in a row at once, and three times not yet', () => {
    expect(watch(() => 7)).toEqual({ reason: 'repeats', entropyBits: 0, at: 4 });
    expect(findCodeWeakness(['0007', '0007', '0007'], DIGITS)).toBeUndefined();
  });

  it('show one code that comes too often among fair ones', () => {
    const favourite: Source = (random) => () => (random() < 0.1 ? 1234 : below(random, SPACE));
    for (const found of watchRows(favourite, 40)) expect(found?.reason).toBe('repeats');
    // A pool of 1024 has more repeats than that, but none of its codes comes so often.
    for (const found of watchRows(favourite, 40, 1024)) expect(found?.reason).toBe('repeats');
  });

  it('tell what a code is worth, rounded down to halves of a bit', () => {
    for (const [size, bits] of [
      [1000, 10],
      [100, 6.6],
      [16, 4],
    ] as const) {
      const random = seededRandom(size);
      const draw = scattered(size)(random);
      const found = findCodeWeakness(
        Array.from({ length: ROW }, () => codeOf(draw())),
        DIGITS,
      );
      expect(found?.reason).toBe('repeats');
      expect(Number.isInteger((found?.entropyBits ?? 0.1) * 2)).toBe(true);
      expect(Math.abs((found?.entropyBits ?? 0) - bits)).toBeLessThanOrEqual(1);
    }
  });

  it('are the same wherever in the space the codes lie', () => {
    const rows = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 4, maxLength: 40 });
    fc.assert(
      fc.property(rows, fc.integer({ min: 0, max: SPACE - 1 }), (row, shift) => {
        const moved = row.map((code) => codeOf(code + shift));
        expect(findCodeWeakness(moved, DIGITS)).toEqual(findCodeWeakness(row.map(codeOf), DIGITS));
      }),
    );
  });
});

describe('a sequence', () => {
  it.each([1, 37, 3701, 7001, SPACE - 1])('with steps of %i is found by the eighth code', (step) => {
    const found = watch(counter(step)(seededRandom(step)));
    expect(found).toMatchObject({ reason: 'sequence', entropyBits: 0 });
    expect(found?.at).toBeLessThanOrEqual(8);
  });

  it.each([2, 20, 200])('is found though others take %i codes between ours', (others) => {
    for (const found of watchRows(counter(1, others), 30)) expect(found?.reason).toBe('sequence');
  });

  it.each([2, 4, 10])('is found though %i parallel calls mix up its order', (width) => {
    for (const step of [1, 1237]) {
      for (const found of watchRows(swapped(counter(step), width), 20)) expect(found?.reason).toBe('sequence');
    }
  });

  it('is found though every third code is fair', () => {
    const mixed: Source = (random) => {
      const count = counter(1)(random);
      return () => (random() < 1 / 3 ? below(random, SPACE) : count());
    };
    for (const found of watchRows(mixed, 30)) expect(found?.reason).toBe('sequence');
  });

  it('that begins anew after 100 codes is called a sequence, not a pool', () => {
    let count = 0;
    const codes = Array.from({ length: ROW }, () => codeOf(count++ % 100));
    expect(findCodeWeakness(codes, DIGITS)).toEqual({ reason: 'sequence', entropyBits: 0 });
  });
});

describe('a pool of a size that is enough', () => {
  it.each([2, 8, 32, 128, 1024])('is not found too small by bad luck: exactly %i codes', (size) => {
    for (const pool of [together, scattered, evenlyApart]) {
      expect(watchRows(pool(size), 10, size).filter((found) => found !== undefined)).toEqual([]);
    }
  });

  it.each([
    [1024, 250],
    [128, 60],
    [32, 16],
    [8, 4],
  ])('of %i is told from one of %i', (least, size) => {
    for (const found of watchRows(scattered(size), 20, least)) expect(found).toBeDefined();
  });

  it('is at most what the digits allow', () => {
    expect(watchRows(scattered(SPACE), 20, 2 ** 40).filter((found) => found !== undefined)).toEqual([]);
  });
});

describe('the chances of whole rows', () => {
  it('fall with more repeats and with a larger pool, and are chances', () => {
    const integer = (max: number) => fc.integer({ min: 1, max });
    fc.assert(
      fc.property(integer(ROW), integer(ROW), fc.integer({ min: 2, max: SPACE }), (draws, wanted, pool) => {
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
