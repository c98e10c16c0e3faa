import { describe, expect, it } from 'vitest';
import {
  checkAllowedAt,
  dialAllowedAt,
  EMPTY_ENTRY,
  expiryOf,
  failuresLeft,
  findOpen,
  findVerification,
  type NumberEntry,
  networkAllowedAt,
  prune,
} from '../../src/core/number-entry.js';
import { close } from '../../src/core/verification.js';
import { DAY, entryWith, HOUR, ID_HASH, MINUTE, NOW, openVerification, RULES, SECOND } from './fixtures.js';

const dialled = (...ago: number[]): NumberEntry => ({ ...EMPTY_ENTRY, dials: ago.map((each) => ({ at: NOW - each })) });
const failed = (count: number, ago: number, network?: string): NumberEntry['failures'] =>
  Array.from({ length: count }, () => ({ at: NOW - ago, ...(network === undefined ? {} : { network }) }));

/** How long the number must wait. */
const waitOf = (entry: NumberEntry): number => Math.max(0, dialAllowedAt(entry, RULES, NOW) - NOW);

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
    expect(dialAllowedAt(dialled(0, 1, 2, 3, 4, 5, 6), unlimited, NOW) - NOW).toBe(90 * SECOND);
  });

  it('counts from the last dial, and is shorter again once an hour has passed', () => {
    expect(waitOf(dialled(20 * SECOND))).toBe(10 * SECOND);
    expect(waitOf(dialled(30 * SECOND))).toBe(0);
    expect(waitOf(dialled(0, HOUR, HOUR, HOUR))).toBe(30 * SECOND);
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
    dials: ago.map((each) => ({ at: NOW - each, network })),
  });
  const waitFor = (entry: NumberEntry, network: string | undefined) => Math.max(0, networkAllowedAt(entry, network, RULES.limits) - NOW);

  it('begins three verifications of a number in an hour and five in a day', () => {
    expect(waitFor(begunBy('a', 1, 2), 'a')).toBe(0);
    expect(waitFor(begunBy('a', 10 * MINUTE, 20 * MINUTE, 30 * MINUTE), 'a')).toBe(30 * MINUTE);
    expect(waitFor(begunBy('a', 2 * HOUR, 3 * HOUR, 4 * HOUR, 5 * HOUR, 6 * HOUR), 'a')).toBe(18 * HOUR);
  });

  it('is not held up by another, nor is a client whose network nobody knows', () => {
    const entry = begunBy('a', 1, 2, 3, 4, 5);
    expect([waitFor(entry, 'b'), waitFor(entry, undefined)]).toEqual([0, 0]);
  });

  it('is not charged for further attempts', () => {
    const dials = [1, 2, 3].map((ago) => ({ at: NOW - ago, network: 'a', isFurther: true as const }));
    expect(waitFor({ ...EMPTY_ENTRY, dials }, 'a')).toBe(0);
  });

  it('may fail five checks a day, in verifications that are open, too', () => {
    const entry = { ...EMPTY_ENTRY, failures: failed(5, HOUR, 'a') };
    expect(waitFor(entry, 'a')).toBe(23 * HOUR);
    expect(checkAllowedAt(entry, 'a', RULES.limits) - NOW).toBe(23 * HOUR);
    expect(checkAllowedAt(entry, 'b', RULES.limits)).toBe(0);
    expect(checkAllowedAt(entry, undefined, RULES.limits)).toBe(0);
  });
});

it('the failed checks left are the least of all budgets', () => {
  const left = (failures: NumberEntry['failures'], network?: string) =>
    failuresLeft({ ...EMPTY_ENTRY, failures }, network, RULES.limits, NOW);
  expect(left([])).toBe(5);
  expect(left(failed(4, HOUR, 'a'), 'a')).toBe(1);
  expect(left(failed(4, HOUR, 'a'), 'b')).toBe(5);
  expect(left(failed(9, HOUR, 'a'), 'b')).toBe(1);
  expect(left(failed(28, 5 * DAY, 'a'), 'b')).toBe(2);
});

