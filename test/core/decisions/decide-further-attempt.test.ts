import { describe, expect, it } from 'vitest';
import { decideFurtherAttempt } from '../../../src/core/decisions/decide-further-attempt.js';
import { decideGiveUp } from '../../../src/core/decisions/decide-give-up.js';
import { decideRedial } from '../../../src/core/decisions/decide-redial.js';
import type { Rules } from '../../../src/core/decisions/rules.js';
import type { MethodTraits } from '../../../src/core/entry/method-traits.js';
import { EMPTY_ENTRY } from '../../../src/core/entry/number-entry.js';
import { close, type OpenVerification } from '../../../src/core/entry/verification.js';
import { NO_CREDENTIALS } from '../../../src/core/limits/standing.js';
import {
  attemptBy,
  BOOK,
  carry,
  DAY,
  dial,
  entryWith,
  HOUR,
  ID_HASH,
  KEYED,
  METHODS,
  MINUTE,
  NO_CODE,
  NOW,
  OTHERWISE,
  OWN,
  openIn,
  openVerification,
  pretended,
  REPEATED,
  RULES,
  SECOND,
} from '../fixtures.js';
import { again, CHALLENGED, entryOf, furtherCommand, newestOf, problemOf } from './start-commands.js';

const later = { now: NOW + 30 * SECOND };
const open = entryWith(openVerification());
const claim = { idHash: ID_HASH, binding: undefined, purpose: 'sign-in' };

