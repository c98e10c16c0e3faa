import { describe, expect, it } from 'vitest';
import {
  areCodesGuessed,
  DEFAULT_BREAKER_LIMITS,
  DEFAULT_BREAKER_MODES,
  type PrefixFigures,
  whyCountryTrips,
  whyPrefixTrips,
} from '../../../src/core/fraud/breaker.js';

const LIMITS = DEFAULT_BREAKER_LIMITS;
const why = (figures: Partial<PrefixFigures>, limits = {}) =>
  whyPrefixTrips({ starts: 0, verified: 0, unsettled: 0, unpaid: 0, ...figures }, { ...LIMITS, ...limits });

describe('a prefix', () => {
  it('may have 20 dials in the air, and no more', () => {
    expect(why({ starts: 19, unsettled: 19 })).toBeUndefined();
    expect(why({ starts: 20, unsettled: 20 })).toBe('unsettled');
    expect(why({ starts: 200, verified: 180, unsettled: 20 })).toBe('unsettled');
  });

  it('must have a fifth of its settled dials verified, from 20 on', () => {
    expect(why({ starts: 19 })).toBeUndefined();
    expect(why({ starts: 20 })).toBe('unverified');
    expect(why({ starts: 20, verified: 3 })).toBe('unverified');
    expect(why({ starts: 20, verified: 4 })).toBeUndefined();
    expect(why({ starts: 100, verified: 19 })).toBe('unverified');
    expect(why({ starts: 100, verified: 20 })).toBeUndefined();
  });

  it('is not judged by unsettled dials while there are few', () => {
    expect(why({ starts: 24, unsettled: 5, unpaid: 24 })).toBeUndefined();
    expect(why({ starts: 24, verified: 1, unsettled: 19, unpaid: 19 })).toBeUndefined();
  });

  it('may have 24 dials unpaid, settled or not, and no more than 25', () => {
    expect(why({ starts: 24, unsettled: 19, unpaid: 24 })).toBeUndefined();
    expect(why({ starts: 25, unsettled: 19, unpaid: 25 })).toBe('starts');
    expect(why({ starts: 100, verified: 60, unpaid: 25 })).toBe('starts');
  });

  it('goes by the limits that are set, and by none that is switched off', () => {
    expect(why({ starts: 40, unsettled: 40 }, { prefixUnsettled: 50 })).toBeUndefined();
    expect(why({ starts: 55, unsettled: 49, unpaid: 54 }, { prefixUnsettled: 50 })).toBeUndefined();
    expect(why({ starts: 55, unsettled: 49, unpaid: 55 }, { prefixUnsettled: 50 })).toBe('starts');
    expect(why({ starts: 500, unsettled: 500, unpaid: 500 }, { prefixUnsettled: Number.POSITIVE_INFINITY })).toBeUndefined();
    expect(why({ starts: 500 }, { prefixVerifiedShare: 0 })).toBeUndefined();
    // 0.2 * 35 is more than 7 in floating point, and so are others.
    for (let fifth = 5; fifth < 100; fifth += 1) expect(why({ starts: 5 * fifth, verified: fifth })).toBeUndefined();
  });
});

it('by default prefixes and wrong codes are held, and a country only told of, with no limits but those of a prefix', () => {
  expect(DEFAULT_BREAKER_MODES).toEqual({ prefix: 'enforce', country: 'audit', wrongCodes: 'enforce' });
  const { prefixUnsettled, prefixVerifiedShare, prefixStartsPerHour, ...others } = LIMITS;
  expect([prefixUnsettled, prefixVerifiedShare, prefixStartsPerHour]).toEqual([20, 0.2, 200]);
  expect(new Set(Object.values(others))).toEqual(new Set([Number.POSITIVE_INFINITY]));
});

it('a country trips by 100 settled dials of which too few are verified', () => {
  expect(whyCountryTrips({ starts: 500, verified: 0, settled: 99 }, LIMITS)).toBeUndefined();
  expect(whyCountryTrips({ starts: 500, verified: 19, settled: 100 }, LIMITS)).toBe('unverified');
  expect(whyCountryTrips({ starts: 500, verified: 20, settled: 100 }, LIMITS)).toBeUndefined();
});

it('codes are guessed when more than half of 50 are wrong', () => {
  expect(areCodesGuessed({ checks: 49, wrong: 49 })).toBe(false);
  expect(areCodesGuessed({ checks: 50, wrong: 25 })).toBe(false);
  expect(areCodesGuessed({ checks: 50, wrong: 26 })).toBe(true);
});