describe('pruning', () => {
  it('drops what no decision needs any more, and not a moment sooner', () => {
    const entry: NumberEntry = {
      dials: [{ at: NOW - DAY }, { at: NOW - DAY + 1 }],
      failures: [{ at: NOW - 30 * DAY }, { at: NOW - 30 * DAY + 1 }],
      verifications: [
        openVerification({ idHash: 'gone', expiresAt: NOW - HOUR }),
        close(openVerification({ idHash: 'kept', expiresAt: NOW - HOUR + 1 }), 'verified'),
      ],
    };
    const pruned = prune(entry, NOW);
    expect(pruned.dials).toEqual([{ at: NOW - DAY + 1 }]);
    expect(pruned.failures).toEqual([{ at: NOW - 30 * DAY + 1 }]);
    expect(pruned.verifications.map(({ idHash }) => idHash)).toEqual(['kept']);
  });

  it('closes what is past its lifetime, dropping the number and the attempts', () => {
    const [over] = prune(entryWith(openVerification({ expiresAt: NOW })), NOW).verifications;
    expect(over).toMatchObject({ state: 'closed', reason: 'expired', kind: 'flash_call', codeLength: 4, outcome: 'pending' });
    expect(Object.keys(over ?? {}).sort()).toEqual([
      'codeLength',
      'expiresAt',
      'idHash',
      'kind',
      'outcome',
      'purpose',
      'reason',
      'startedAt',
      'state',
    ]);
  });
});

it('an entry may be forgotten when its longest window is over', () => {
  expect(expiryOf(EMPTY_ENTRY, NOW)).toBe(NOW + HOUR);
  expect(expiryOf(dialled(HOUR), NOW)).toBe(NOW + 23 * HOUR);
  expect(expiryOf({ ...dialled(HOUR), failures: failed(1, DAY) }, NOW)).toBe(NOW + 29 * DAY);
  expect(expiryOf({ ...EMPTY_ENTRY, verifications: [openVerification({ expiresAt: NOW + 2 * HOUR })] }, NOW)).toBe(NOW + 3 * HOUR);
});

describe('a verification', () => {
  const entry = entryWith(openVerification({ binding: 'session' }));
  const claim = { idHash: ID_HASH, binding: 'session', purpose: 'sign-in' };

  it('answers to its id, binding and purpose together, and to nothing else', () => {
    expect(findVerification(entry, claim, NOW)?.state).toBe('open');
    expect(findVerification(entry, { ...claim, purpose: undefined }, NOW)?.state).toBe('open');
    for (const wrong of [{ idHash: 'other' }, { binding: 'other' }, { binding: undefined }, { purpose: 'step-up' }]) {
      expect(findVerification(entry, { ...claim, ...wrong }, NOW)).toBeUndefined();
    }
    expect(findVerification(entryWith(openVerification()), claim, NOW)).toBeUndefined();
  });

  it('still answers to them when it is over', () => {
    const over = entryWith(openVerification());
    expect(
      findVerification({ ...over, verifications: [close(openVerification({ binding: 'session' }), 'verified')] }, claim, NOW),
    ).toMatchObject({
      state: 'closed',
      reason: 'verified',
    });
    expect(findVerification(entry, { ...claim, binding: 'other' }, NOW + DAY)).toBeUndefined();
  });

  it('is over at the end of its lifetime, whether somebody wrote that down or not', () => {
    const { expiresAt } = openVerification();
    expect(findVerification(entry, claim, expiresAt - 1)?.state).toBe('open');
    expect(findVerification(entry, claim, expiresAt)).toMatchObject({ state: 'closed', reason: 'expired' });
    expect(findOpen(entry, ID_HASH, expiresAt - 1)?.phone).toBe(openVerification().phone);
    expect(findOpen(entry, ID_HASH, expiresAt)).toBeUndefined();
  });
});
