import { describe, expect, it } from 'vitest';
import { decideGiveUp } from '../../../src/core/decisions/decide-give-up.js';
import { EMPTY_ENTRY, type NumberEntry } from '../../../src/core/entry/number-entry.js';
import { close, type OpenVerification } from '../../../src/core/entry/verification.js';
import { attemptBy, dial, entryWith, FIRST, ID_HASH, METHODS, NOW, OWN, openIn, openVerification, RULES, SECOND } from '../fixtures.js';
import { again, entryOf } from './start-commands.js';

const giveUp = (entry: NumberEntry, mark = FIRST, now = NOW) => decideGiveUp(entry, { now, idHash: ID_HASH, mark }, RULES);

describe('an attempt that all providers have refused', () => {
  it('leaves no call, no dial, and no verification without an attempt', () => {
    expect(giveUp(entryWith(openVerification()))).toEqual({ result: undefined, entry: EMPTY_ENTRY });
  });

  it('leaves the verification as it was before, if it was a further one', () => {
    const before = entryWith(openVerification());
    const after = entryOf(again(before, { now: NOW + 200 * SECOND, mark: OWN }));
    expect(openIn(after)).toMatchObject({ expiresAt: NOW + 500 * SECOND, attempts: [{ ordinal: 1 }, { ordinal: 2 }] });
    expect(giveUp(after, OWN, NOW + 201 * SECOND)).toEqual({ result: undefined, entry: before });
  });

  it('takes only its own time back: the verification ends a lifetime after the attempts that are left', () => {
    const attempts = [0, 100, 200].map((seconds, index) =>
      attemptBy(METHODS.flashCall, { ordinal: index + 1, mark: { run: `run-0${index}` }, dialledAt: NOW + seconds * SECOND }),
    );
    const entry = entryWith(openVerification({ attempts, expiresAt: NOW + 500 * SECOND }), { dials: [] });
    const expiryAfter = (run: string) => openIn(giveUp(entry, { run }).entry).expiresAt;
    expect([expiryAfter('run-02'), expiryAfter('run-01')]).toEqual([NOW + 400 * SECOND, NOW + 500 * SECOND]);
  });

  it('never lengthens the lifetime', () => {
    const attempts = [attemptBy(METHODS.flashCall), attemptBy(METHODS.voiceCall, { ordinal: 2, mark: OWN })];
    const entry = entryWith(openVerification({ attempts, expiresAt: NOW + SECOND }));
    expect(openIn(giveUp(entry, OWN).entry).expiresAt).toBe(NOW + SECOND);
  });

  it('gives its dial back, though its verification is over by then, and says why it is', () => {
    const closed: NumberEntry = { ...entryWith(close(openVerification(), 'canceled')), dials: [dial({ run: OWN.run }), dial()] };
    expect(giveUp(closed)).toEqual({
      result: { ok: false, code: 'verification_closed', reason: 'canceled' },
      entry: { ...closed, dials: [dial({ run: OWN.run })] },
    });
    const expired = giveUp(entryWith(openVerification()), FIRST, NOW + RULES.lifetimeMs);
    expect(expired).toMatchObject({ result: { reason: 'expired' }, entry: { dials: [] } });
    expect(expired.entry?.verifications).toHaveLength(1);
  });

  it('may be given up twice: a later attempt of the same number, which may ring, is left alone', () => {
    const later = openVerification({ attempts: [attemptBy(METHODS.flashCall, { mark: OWN })], expiresAt: NOW + 9000 });
    const dials = [dial({ run: OWN.run })];
    expect(giveUp(entryWith(later, { dials }))).toEqual({ result: undefined });
    const notFound = { result: { ok: false, code: 'verification_not_found' } };
    expect(giveUp(EMPTY_ENTRY)).toEqual(notFound);
    expect(giveUp({ ...EMPTY_ENTRY, dials })).toEqual(notFound);
    expect(giveUp(entryWith(close(later, 'canceled'), { dials }))).toEqual({
      result: { ok: false, code: 'verification_closed', reason: 'canceled' },
    });
  });

  it('leaves the other verifications of the number alone', () => {
    const over = close(openVerification({ idHash: 'other' }), 'superseded');
    const open: OpenVerification = openVerification();
    expect(giveUp({ ...entryWith(open), verifications: [over, open] }).entry?.verifications).toEqual([over]);
  });
});
