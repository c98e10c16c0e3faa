import { describe, expect, it } from 'vitest';
import { type CancelCommand, decideCancel } from '../../../src/core/decisions/decide-cancel.js';
import { EMPTY_ENTRY, type NumberEntry } from '../../../src/core/entry/number-entry.js';
import { close } from '../../../src/core/entry/verification.js';
import { DAY, dial, entryWith, FIRST, ID_HASH, MINUTE, NOW, OWN, openVerification, RULES } from '../fixtures.js';

const CLAIM = { idHash: ID_HASH, binding: undefined, purpose: undefined };
const CANCELED = { ok: true, status: 'closed', reason: 'canceled' };
const OPEN = entryWith(openVerification({ purpose: 'step-up' }));
const cancel = (entry: NumberEntry, change: Partial<CancelCommand> = {}) =>
  decideCancel(entry, { now: NOW, mark: OWN, claim: CLAIM, ...change });

describe('canceling', () => {
  it('ends a verification, whatever it is for; the calls it placed still count', () => {
    const { result, entry } = cancel(OPEN);
    expect(result).toEqual(CANCELED);
    expect(entry).toMatchObject({ dials: [dial()], verifications: [{ state: 'closed', reason: 'canceled' }] });
  });

  it('gives the same result, and the very entry, if its own put was made', () => {
    const { entry = EMPTY_ENTRY } = cancel(OPEN);
    const again = cancel(entry);
    expect(again.result).toEqual(CANCELED);
    expect(again.entry).toBe(entry);
  });

  it('may be done again by anybody that holds the id, and puts nothing then', () => {
    const { entry = EMPTY_ENTRY } = cancel(OPEN);
    expect(cancel(entry, { mark: FIRST })).toEqual({ result: CANCELED });
    expect(cancel(entry, { now: NOW + 2 * MINUTE })).toEqual({ result: CANCELED });
  });

  it.each(['expired', 'too_many_checks', 'superseded', 'verified'] as const)('says why it is over, if it is (%s)', (reason) => {
    expect(cancel(entryWith(close(openVerification(), reason)))).toEqual({ result: { ok: false, code: 'verification_closed', reason } });
  });

  it('comes too late for one past its lifetime', () => {
    expect(cancel(OPEN, { now: NOW + RULES.lifetimeMs }).result).toMatchObject({ reason: 'expired' });
  });

  it('needs the id and the binding of the verification', () => {
    const notFound = { result: { ok: false, code: 'verification_not_found' } };
    expect(cancel(EMPTY_ENTRY)).toEqual(notFound);
    expect(cancel(OPEN, { claim: { ...CLAIM, binding: 'session' } })).toEqual(notFound);
    expect(cancel(entryWith(openVerification({ binding: 'session' })))).toEqual(notFound);
    expect(cancel(OPEN, { now: NOW + DAY })).toEqual(notFound);
  });

  it('leaves the other verifications of the number alone', () => {
    const over = close(openVerification({ idHash: 'other' }), 'superseded');
    expect(cancel({ ...OPEN, verifications: [over, openVerification()] }).entry?.verifications[0]).toEqual(over);
  });
});
