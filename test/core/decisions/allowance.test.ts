import { describe, expect, it } from 'vitest';
import { beginAllowedAt, checkAllowedAt, dialAllowedAt } from '../../../src/core/decisions/allowance.js';
import { EMPTY_ENTRY, type NumberEntry } from '../../../src/core/entry/number-entry.js';
import type { Standing } from '../../../src/core/limits/number-limits.js';
import { DAY, dial, failuresLeft, HOUR, MINUTE, NOW, RULES, SECOND } from '../fixtures.js';

const NOBODY = { network: undefined, standing: 'stranger' } as const;
const NO_DELAY = { ...RULES, resendDelaysMs: [0] };
const dialled = (...ago: number[]): NumberEntry => ({ ...EMPTY_ENTRY, dials: ago.map((each) => dial({ at: NOW - each })) });
const failed = (count: number, ago: number, network?: string, standing?: Exclude<Standing, 'stranger'>): NumberEntry['failures'] =>
  Array.from({ length: count }, () => ({
    at: NOW - ago,
    ...(network === undefined ? {} : { network }),
    ...(standing === undefined ? {} : { standing }),
  }));

/** How long the number must wait. */
const waitOf = (entry: NumberEntry): number => Math.max(0, dialAllowedAt(entry, NOBODY, RULES, NOW) - NOW);

describe('the delay between dials', () => {
  it('is none for a number that was never dialled', () => {
    expect(waitOf(EMPTY_ENTRY)).toBe(0);
  });

  it('grows with the dials of the last hour, and stays at the last step', () => {
    expect(waitOf(dialled(0))).toBe(30 * SECOND);
    expect(waitOf(dialled(0, 5 * MINUTE))).toBe(45 * SECOND);
    expect(waitOf(dialled(0, 5 * MINUTE, 10 * MINUTE))).toBe(60 * SECOND);
    expect(waitOf(dialled(0, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE))).toBe(90 * SECOND);
    const unlimited = { ...RULES, limits: { ...RULES.limits, startsPerHour: 100, startsPerDay: 100 } };
    expect(dialAllowedAt(dialled(0, 1, 2, 3, 4, 5, 6), NOBODY, unlimited, NOW) - NOW).toBe(90 * SECOND);
  });

  it('counts from the last dial, and is shorter again once an hour has passed', () => {
    expect(waitOf(dialled(20 * SECOND))).toBe(10 * SECOND);
    expect(waitOf(dialled(30 * SECOND))).toBe(0);
    expect(waitOf(dialled(0, HOUR, HOUR, HOUR))).toBe(30 * SECOND);
  });

  it('of nothing does not wait for the clock of the process that dialled last, which may be ahead', () => {
    expect(dialAllowedAt(dialled(-55 * SECOND), NOBODY, NO_DELAY, NOW)).toBeLessThanOrEqual(NOW);
    expect(dialAllowedAt(dialled(-55 * SECOND), NOBODY, { ...RULES, resendDelaysMs: [] }, NOW)).toBeLessThanOrEqual(NOW);
    expect(waitOf(dialled(-55 * SECOND))).toBe(85 * SECOND);
  });

  it('gives way to the limits per hour and day', () => {
    expect(waitOf(dialled(50 * MINUTE, 40 * MINUTE, 30 * MINUTE, 20 * MINUTE, 10 * MINUTE))).toBe(10 * MINUTE);
    const tenToday = Array.from({ length: 10 }, (_, index) => (index + 2) * HOUR);
    expect(waitOf(dialled(...tenToday))).toBe(13 * HOUR);
  });

  it('gives way to the limits on failed checks', () => {
    expect(waitOf({ ...EMPTY_ENTRY, failures: failed(9, HOUR) })).toBe(0);
    expect(waitOf({ ...EMPTY_ENTRY, failures: failed(10, HOUR) })).toBe(23 * HOUR);
    expect(waitOf({ ...EMPTY_ENTRY, failures: failed(30, 10 * DAY) })).toBe(20 * DAY);
  });
});

