import { describe, expect, it } from 'vitest';
import { EMPTY_ENTRY, expiryOf, findOpen, findVerification, type NumberEntry, prune } from '../../../src/core/entry/number-entry.js';
import { close } from '../../../src/core/entry/verification.js';
import { DAY, dial, entryWith, HOUR, ID_HASH, NOW, openVerification } from '../fixtures.js';

const dialled = (...ago: number[]): NumberEntry => ({ ...EMPTY_ENTRY, dials: ago.map((each) => dial({ at: NOW - each })) });
const failed = (count: number, ago: number, network?: string): NumberEntry['failures'] =>
  Array.from({ length: count }, () => ({ at: NOW - ago, ...(network === undefined ? {} : { network }) }));

describe('pruning', () => {
  it('drops what no decision needs any more, and not a moment sooner', () => {
    const entry: NumberEntry = {
      dials: [dial({ at: NOW - DAY }), dial({ at: NOW - DAY + 1 })],
      failures: [{ at: NOW - 30 * DAY }, { at: NOW - 30 * DAY + 1 }],
      proofs: [
        { at: NOW - 30 * DAY, network: 'gone' },
        { at: NOW - 30 * DAY + 1, network: 'kept' },
      ],
      verifications: [
        openVerification({ idHash: 'gone', expiresAt: NOW - HOUR }),
        close(openVerification({ idHash: 'kept', expiresAt: NOW - HOUR + 1 }), 'verified'),
      ],
    };
    const pruned = prune(entry, NOW);
    expect(pruned.dials).toEqual([dial({ at: NOW - DAY + 1 })]);
    expect(pruned.failures).toEqual([{ at: NOW - 30 * DAY + 1 }]);
    expect(pruned.proofs).toEqual([{ at: NOW - 30 * DAY + 1, network: 'kept' }]);
    expect(pruned.verifications.map(({ idHash }) => idHash)).toEqual(['kept']);
  });

  it('closes what is past its lifetime, dropping the number and the attempts', () => {
    const [over] = prune(entryWith(openVerification({ expiresAt: NOW })), NOW).verifications;
    expect(over).toMatchObject({ state: 'closed', reason: 'expired', kind: 'flash_call', codeLength: 4, outcome: 'pending' });
    expect(Object.keys(JSON.parse(JSON.stringify(over))).sort()).toEqual([
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
  expect(expiryOf({ ...EMPTY_ENTRY, proofs: [{ at: NOW - DAY, network: 'a' }] }, NOW)).toBe(NOW + 29 * DAY);
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