describe('another call for a verification', () => {
  it('is an attempt by the next kind, carrying the same code, and lengthens the lifetime', () => {
    const decision = again(open, later);
    expect(decision.result).toEqual({
      kind: 'recorded',
      verification: newestOf(decision),
      methods: [METHODS.voiceCall, METHODS.flashCall],
    });
    const { attempts, expiresAt } = newestOf(decision);
    const code = { from: 'us', generation: 0, length: 4 };
    expect(attempts).toEqual([
      attemptBy(METHODS.flashCall),
      attemptBy(METHODS.voiceCall, { ordinal: 2, mark: OWN, dialledAt: NOW + 30 * SECOND, isDialling: true }),
    ]);
    expect(attempts.map((attempt) => attempt.code)).toEqual([code, code]);
    expect(expiresAt).toBe(NOW + 330 * SECOND);
    expect(entryOf(decision).dials).toEqual([dial(), dial({ at: NOW + 30 * SECOND, run: OWN.run, isFurther: true })]);
  });

  it('lengthens the lifetime to ten minutes after the first at most', () => {
    const verification = openVerification({ expiresAt: NOW + 500 * SECOND });
    expect(newestOf(again(entryWith(verification), { now: NOW + 450 * SECOND })).expiresAt).toBe(NOW + 600 * SECOND);
  });

  it('never shortens the lifetime', () => {
    const verification = openVerification({ expiresAt: NOW + 500 * SECOND });
    expect(newestOf(again(entryWith(verification), later)).expiresAt).toBe(NOW + 500 * SECOND);
  });

  it('may repeat a kind by its name', () => {
    expect(newestOf(again(open, { ...later, kind: 'flash_call' })).attempts[1]?.methodId).toBe('mcn.flashCall');
  });

  it('prefers kinds that were not tried, then accounts that were not tried', () => {
    const methods = [METHODS.flashCall, METHODS.otherFlashCall, METHODS.voiceCall];
    expect(again(open, { ...later, methods }).result).toMatchObject({
      methods: [{ kind: 'voice_call' }, { id: 'mcn-2.flashCall' }, { id: 'mcn.flashCall' }],
    });
  });

  it('prefers what was not tried among all attempts, not only the first', () => {
    const attempts = [attemptBy(METHODS.flashCall), attemptBy(METHODS.voiceCall, { ordinal: 2 })];
    const methods = [METHODS.flashCall, METHODS.otherFlashCall, METHODS.confirmation, METHODS.voiceCall];
    expect(again(entryWith(openVerification({ attempts })), { ...later, methods }).result).toMatchObject({
      methods: [{ id: 'mcn.confirmationCall' }, { id: 'mcn-2.flashCall' }, { id: 'mcn.flashCall' }, { id: 'mobilgroup.voiceCall' }],
    });
  });

  it('must wait until it is due', () => {
    expect(problemOf(again(open, { now: NOW + 29_999 }))).toEqual({ ok: false, code: 'too_many_requests', retryAfterSeconds: 1 });
  });

  it('is refused after four attempts, or if it is due only when the verification is over', () => {
    const four = openVerification({ attempts: [1, 2, 3, 4].map((ordinal) => attemptBy(METHODS.flashCall, { ordinal })) });
    expect(problemOf(again(entryWith(four), later))).toEqual({ ok: false, code: 'no_method_left' });
    expect(newestOf(again(entryWith({ ...four, attempts: four.attempts.slice(1) }), later)).attempts).toHaveLength(4);
    const busy = entryWith(openVerification(), { dials: [0, 1, 2, 3, 4].map((minutes) => dial({ at: NOW - minutes * MINUTE })) });
    expect(problemOf(again(busy, later))).toEqual({ ok: false, code: 'no_method_left' });
    const ending = entryWith(openVerification({ expiresAt: NOW + 30 * SECOND }));
    expect(problemOf(again(ending, { now: NOW + SECOND }))).toEqual({ ok: false, code: 'no_method_left' });
  });

  it('is refused for a kind that is not configured or not possible now', () => {
    expect(problemOf(again(open, { ...later, kind: 'confirmation_call' }))).toEqual({ ok: false, code: 'method_not_available' });
    // No call of this account has an id yet.
    expect(problemOf(again(open, { ...later, kind: 'sms' }))).toEqual({ ok: false, code: 'method_not_available' });
  });

  it('is only by methods that serve the number', () => {
    const onlySlovak = { ...METHODS.voiceCall, countries: ['SK'] };
    expect(problemOf(again(open, { ...later, methods: [onlySlovak] }))).toEqual({ ok: false, code: 'no_method_left' });
  });

  it('is an SMS only after a call of the same account whose code still counts', () => {
    const called = (change: Partial<ReturnType<typeof attemptBy>>) =>
      entryWith(openVerification({ attempts: [attemptBy(METHODS.voiceCall, { callId: 'id', ...change })] }));
    const sms = { ...later, kind: 'sms' as const };
    expect(again(called({}), sms).result.kind).toBe('recorded');
    for (const entry of [
      called({ isVoid: true }),
      called({ methodId: 'mcn.flashCall' }),
      called({ outcome: 'redirected' }),
      called({ code: undefined }),
      called({ kind: 'sms', reach: 'text' }),
      called({ callId: undefined }),
    ]) {
      expect(problemOf(again(entry, sms))).toEqual({ ok: false, code: 'method_not_available' });
    }
  });

  it('carries the code of its length again, unless a forwarded call has burnt it', () => {
    const attempts = [attemptBy(METHODS.ownSms), attemptBy(METHODS.voiceCall, { ordinal: 2, outcome: 'redirected' })];
    const entry = entryWith(openVerification({ attempts, generation: 1 }));
    const codeBy = (method: MethodTraits) => newestOf(again(entry, { ...later, methods: [method] })).attempts[2]?.code;
    expect(codeBy(METHODS.ownSms)).toEqual({ from: 'us', generation: 0, length: 6 });
    expect(codeBy(METHODS.flashCall)).toEqual({ from: 'us', generation: 1, length: 4 });
    expect(codeBy({ ...METHODS.ownSms, codeLength: 8 })).toEqual({ from: 'us', generation: 1, length: 8 });
  });

  it('carries a new code also where a report, which raises no generation, says that the call was forwarded', () => {
    const entry = entryWith(openVerification({ attempts: [attemptBy(METHODS.voiceCall, { outcome: 'redirected' })], generation: 0 }));
    const { attempts } = newestOf(again(entry, { ...later, methods: [METHODS.flashCall] }));
    expect(attempts[1]?.code).toEqual({ from: 'us', generation: 1, length: 4 });
  });

  it('is refused for what is over, or is not there', () => {
    const closed = { ...EMPTY_ENTRY, verifications: [close(openVerification(), 'canceled')] };
    expect(problemOf(again(closed, later))).toEqual({ ok: false, code: 'verification_closed', reason: 'canceled' });
    expect(problemOf(again(open, { now: NOW + DAY }))).toEqual({ ok: false, code: 'verification_not_found' });
    expect(problemOf(again(open, { now: NOW + 300 * SECOND }))).toEqual({ ok: false, code: 'verification_closed', reason: 'expired' });
    expect(problemOf(again(EMPTY_ENTRY, later))).toEqual({ ok: false, code: 'verification_not_found' });
    for (const wrong of [{ purpose: 'step-up' }, { binding: 'another' }]) {
      expect(problemOf(again(open, { ...later, claim: { ...claim, ...wrong } }))).toEqual({ ok: false, code: 'verification_not_found' });
    }
  });

  it('does not use a small pool once a check has failed', () => {
    const methods = [METHODS.smallPool];
    expect(again(open, { ...later, methods }).result.kind).toBe('recorded');
    expect(problemOf(again(entryWith(openVerification({ failedChecks: 1 })), { ...later, methods }))).toEqual({
      ok: false,
      code: 'no_method_left',
    });
    const failures = [{ at: NOW - HOUR }, { at: NOW - HOUR }];
    expect(problemOf(again({ ...open, failures }, { ...later, methods }))).toEqual({ ok: false, code: 'no_method_left' });
  });

  it('tells the host the number that was refused, once there is one', () => {
    expect(again(open, { now: NOW + 1 }).result).toMatchObject({ kind: 'proposed', verification: { phone: { e164: '+79160000009' } } });
    expect(again(open, { ...later, methods: [] }).result).toMatchObject({ kind: 'refused', phone: { e164: '+79160000009' } });
    expect(again(open, { ...later, kind: 'sms' }).result).toMatchObject({ kind: 'refused', phone: { e164: '+79160000009' } });
  });

  it('of a test number carries the code of the first, and is as good as answered', () => {
    const code = { from: 'other', digest: 'digest', length: 6 } as const;
    const test = openVerification({ isTest: true, attempts: [attemptBy(METHODS.flashCall, { code })] });
    const [, second] = newestOf(again(entryWith(test), later)).attempts;
    expect(second).toMatchObject({ ordinal: 2, kind: 'voice_call', code, outcome: 'answered', isConfirmed: true });
    expect(second?.isDialling).toBeUndefined();
  });

  it('leaves the other verifications of the number alone', () => {
    const over = close(openVerification({ idHash: 'other' }), 'superseded');
    const both = { ...open, verifications: [over, openVerification()] };
    expect(entryOf(again(both, later)).verifications[0]).toEqual(over);
  });
});