describe('a network', () => {
  const begunBy = (network: string, ...ago: number[]): NumberEntry => ({
    ...EMPTY_ENTRY,
    dials: ago.map((each) => dial({ at: NOW - each, network })),
  });
  const waitFor = (entry: NumberEntry, network: string | undefined) =>
    Math.max(0, beginAllowedAt(entry, { network, standing: 'stranger' }, NO_DELAY, NOW) - NOW);

  it('begins three verifications of a number in an hour and five in a day', () => {
    expect(waitFor(begunBy('a', 1, 2), 'a')).toBe(0);
    expect(waitFor(begunBy('a', 10 * MINUTE, 20 * MINUTE, 30 * MINUTE), 'a')).toBe(30 * MINUTE);
    expect(waitFor(begunBy('a', 2 * HOUR, 3 * HOUR, 4 * HOUR, 5 * HOUR, 6 * HOUR), 'a')).toBe(18 * HOUR);
  });

  it('is not held up by another, nor is a client whose network nobody knows', () => {
    const entry = begunBy('a', 1, 2, 3, 4);
    expect([waitFor(entry, 'b'), waitFor(entry, undefined)]).toEqual([0, 0]);
  });

  it('causes four of the five dials an hour and eight of the ten a day at most, further attempts included', () => {
    const further = (...ago: number[]): NumberEntry => ({
      ...EMPTY_ENTRY,
      dials: ago.map((each) => dial({ at: NOW - each, network: 'a', isFurther: true })),
    });
    const four = further(10 * MINUTE, 20 * MINUTE, 30 * MINUTE, 40 * MINUTE);
    expect([waitFor(four, 'a'), waitFor(four, 'b'), waitFor(four, undefined)]).toEqual([20 * MINUTE, 0, 0]);
    const eight = further(...Array.from({ length: 8 }, (_, index) => (index + 2) * HOUR));
    expect([waitFor(eight, 'a'), waitFor(eight, 'b')]).toEqual([15 * HOUR, 0]);
  });

  it('is charged for no further attempt as for a verification begun', () => {
    const dials = [1, 2, 3].map((ago) => dial({ at: NOW - ago, network: 'a', isFurther: true }));
    expect(waitFor({ ...EMPTY_ENTRY, dials }, 'a')).toBe(0);
  });

  it('may fail five checks a day, in verifications that are open, too', () => {
    const entry = { ...EMPTY_ENTRY, failures: failed(5, HOUR, 'a') };
    expect(waitFor(entry, 'a')).toBe(23 * HOUR);
    expect(checkAllowedAt(entry, { network: 'a', standing: 'stranger' }, RULES.limits, NOW) - NOW).toBe(23 * HOUR);
    expect(checkAllowedAt(entry, { network: 'b', standing: 'stranger' }, RULES.limits, NOW)).toBe(0);
    expect(checkAllowedAt(entry, { network: undefined, standing: 'stranger' }, RULES.limits, NOW)).toBe(0);
  });
});

it('the failed checks left are the least of all budgets', () => {
  const left = (failures: NumberEntry['failures'], network = 'new') =>
    failuresLeft({ ...EMPTY_ENTRY, failures }, { network, standing: 'stranger' }, RULES.limits, NOW);
  expect(left([])).toBe(5);
  expect(left(failed(4, HOUR, 'a'), 'a')).toBe(1);
  expect(left(failed(4, HOUR, 'a'), 'b')).toBe(5);
  expect(left(failed(9, HOUR, 'a'), 'b')).toBe(1);
  expect(left(failed(28, 5 * DAY, 'a'), 'b')).toBe(2);
});

