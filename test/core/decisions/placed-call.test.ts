import { describe, expect, it } from 'vitest';
import { abandon, applyReport, type DialResult, redial, settle } from '../../../src/core/decisions/placed-call.js';
import type { Attempt } from '../../../src/core/entry/attempt.js';
import { EMPTY_ENTRY, type NumberEntry } from '../../../src/core/entry/number-entry.js';
import { close, type OpenVerification } from '../../../src/core/entry/verification.js';
import { attemptBy, BOOK, entryWith, ID_HASH, METHODS, NOW, OUR_CODE, openVerification, RULES, WRONG_CODE } from '../fixtures.js';

function openIn(entry: NumberEntry): OpenVerification {
  const [verification] = entry.verifications;
  if (verification?.state !== 'open') throw new Error('not open');
  return verification;
}
const attemptIn = (entry: NumberEntry): Attempt | undefined => openIn(entry).attempts.at(-1);

describe('a provider’s answer', () => {
  const settled = (result: DialResult, attempt: Attempt = attemptBy(METHODS.flashCall), reports: Parameters<typeof settle>[4] = []) => {
    const verification = openVerification({ attempts: [attempt] });
    return settle(entryWith(verification), verification, 1, result, reports, BOOK);
  };

  it('adds the call’s id', () => {
    expect(attemptIn(settled({ isCertain: true, callId: 'id', code: OUR_CODE }))).toEqual(attemptBy(METHODS.flashCall, { callId: 'id' }));
  });

  it('adds a code that the provider chose, as a digest', () => {
    const attempt = attemptIn(settled({ isCertain: true, callId: 'id', code: '123456' }, attemptBy(METHODS.providerCode)));
    expect(attempt?.code).toEqual({ from: 'other', digest: BOOK.digest('123456'), length: 6 });
    expect(JSON.stringify(attempt)).not.toContain('123456');
  });

  it('with another code than ours makes the attempt void, certain or not', () => {
    for (const isCertain of [true, false]) expect(attemptIn(settled({ isCertain, code: WRONG_CODE }))?.isVoid).toBe(true);
    expect(attemptIn(settled({ isCertain: true, code: '12345' }))?.isVoid).toBe(true);
  });

  it('that is uncertain leaves a code of ours good, and one of the provider’s void', () => {
    expect(attemptIn(settled({ isCertain: false }))?.isVoid).toBeUndefined();
    expect(attemptIn(settled({ isCertain: false, code: OUR_CODE }))?.isVoid).toBeUndefined();
    expect(attemptIn(settled({ isCertain: false, code: '123456' }, attemptBy(METHODS.providerCode)))?.isVoid).toBe(true);
    expect(attemptIn(settled({ isCertain: false }, attemptBy(METHODS.providerCode)))?.isVoid).toBe(true);
  });

  it('takes over the reports that came before it', () => {
    const reports = [
      { outcome: 'busy', cause: 17 } as const,
      { outcome: 'answered', cause: 16 } as const,
      { outcome: 'rejected', cause: 31 } as const,
    ];
    expect(attemptIn(settled({ isCertain: true, callId: 'id' }, undefined, reports))).toMatchObject({
      callId: 'id',
      outcome: 'answered',
      cause: 16,
    });
  });

  it('does not undo a report that came through meanwhile', () => {
    expect(
      attemptIn(settled({ isCertain: true, callId: 'id' }, attemptBy(METHODS.flashCall, { outcome: 'busy', cause: 17 }))),
    ).toMatchObject({
      outcome: 'busy',
      callId: 'id',
    });
  });

  it('that the number is forwarded kills the attempt for good, and burns our code', () => {
    const entry = settled({ isCertain: true, callId: 'id', isRedirected: true }, undefined, [{ outcome: 'answered' }]);
    expect(openIn(entry).generation).toBe(1);
    expect(attemptIn(entry)).toMatchObject({ outcome: 'redirected' });
    const later = applyReport(entry, ID_HASH, 1, { outcome: 'answered', cause: 16 }, NOW);
    expect(later).toBe(entry);
  });

  it('for an attempt that is not there changes nothing', () => {
    const verification = openVerification();
    const entry = entryWith(verification);
    expect(settle(entry, verification, 7, { isCertain: true }, [], BOOK)).toBe(entry);
  });
});