describe('a further attempt that the entry allows', () => {
  it('is proposed, and puts nothing, until a call by its method is permitted', () => {
    const decide = (permitted: string | undefined) => decideFurtherAttempt(open, furtherCommand({ ...later, permitted }), RULES);
    for (const permitted of [undefined, 'mcn.flashCall']) {
      const proposed = decide(permitted);
      expect(proposed.entry).toBeUndefined();
      expect(proposed.result).toMatchObject({
        kind: 'proposed',
        method: METHODS.voiceCall,
        verification: { attempts: [{ ordinal: 1 }, { ordinal: 2 }] },
        entry: { dials: [{ at: NOW }], verifications: [{ attempts: [{ ordinal: 1 }] }] },
      });
    }
    expect(decide('mobilgroup.voiceCall').result.kind).toBe('recorded');
  });
});

describe('a further attempt that finds its own work', () => {
  const won = entryOf(again(open, { ...later, mark: KEYED }));

  it('of the same run has won already: it gives the same result, and the very entry', () => {
    const repeated = again(won, { ...later, mark: KEYED });
    expect(repeated.entry).toBe(won);
    expect(repeated.result).toMatchObject({ kind: 'recorded', verification: openIn(won) });
  });

  it('of the same run has won already: it goes by the methods it had, though one is tried now, and no attempt may be left', () => {
    for (const rules of [RULES, { ...RULES, maxAttempts: 2 }]) {
      const { result } = again(won, { ...later, mark: KEYED }, rules);
      expect(result.kind === 'recorded' && result.methods).toEqual([METHODS.voiceCall, METHODS.flashCall]);
    }
  });

  it('of another run of the same request is known, and puts nothing', () => {
    expect(again(won, { ...later, mark: REPEATED })).toEqual({ result: { kind: 'known', verification: openIn(won) } });
  });

  it('is known though limits and methods would refuse it now', () => {
    expect(again(won, { ...later, mark: REPEATED, methods: [] }).result.kind).toBe('known');
    const closed = { ...won, failures: Array.from({ length: 10 }, () => ({ at: NOW })) };
    expect(again(closed, { ...later, mark: REPEATED }).result.kind).toBe('known');
  });

  it('takes the attempt of no other request for its own', () => {
    const next = { now: NOW + 2 * MINUTE };
    for (const mark of [OWN, OTHERWISE]) expect(newestOf(again(won, { ...next, mark })).attempts).toHaveLength(3);
    const unkeyed = entryOf(again(open, { ...later, mark: OWN }));
    expect(newestOf(again(unkeyed, { ...next, mark: { run: 'other_' } })).attempts).toHaveLength(3);
  });

  it('stays known when another provider places it, and is not when all refused', () => {
    const at = { now: NOW + 31 * SECOND, idHash: ID_HASH };
    const redialled = decideRedial(won, { ...at, mark: KEYED, method: METHODS.flashCall, carry }).entry ?? EMPTY_ENTRY;
    expect(redialled.verifications[0]).toMatchObject({ attempts: [{}, { ordinal: 2, kind: 'flash_call' }] });
    expect(again(redialled, { ...later, mark: REPEATED }).result.kind).toBe('known');
    const gone = decideGiveUp(redialled, { ...at, mark: KEYED }, RULES).entry ?? EMPTY_ENTRY;
    expect(again(gone, { ...later, mark: REPEATED }).result.kind).toBe('recorded');
  });

  it('is told that the verification is over, if it is', () => {
    const over = { ...won, verifications: [close(openIn(won), 'canceled')] };
    for (const mark of [KEYED, REPEATED]) {
      expect(problemOf(again(over, { ...later, mark }))).toEqual({ ok: false, code: 'verification_closed', reason: 'canceled' });
    }
  });
});