describe('a client that proved the number', () => {
  const proofs = [{ at: NOW - DAY, network: 'home' }];
  const proven = { network: 'home', standing: 'proven' } as const;
  const stranger = { network: 'away', standing: 'stranger' } as const;
  const waitFor = (entry: NumberEntry, client: { network: string; standing: Standing }) =>
    Math.max(0, beginAllowedAt({ ...entry, proofs }, client, NO_DELAY, NOW) - NOW);

  it('may begin though strangers have used up the dials of the number', () => {
    const dials = [1, 2, 3, 4, 5].map((ago) => dial({ at: NOW - ago * MINUTE, network: `n${ago}` }));
    expect(waitFor({ ...EMPTY_ENTRY, dials }, stranger)).toBe(55 * MINUTE);
    expect(waitFor({ ...EMPTY_ENTRY, dials }, proven)).toBe(0);
  });

  it('uses up the dials of strangers, too: to them all dials count', () => {
    const dials = [1, 2, 3, 4, 5].map((ago) => dial({ at: NOW - ago * MINUTE, standing: 'proven' }));
    expect(waitFor({ ...EMPTY_ENTRY, dials }, stranger)).toBe(55 * MINUTE);
  });

  it('has the same limits on its own dials', () => {
    const dials = [1, 2, 3, 4, 5].map((ago) => dial({ at: NOW - ago * MINUTE, standing: 'proven' }));
    expect(waitFor({ ...EMPTY_ENTRY, dials }, proven)).toBe(55 * MINUTE);
  });

  it('waits for the delay after a dial of anybody: that protects the telephone', () => {
    const entry = { ...EMPTY_ENTRY, dials: [dial({ network: 'away' })], proofs };
    expect(beginAllowedAt(entry, proven, RULES, NOW) - NOW).toBe(30 * SECOND);
  });

  it('keeps three of the ten failures a day, and nine of the thirty a month, from strangers, and one and three for devices', () => {
    const closedToStrangers = { ...EMPTY_ENTRY, failures: failed(7, HOUR) };
    expect(waitFor(closedToStrangers, stranger)).toBe(23 * HOUR);
    expect(waitFor(closedToStrangers, proven)).toBe(0);
    expect(failuresLeft({ ...closedToStrangers, proofs }, proven, RULES.limits, NOW)).toBe(2);
    const month = { ...EMPTY_ENTRY, failures: failed(21, 10 * DAY) };
    expect(waitFor(month, stranger)).toBe(20 * DAY);
    expect(failuresLeft({ ...month, proofs }, proven, RULES.limits, NOW)).toBe(5);
  });

  it('never raises what the number suffers in all', () => {
    const entry = { ...EMPTY_ENTRY, failures: [...failed(7, HOUR), ...failed(3, HOUR, 'home', 'proven')] };
    expect(waitFor(entry, proven)).toBe(23 * HOUR);
    expect(waitFor(entry, { ...proven, standing: 'device' })).toBe(23 * HOUR);
  });

  it('has a budget apart from its neighbours in that network, if it is a device that is known', () => {
    const device = { ...proven, standing: 'device' } as const;
    const failures = [...failed(4, HOUR), ...failed(5, HOUR, 'home', 'proven')];
    expect(waitFor({ ...EMPTY_ENTRY, failures }, proven)).toBe(23 * HOUR);
    expect(waitFor({ ...EMPTY_ENTRY, failures }, device)).toBe(0);
    expect(failuresLeft({ ...EMPTY_ENTRY, failures, proofs }, device, RULES.limits, NOW)).toBe(1);
    const dials = [1, 2, 3, 4, 5].map((ago) => dial({ at: NOW - ago * MINUTE, network: 'home', standing: 'proven' }));
    expect([waitFor({ ...EMPTY_ENTRY, dials }, proven) > 0, waitFor({ ...EMPTY_ENTRY, dials }, device)]).toEqual([true, 0]);
  });

  it('answers for what devices failed in its network', () => {
    const failures = failed(5, HOUR, 'home', 'device');
    expect(waitFor({ ...EMPTY_ENTRY, failures }, { ...proven, standing: 'device' })).toBe(23 * HOUR);
    expect(waitFor({ ...EMPTY_ENTRY, failures }, { network: 'away', standing: 'device' })).toBe(0);
  });

  it('keeps nothing back where nobody proved the number, and where there is no limit', () => {
    const entry = { ...EMPTY_ENTRY, failures: failed(9, HOUR) };
    expect(beginAllowedAt(entry, stranger, NO_DELAY, NOW)).toBeLessThanOrEqual(NOW);
    const unlimited = { ...RULES.limits, failuresPerDay: Number.POSITIVE_INFINITY, failuresPerMonth: Number.POSITIVE_INFINITY };
    expect(failuresLeft({ ...entry, proofs }, stranger, unlimited, NOW)).toBe(5);
  });
});

describe('a client that passed a challenge', () => {
  const challenged = { network: 'any', standing: 'challenged' } as const;

  it('opens what dials and failures have closed, with budgets of its own', () => {
    const dials = [1, 2, 3, 4, 5].map((ago) => dial({ at: NOW - ago * MINUTE, network: 'any' }));
    const entry = { ...EMPTY_ENTRY, dials, failures: failed(10, HOUR) };
    expect(beginAllowedAt(entry, challenged, NO_DELAY, NOW)).toBeLessThanOrEqual(NOW);
    expect(failuresLeft(entry, challenged, RULES.limits, NOW)).toBe(5);
    const spent = { ...entry, failures: [...entry.failures, ...failed(10, HOUR, undefined, 'challenged')] };
    expect(beginAllowedAt(spent, challenged, NO_DELAY, NOW) - NOW).toBe(23 * HOUR);
  });

  it('takes no failures from anybody else', () => {
    const entry = { ...EMPTY_ENTRY, failures: failed(10, HOUR, undefined, 'challenged') };
    expect(failuresLeft(entry, { network: 'b', standing: 'stranger' }, RULES.limits, NOW)).toBe(5);
  });
});
