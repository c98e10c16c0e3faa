import { describe, expect, it } from 'vitest';
import { decideOnce, isOnRecord, ON_RECORD } from '../../../src/core/decisions/decide-once.js';
import { abandon, redial } from '../../../src/core/decisions/placed-call.js';
import type { StartDecision } from '../../../src/core/decisions/start-decision.js';
import { close } from '../../../src/core/entry/verification.js';
import { attemptBy, entryWith, ID_HASH, METHODS, NOW, openVerification } from '../fixtures.js';

const FIRST = { idHash: ID_HASH };
const FURTHER = { idHash: ID_HASH, mark: 'the mark' };
const NOBODY = { idHash: 'another', mark: 'the mark' };

const second = attemptBy(METHODS.voiceCall, { number: 2 });
const open = openVerification({ attempts: [attemptBy(METHODS.flashCall), second] });
const before = entryWith(openVerification());
const after = entryWith(open);

/** A further attempt, as it would be decided. */
const decide = (): StartDecision<never> => ({ ok: true, entry: after, methods: [], attemptNumber: 2 });

/** The entry once the attempt of `FURTHER` was put. */
function marked() {
  const decision = decideOnce(before, FURTHER, decide);
  if (!decision.ok) throw new Error('nothing was decided');
  return decision.entry;
}

describe('what is decided once', () => {
  it('is decided as ever where nothing is asked for once', () => {
    expect(decideOnce(after, undefined, decide)).toEqual(decide());
  });

  it('is a verification, by its id, open or over', () => {
    expect(isOnRecord(before, NOBODY)).toBe(false);
    expect(decideOnce(before, FIRST, decide)).toEqual({ ok: false, problem: ON_RECORD });
    expect(isOnRecord({ ...before, verifications: [close(open, 'canceled')] }, FIRST)).toBe(true);
  });

  it('is a further attempt, by its mark, and no other attempt', () => {
    expect(isOnRecord(after, FURTHER)).toBe(false);
    expect(marked().verifications[0]).toMatchObject({ attempts: [{ number: 1 }, { number: 2, askedBy: 'the mark' }] });
    expect(marked().verifications[0]).not.toMatchObject({ attempts: [{ askedBy: 'the mark' }, {}] });
    expect(decideOnce(marked(), FURTHER, decide)).toMatchObject({ ok: false });
    expect(decideOnce(marked(), { ...FURTHER, mark: 'another mark' }, decide)).toMatchObject({ ok: true });
  });

  it('tells its refusal by identity, so that no other is taken for it', () => {
    const decision = decideOnce(before, FIRST, decide);
    expect(!decision.ok && decision.problem === ON_RECORD).toBe(true);
  });

  it('is refused as it was refused', () => {
    const refused = { ok: false, problem: { ok: false, code: 'no_method_left' } } as const;
    expect(decideOnce(after, FURTHER, () => refused)).toEqual(refused);
  });

  it('stays on record when another provider places it, and is gone when all refused', () => {
    const entry = marked();
    const [verification] = entry.verifications;
    if (verification?.state !== 'open') throw new Error('it is open');
    const redialled = redial(entry, verification, 2, METHODS.flashCall, undefined, NOW + 1);
    expect(redialled.verifications[0]).toMatchObject({ attempts: [{}, { number: 2, kind: 'flash_call' }] });
    expect(isOnRecord(redialled, FURTHER)).toBe(true);
    const gone = abandon(redialled, { idHash: ID_HASH, attemptNumber: 2, dialledAt: NOW + 1, expiresAt: open.expiresAt }, NOW + 2);
    expect(isOnRecord(gone, FURTHER)).toBe(false);
  });
});
