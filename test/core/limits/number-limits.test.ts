import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countWithin, DAY, DEFAULT_NUMBER_LIMITS, freeAt, HOUR, MONTH } from '../../../src/core/limits/number-limits.js';
import { NOW } from '../fixtures.js';

const at = (...minutesAgo: number[]) => minutesAgo.map((minutes) => ({ at: NOW - minutes * 60_000 }));

describe('a sliding window', () => {
  it('holds what happened in it, and no longer what happened a whole window ago', () => {
    expect(countWithin(at(0, 30, 59), NOW, HOUR)).toBe(3);
    expect(countWithin(at(60), NOW, HOUR)).toBe(0);
    expect(countWithin(at(60), NOW - 1, HOUR)).toBe(1);
    expect(countWithin([], NOW, HOUR)).toBe(0);
  });

  it('is free when the one that fills it has left it', () => {
    expect(freeAt(at(50, 40, 30), 3, HOUR)).toBe(NOW + 10 * 60_000);
    expect(freeAt(at(30, 50, 40), 3, HOUR)).toBe(NOW + 10 * 60_000);
    expect(freeAt(at(50, 40, 30, 20), 3, HOUR)).toBe(NOW + 20 * 60_000);
    expect(freeAt(at(50, 40), 3, HOUR)).toBe(0);
    expect(freeAt([], 1, HOUR)).toBe(0);
  });

  it('that is switched off is always free', () => {
    expect(freeAt(at(...new Array<number>(100).fill(1)), Number.POSITIVE_INFINITY, HOUR)).toBe(0);
  });

  it('is free exactly when fewer than the limit lie in it', () => {
    const minutes = fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 12 });
    fc.assert(
      fc.property(minutes, fc.integer({ min: 1, max: 6 }), (ago, limit) => {
        const happenings = at(...ago);
        const free = freeAt(happenings, limit, HOUR);
        expect(free <= NOW).toBe(countWithin(happenings, NOW, HOUR) < limit);
        if (free > NOW) {
          expect(countWithin(happenings, free, HOUR)).toBeLessThan(limit);
          expect(countWithin(happenings, free - 1, HOUR)).toBeGreaterThanOrEqual(limit);
        }
      }),
    );
  });
});

it('windows are an hour, a day and thirty days, and by default hold what the documents promise', () => {
  expect([HOUR, DAY, MONTH]).toEqual([60 * 60_000, 24 * 60 * 60_000, 30 * 24 * 60 * 60_000]);
  expect(DEFAULT_NUMBER_LIMITS).toEqual({
    ...{ startsPerHour: 5, startsPerDay: 10, failuresPerDay: 10, failuresPerMonth: 30 },
    ...{ networkStartsPerHour: 3, networkStartsPerDay: 5, networkFailuresPerDay: 5 },
  });
});
