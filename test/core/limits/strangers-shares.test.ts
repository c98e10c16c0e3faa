import { describe, expect, it } from 'vitest';
import { DEFAULT_NUMBER_LIMITS, type NumberLimits } from '../../../src/core/limits/number-limits.js';
import { dialsOfOne, failureShares, without } from '../../../src/core/limits/strangers-shares.js';

const OFF = Number.POSITIVE_INFINITY;
const sharesOf = (change: Partial<NumberLimits> = {}) => Object.values(failureShares({ ...DEFAULT_NUMBER_LIMITS, ...change }));

describe('the failures of a number that strangers of one network may spend a day and a month, and those of one site', () => {
  it('are 5 and 10, and 7 and 15, by default', () => {
    expect(failureShares(DEFAULT_NUMBER_LIMITS)).toEqual({ networkPerDay: 5, networkPerMonth: 10, sitePerDay: 7, sitePerMonth: 15 });
    const leftToStrangers = { failuresPerDay: 7, failuresPerMonth: 21 };
    expect(failureShares(DEFAULT_NUMBER_LIMITS, leftToStrangers)).toMatchObject({ sitePerDay: 5, sitePerMonth: 11 });
  });

  it.each<[string, Partial<NumberLimits>, readonly number[]]>([
    ['a longer month', { failuresPerMonth: 60 }, [5, 20, 7, 30]],
    ['a shorter month, which still gives a network its day', { failuresPerMonth: 12 }, [5, 5, 7, 6]],
    ['a longer day', { failuresPerDay: 20 }, [5, 10, 14, 15]],
    ['a shorter day, which still gives a site what its one network has', { failuresPerDay: 5 }, [5, 10, 5, 15]],
    ['networks that have more', { networkFailuresPerDay: 12 }, [12, 12, 12, 15]],
    ['networks that have less', { networkFailuresPerDay: 1 }, [1, 10, 7, 15]],
    ['no limit a day', { failuresPerDay: OFF }, [5, 10, OFF, 15]],
    ['no limit a month', { failuresPerMonth: OFF }, [5, OFF, 7, OFF]],
    ['no limit of networks, which switches off all shares', { networkFailuresPerDay: OFF }, [OFF, OFF, OFF, OFF]],
  ])('follow %s', (_, change, shares) => {
    expect(sharesOf(change)).toEqual(shares);
  });
});

describe('a share', () => {
  it('of dials is four of five and eight of ten', () => {
    expect([5, 10, 1, 4, 6, OFF].map(dialsOfOne)).toEqual([4, 8, 1, 4, 5, OFF]);
  });

  it('is never nothing, and never more than there is', () => {
    for (const part of [0, 1 / 10, 3 / 10, 1 / 2, 2 / 3]) {
      for (let limit = 1; limit <= 100; limit += 1) {
        expect(without(part, limit)).toBeGreaterThanOrEqual(1);
        expect(without(part, limit)).toBeLessThanOrEqual(limit);
      }
    }
  });
});
