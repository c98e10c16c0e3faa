/** Each bound is held by the most that it allows, and broken by one more. */
import { describe, expect, it } from 'vitest';
import {
  callsBeforeChallenge,
  callsOverBudget,
  callsToPrefix,
  DAY,
  failedGuessesPerNumber,
  HOUR,
  isHeld,
  mostWithin,
  type SeenStart,
  startsPerAddress,
} from '../../../trials/attack/bounds.js';

const every = (count: number, pauseMs: number, from = 0): { at: number; phone: string }[] =>
  Array.from({ length: count }, (_, index) => ({ at: from + index * pauseMs, phone: 'n1' }));

describe('the most within a window', () => {
  it('slides', () => {
    expect(mostWithin([...every(3, 10), ...every(4, 10, 1000)], 100)).toBe(4);
    expect(mostWithin(every(10, 60), 100)).toBe(2);
  });

  it('leaves its end out, as limits do', () => {
    expect(mostWithin([{ at: 0 }, { at: 100 }], 100)).toBe(1);
    expect(mostWithin([{ at: 0 }, { at: 99 }], 100)).toBe(2);
  });

  it('needs no order', () => {
    expect(mostWithin([{ at: 500 }, { at: 0 }, { at: 450 }], 100)).toBe(2);
  });
});

describe('failed guesses per number', () => {
  it('are ten a day, wherever a day begins', () => {
    expect(failedGuessesPerNumber(every(10, HOUR)).every(isHeld)).toBe(true);
    expect(failedGuessesPerNumber(every(11, HOUR)).every(isHeld)).toBe(false);
    expect(failedGuessesPerNumber([...every(6, 1, DAY - 10), ...every(5, 1, DAY + 10)]).every(isHeld)).toBe(false);
  });

  it('are thirty in thirty days', () => {
    expect(failedGuessesPerNumber(every(30, DAY / 2)).every(isHeld)).toBe(true);
    expect(failedGuessesPerNumber(every(31, DAY / 2)).every(isHeld)).toBe(false);
  });

  it('of two numbers are not added', () => {
    const two = [...every(10, 1), ...every(10, 1).map((each) => ({ ...each, phone: 'n2' }))];
    expect(failedGuessesPerNumber(two).every(isHeld)).toBe(true);
  });
});

describe('calls before a prefix is challenged', () => {
  const starts = (dialled: number, refused: number, pauseMs = 1000): SeenStart[] =>
    Array.from({ length: dialled + refused }, (_, index) => ({ at: index * pauseMs, prefix: 'p', isDialled: index < dialled }));

  it('are twenty-five', () => {
    expect(isHeld(callsBeforeChallenge(starts(25, 1), true))).toBe(true);
    expect(isHeld(callsBeforeChallenge(starts(26, 1), true))).toBe(false);
    expect(isHeld(callsBeforeChallenge(starts(26, 0), true))).toBe(false);
  });

  it('are those of the prefix that had the most', () => {
    const two = [...starts(3, 1), ...starts(26, 1).map((each) => ({ ...each, prefix: 'q' }))];
    expect(callsBeforeChallenge(two, true).measured).toBe(26);
  });

  it('may be followed by one a minute where nobody can be challenged', () => {
    expect(callsBeforeChallenge(starts(40, 0, 60_000), false).measured).toBe(25);
    expect(callsBeforeChallenge(starts(40, 0, 60_000), true).measured).toBe(40);
    expect(callsBeforeChallenge(starts(27, 0, 1), false).measured).toBe(26);
  });

  it('are counted in this and the last hour', () => {
    expect(callsBeforeChallenge(starts(26, 0, HOUR / 2), true).measured).toBe(4);
  });
});

describe('calls to numbers that were verified once', () => {
  const held = (calls: number, more: Partial<Parameters<typeof callsToPrefix>[0]> = {}): boolean[] => {
    const seen = every(calls, 60_000);
    return callsToPrefix({ calls: seen, ofAnybody: [], numbers: 10, paid: 0, isProbing: false, ...more }).map(isHeld);
  };

  it('are three for each, and as many as a stranger has', () => {
    expect(held(55)).toEqual([true, true]);
    expect(held(56)).toEqual([true, false]);
  });

  it('are five more for each that a customer verifies, and one a minute where nobody can be challenged', () => {
    expect(held(60, { paid: 1 })).toEqual([true, true]);
    expect(held(61, { paid: 1 })).toEqual([true, false]);
    expect(held(500, { isProbing: true })).toEqual([true, true]);
  });

  it('are at most two hundred in an hour of the clock, whoever asks', () => {
    expect(held(1, { ofAnybody: every(200, 1) })).toEqual([true, true]);
    expect(held(1, { ofAnybody: every(201, 1) })).toEqual([false, true]);
    expect(held(1, { ofAnybody: every(400, 1, HOUR - 200) })).toEqual([true, true]);
  });
});

describe('calls over the budget', () => {
  const budget = { perHour: 10, perDay: 50 };

  it('are those of an hour or a day of UTC that are too many', () => {
    expect(callsOverBudget(every(10, 1), budget, 0).measured).toBe(0);
    expect(callsOverBudget(every(12, 1), budget, 0).measured).toBe(2);
    expect(callsOverBudget([...every(10, 1, HOUR - 5)], budget, 0).measured).toBe(0);
    expect(callsOverBudget(every(55, DAY / 60), budget, 0).measured).toBe(5);
  });

  it('may be those in flight', () => {
    expect(isHeld(callsOverBudget(every(12, 1), budget, 2))).toBe(true);
    expect(isHeld(callsOverBudget(every(13, 1), budget, 2))).toBe(false);
  });
});

describe('calls for one address', () => {
  it('are thirty in an hour', () => {
    expect(isHeld(startsPerAddress(every(30, 1)))).toBe(true);
    expect(isHeld(startsPerAddress(every(31, 1)))).toBe(false);
  });
});
