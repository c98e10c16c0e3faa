import { describe, expect, it } from 'vitest';
import { decideForget } from '../../../src/core/decisions/decide-forget.js';
import { EMPTY_ENTRY, type NumberEntry } from '../../../src/core/entry/number-entry.js';
import { close } from '../../../src/core/entry/verification.js';
import { attemptBy, DAY, dial, HOUR, METHODS, MINUTE, NOW, OWN, openVerification, pretended } from '../fixtures.js';

const called = attemptBy(METHODS.flashCall, { callId: 'a call' });
const entry: NumberEntry = {
  dials: [dial({ network: 'net', standing: 'proven' }), dial({ at: NOW - MINUTE, run: OWN.run })],
  failures: [{ at: NOW - HOUR, network: 'else', standing: 'stranger' }],
  proofs: [
    { at: NOW - DAY, network: 'net' },
    { at: NOW - DAY, network: 'home' },
  ],
  verifications: [
    close(openVerification({ idHash: 'over', attempts: [called] }), 'verified'),
    openVerification({
      attempts: [
        called,
        attemptBy(METHODS.voiceCall, { ordinal: 2 }),
        attemptBy(pretended(METHODS.flashCall), { ordinal: 3, callId: 'no call' }),
      ],
    }),
  ],
};

describe('forgetting a number', () => {
  const forget = () => decideForget(entry, { now: NOW });

  it('leaves the times of dials and failures, so that a guesser is given no new guesses, and nothing else', () => {
    expect(forget().entry).toEqual({
      dials: [dial({ standing: 'proven' }), dial({ at: NOW - MINUTE, run: OWN.run })],
      failures: [{ at: NOW - HOUR, standing: 'stranger' }],
      verifications: [],
      proofs: [],
    });
  });

  it('tells what was removed: verifications, calls that were placed, and networks, each once', () => {
    expect(forget().result).toEqual({ forgotten: { ok: true, verifications: 2, calls: 1, networks: 3 }, calls: [called] });
  });

  it('drops what is too old to count', () => {
    expect(decideForget(entry, { now: NOW + 2 * DAY })).toMatchObject({
      result: { forgotten: { verifications: 0, networks: 3 } },
      entry: { dials: [], failures: [{ at: NOW - HOUR }] },
    });
    expect(decideForget(EMPTY_ENTRY, { now: NOW })).toEqual({
      result: { forgotten: { ok: true, verifications: 0, calls: 0, networks: 0 }, calls: [] },
      entry: EMPTY_ENTRY,
    });
  });
});
