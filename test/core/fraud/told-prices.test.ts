import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { highestTold, type ToldPrices, withTold } from '../../../src/core/fraud/told-prices.js';

const DAY = 86_400_000;
const MINUTE = 60_000;

describe('the prices that were told', () => {
  it('are not known at first, and for a day from then on', () => {
    expect(highestTold([], 0)).toBeUndefined();
    const prices = withTold([], 350_000, 0) ?? [];
    expect(highestTold(prices, DAY - 1)).toBe(350_000);
    expect(highestTold(prices, DAY)).toBeUndefined();
  });

  it('are raised at once, and lowered when the higher one is a day old', () => {
    let prices = withTold([], 350_000, 0) ?? [];
    prices = withTold(prices, 5_000_000, 1) ?? [];
    expect(highestTold(prices, 1)).toBe(5_000_000);
    prices = withTold(prices, 400_000, 2 * MINUTE) ?? [];
    expect(highestTold(prices, DAY)).toBe(5_000_000);
    expect(highestTold(prices, DAY + 1)).toBe(400_000);
  });

  it('are written once a minute at most while they stay the same', () => {
    const prices = withTold([], 350_000, 0) ?? [];
    expect(withTold(prices, 350_000, MINUTE - 1)).toBeUndefined();
    expect(withTold(prices, 100_000, MINUTE - 1)).toBeUndefined();
    expect(withTold(prices, 350_000, MINUTE)).toEqual([{ at: MINUTE, micro: 350_000 }]);
  });

  it('give the highest of the last day, to a minute, and stay few', () => {
    const step = fc.record({ afterMs: fc.integer({ min: 0, max: DAY / 8 }), micro: fc.integer({ min: 1, max: 9 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let [prices, now]: [ToldPrices, number] = [[], 0];
        const all: { at: number; micro: number }[] = [];
        for (const { afterMs, micro } of steps) {
          now += afterMs;
          all.push({ at: now, micro });
          prices = withTold(prices, micro, now) ?? prices;
          const highestOf = (ms: number): number => Math.max(...all.filter(({ at }) => at > now - ms).map((each) => each.micro));
          expect(highestTold(prices, now)).toBeLessThanOrEqual(highestOf(DAY));
          expect(highestTold(prices, now)).toBeGreaterThanOrEqual(highestOf(DAY - MINUTE));
        }
        expect(prices.length).toBeLessThanOrEqual(24);
      }),
    );
  });
});