describe('a further attempt that limits have closed', () => {
  const asking: Rules = { ...RULES, canChallenge: true };
  const dialled = (...minutes: number[]) => minutes.map((each) => dial({ at: NOW - each * MINUTE }));

  it('is opened by a challenge, and then counts as one that passed it', () => {
    const entry = entryWith(openVerification(), { dials: dialled(5, 6, 7, 8, 9) });
    expect(problemOf(again(entry, {}, asking))).toEqual({ ok: false, code: 'challenge_required' });
    expect(newestOf(again(entry, CHALLENGED, asking))).toMatchObject({
      standing: 'challenged',
      attempts: [{ ordinal: 1 }, { ordinal: 2 }],
    });
    expect(entryOf(again(entry, CHALLENGED, asking)).dials.at(-1)).toEqual(dial({ isFurther: true, standing: 'challenged', run: OWN.run }));
  });

  it('asks for no challenge that opens it no sooner, or only when the verification is over', () => {
    expect(problemOf(again(entryWith(openVerification(), { dials: dialled(0, 6, 7, 8, 9) }), {}, asking))).toMatchObject({
      code: 'too_many_requests',
      retryAfterSeconds: 90,
    });
    const ending: OpenVerification = openVerification({ expiresAt: NOW + 90 * SECOND });
    expect(problemOf(again(entryWith(ending, { dials: dialled(0, 6, 7, 8, 9) }), {}, asking))).toEqual({
      ok: false,
      code: 'no_method_left',
    });
  });

  it('asks for no challenge whose own budget others have used up', () => {
    const challenged = dialled(5, 6, 7, 8, 9).map((each) => ({ ...each, standing: 'challenged' as const }));
    const entry = entryWith(openVerification(), { dials: [...dialled(5, 6, 7, 8, 9), ...challenged] });
    expect(problemOf(again(entry, {}, asking))).toEqual({ ok: false, code: 'no_method_left' });
  });

  it('is dialled with the standing that the verification has, if a challenge gives no more', () => {
    const challenged = [5, 6, 7, 8, 9].map((minutes) => dial({ at: NOW - minutes * MINUTE, standing: 'challenged' }));
    const proven = entryWith(openVerification({ standing: 'proven' }), { dials: challenged });
    const both = { credentials: { network: 'home', isKnownDevice: false, hasPassedChallenge: true } };
    expect(newestOf(again(proven, both)).standing).toBe('proven');
  });

  it('counts against the network that asks for it', () => {
    const decision = again(open, { ...later, credentials: { ...NO_CREDENTIALS, network: 'net' } });
    expect(entryOf(decision).dials.at(-1)).toMatchObject({ network: 'net', isFurther: true });
  });
});

describe('a decoy', () => {
  const methods = [pretended(METHODS.flashCall), pretended(METHODS.voiceCall), pretended(METHODS.sms)];
  const noCode = { from: 'other', digest: BOOK.digest(NO_CODE), length: 4 };
  const atOnce = (verification: OpenVerification) => entryWith(verification, { dials: [dial({ at: NOW - MINUTE })] });

  it('as a further attempt leaves the code of the real call alone', () => {
    expect(newestOf(again(atOnce(openVerification()), { methods })).attempts.map(({ code }) => code)).toEqual([
      { from: 'us', generation: 0, length: 4 },
      noCode,
    ]);
  });

  it('as a further attempt after a code that was burnt carries one that nobody can hit, and is as alive as any other', () => {
    const forwarded = attemptBy(METHODS.flashCall, { outcome: 'redirected' });
    const entry = atOnce(openVerification({ attempts: [forwarded], generation: 1 }));
    expect(newestOf(again(entry, { methods })).attempts[1]).toMatchObject({ code: noCode, outcome: 'pending', isDecoy: true });
  });

  it('is by the method that would be dialled, SMS only after a call of its account', () => {
    expect(problemOf(again(atOnce(openVerification()), { methods, kind: 'sms' }))).toEqual({ ok: false, code: 'method_not_available' });
    const called = attemptBy(METHODS.voiceCall, { callId: 'id', code: { from: 'other', digest: BOOK.digest(NO_CODE), length: 4 } });
    const entry = atOnce(openVerification({ attempts: [{ ...called, isDecoy: true }] }));
    expect(again(entry, { methods, kind: 'sms' }).result.kind).toBe('recorded');
  });
});