describe('a refusal', () => {
  const abandoned = { idHash: ID_HASH, attemptNumber: 1, dialledAt: NOW, expiresAt: NOW };

  it('makes the attempt one by the next method, in the same place, dialled now', () => {
    const verification = openVerification();
    const before = entryWith(verification, { dials: [{ at: NOW - 1 }, { at: NOW, network: 'net' }] });
    const entry = redial(before, verification, 1, METHODS.voiceCall, { from: 'us', generation: 0 }, NOW + 8000);
    expect(openIn(entry).attempts).toEqual([attemptBy(METHODS.voiceCall, { dialledAt: NOW + 8000 })]);
    expect(entry.dials).toEqual([{ at: NOW - 1 }, { at: NOW + 8000, network: 'net' }]);
  });

  it('by all methods leaves no call, no dial, and no verification without an attempt', () => {
    const verification = openVerification();
    expect(abandon(entryWith(verification), abandoned, NOW)).toEqual(EMPTY_ENTRY);
  });

  it('of a further attempt by all leaves the verification as it was before', () => {
    const verification = openVerification({
      attempts: [attemptBy(METHODS.flashCall), attemptBy(METHODS.voiceCall, { number: 2, dialledAt: NOW + 1 })],
    });
    const before = entryWith(verification, { dials: [{ at: NOW }, { at: NOW + 1, isFurther: true }] });
    const entry = abandon(before, { ...abandoned, attemptNumber: 2, dialledAt: NOW + 1, expiresAt: NOW + 1000 }, NOW + 1);
    expect(openIn(entry).attempts.map(({ number }) => number)).toEqual([1]);
    expect(openIn(entry).expiresAt).toBe(NOW + 1000);
    expect(entry.dials).toEqual([{ at: NOW }]);
  });

  it('of a verification that is over by then gives its dial back all the same', () => {
    const closed = { ...entryWith(openVerification()), verifications: [close(openVerification(), 'canceled')] };
    expect(abandon(closed, abandoned, NOW)).toEqual({ ...closed, dials: [] });
  });

  it('may be written down twice: a later attempt of the same number, which may ring, is left alone', () => {
    const later = openVerification({ attempts: [attemptBy(METHODS.flashCall, { dialledAt: NOW + 1 })], expiresAt: NOW + 9000 });
    for (const entry of [EMPTY_ENTRY, { ...EMPTY_ENTRY, dials: [{ at: NOW }] }, entryWith(later, { dials: [{ at: NOW + 1 }] })]) {
      expect(abandon(entry, abandoned, NOW + 2)).toBe(entry);
    }
    const closed = { ...entryWith(later, { dials: [{ at: NOW + 1 }] }), verifications: [close(later, 'canceled')] };
    expect(abandon(closed, abandoned, NOW + 2)).toBe(closed);
  });
});

describe('a report', () => {
  const entry = entryWith(openVerification());

  it('is merged into its attempt', () => {
    expect(attemptIn(applyReport(entry, ID_HASH, 1, { outcome: 'busy', cause: 17 }, NOW))).toMatchObject({ outcome: 'busy', cause: 17 });
  });

  it('changes nothing else: no checks, no time, no code', () => {
    const reported = applyReport(entry, ID_HASH, 1, { outcome: 'answered', cause: 16, isConfirmed: true }, NOW);
    const { attempts: _before, ...before } = openIn(entry);
    const { attempts: _after, ...after } = openIn(reported);
    expect(after).toEqual(before);
    expect({ ...reported, verifications: [] }).toEqual({ ...entry, verifications: [] });
  });

  it('gives the same entry back if it says nothing new, is about nothing known, or comes too late', () => {
    const busy = applyReport(entry, ID_HASH, 1, { outcome: 'busy', cause: 17 }, NOW);
    expect(applyReport(busy, ID_HASH, 1, { outcome: 'busy', cause: 17 }, NOW)).toBe(busy);
    expect(applyReport(busy, ID_HASH, 1, { outcome: 'unknown' }, NOW)).toBe(busy);
    expect(applyReport(entry, ID_HASH, 2, { outcome: 'busy' }, NOW)).toBe(entry);
    expect(applyReport(entry, 'other', 1, { outcome: 'busy' }, NOW)).toBe(entry);
    expect(applyReport(entry, ID_HASH, 1, { outcome: 'busy' }, NOW + RULES.lifetimeMs)).toBe(entry);
    const closed = { ...entry, verifications: [close(openVerification(), 'canceled')] };
    expect(applyReport(closed, ID_HASH, 1, { outcome: 'answered' }, NOW)).toBe(closed);
  });
});
