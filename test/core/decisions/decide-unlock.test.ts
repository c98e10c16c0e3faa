import { expect, it } from 'vitest';
import { decideUnlock } from '../../../src/core/decisions/decide-unlock.js';
import { close } from '../../../src/core/entry/verification.js';
import { DAY, dial, entryWith, HOUR, NOW, openVerification } from '../fixtures.js';

it('unlocking a number forgets its dials and failures, and keeps its verifications and proofs', () => {
  const failures = Array.from({ length: 10 }, () => ({ at: NOW - HOUR }));
  const proofs = [{ at: NOW - DAY, network: 'home' }];
  const open = openVerification();
  const locked = entryWith(open, { dials: [dial(), dial()], failures, proofs });
  expect(decideUnlock(locked, { now: NOW })).toEqual({
    result: { ok: true },
    entry: { dials: [], failures: [], verifications: [open], proofs },
  });
  const later = NOW + 300_000;
  expect(decideUnlock(locked, { now: later }).entry?.verifications).toEqual([close(open, 'expired')]);
});
