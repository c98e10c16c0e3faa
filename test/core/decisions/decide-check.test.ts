import { describe, expect, it } from 'vitest';
import type { CheckCommand } from '../../../src/core/decisions/decide-check.js';
import type { Rules } from '../../../src/core/decisions/rules.js';
import type { Attempt } from '../../../src/core/entry/attempt.js';
import { EMPTY_ENTRY, type NumberEntry } from '../../../src/core/entry/number-entry.js';
import { close, type OpenVerification } from '../../../src/core/entry/verification.js';
import {
  attemptBy,
  BOOK,
  DAY,
  entryWith,
  HOUR,
  ID_HASH,
  METHODS,
  NO_CODE,
  NOW,
  OUR_CODE,
  openIn,
  openVerification,
  PHONE,
  pretended,
  RULES,
  SECOND,
  WAITING_RULES,
  WRONG_CODE,
} from '../fixtures.js';
import { CLAIM, check } from './check-commands.js';

const withAttempts = (attempts: readonly Attempt[], change: Partial<OpenVerification> = {}) =>
  entryWith(openVerification({ attempts, ...change }));
const withAttempt = (change: Partial<Attempt>) => withAttempts([attemptBy(METHODS.flashCall, change)]);
const OPEN = entryWith(openVerification());

describe('a decoy', () => {
  const noCode = { from: 'other', digest: BOOK.digest(NO_CODE), length: 4 } as const;
  const decoy = attemptBy(pretended(METHODS.voiceCall), { ordinal: 2, code: noCode });

  it('is verified by no code, however its call seems to have gone', () => {
    const alone = withAttempts([{ ...decoy, outcome: 'answered' }]);
    for (const code of [OUR_CODE, WRONG_CODE]) {
      expect(check(alone, code)).toMatchObject({ result: { kind: 'failed', problem: { code: 'code_incorrect', checksLeft: 2 } } });
    }
  });

  it('takes nothing from the code of the real call before it, and is not what it came by', () => {
    expect(check(withAttempts([attemptBy(METHODS.flashCall), decoy]), OUR_CODE)).toMatchObject({
      result: { kind: 'verified', attempt: { kind: 'flash_call' } },
    });
  });

  it('does not replace a code that a provider chose, as a newer one would', () => {
    const code = { from: 'other', digest: BOOK.digest('123456'), length: 6 } as const;
    const entry = withAttempts([attemptBy(METHODS.providerCode, { code }), decoy]);
    expect(check(entry, '123456')).toMatchObject({ result: { kind: 'verified', proven: { method: 'flash_call' } } });
  });

  it('keeps no code alive: where the real call is dead, the right one is as wrong as any other', () => {
    const dead = attemptBy(METHODS.flashCall, { outcome: 'rejected' });
    for (const code of [OUR_CODE, WRONG_CODE]) {
      expect(check(withAttempts([dead, decoy]), code)).toMatchObject({ result: { problem: { code: 'code_incorrect', checksLeft: 2 } } });
    }
  });

  it('has no report that could be missing: a code that was accepted gives no token by it', () => {
    const accepting: Rules = { ...WAITING_RULES, report: { ...WAITING_RULES.report, onTimeout: 'accept' } };
    const dead = attemptBy(METHODS.flashCall, { outcome: 'rejected' });
    const entry = withAttempts([dead, decoy], { accepted: { from: 'us', generation: 0, length: 4 } });
    const late = { now: NOW + RULES.report.timeoutMs };
    expect(check(entry, undefined, late, accepting)).toMatchObject({ result: { problem: { code: 'call_failed' } } });
    expect(check(entry, OUR_CODE, late, accepting)).toMatchObject({ result: { problem: { code: 'code_incorrect' } } });
  });
});

describe('a right code', () => {
  it('ends the verification in the same put, and is no failure', () => {
    const decision = check(OPEN, OUR_CODE);
    expect(decision).toMatchObject({ result: { kind: 'verified', verification: { idHash: ID_HASH }, attempt: { ordinal: 1 } } });
    expect(decision.entry).toMatchObject({ failures: [], verifications: [{ state: 'closed', reason: 'verified' }] });
  });

  it('tells what the token is to say', () => {
    const proven = { phone: PHONE.e164, purpose: 'sign-in', method: 'flash_call', isTest: false, at: NOW };
    expect(check(OPEN, OUR_CODE).result).toEqual({
      kind: 'verified',
      isOwn: true,
      proven,
      verification: openIn(OPEN),
      attempt: attemptBy(METHODS.flashCall),
    });
    const test = entryWith(openVerification({ isTest: true, purpose: 'step-up' }));
    const claim = { ...CLAIM, purpose: 'step-up' };
    expect(check(test, OUR_CODE, { claim }).result).toMatchObject({ proven: { ...proven, isTest: true, purpose: 'step-up' } });
  });

  it('is known by its network from now on, unless it is that of a test number', () => {
    expect(check(OPEN, OUR_CODE).entry?.proofs).toEqual([{ at: NOW, network: 'net' }]);
    expect(check(OPEN, OUR_CODE, { network: undefined }).entry?.proofs).toEqual([]);
    expect(check(entryWith(openVerification({ isTest: true })), OUR_CODE).entry?.proofs).toEqual([]);
  });

  it('leaves the other verifications of the number alone', () => {
    const over = close(openVerification({ idHash: 'other' }), 'superseded');
    const both = { ...OPEN, verifications: [over, openVerification()] };
    expect(check(both, OUR_CODE).entry?.verifications).toMatchObject([over, { reason: 'verified' }]);
  });

  it('keeps nothing of the number, the attempts or the code once it is spent', () => {
    const kept = JSON.stringify(check(OPEN, OUR_CODE).entry);
    for (const gone of [PHONE.e164, 'attempts', 'generation', 'keyId', OUR_CODE]) expect(kept).not.toContain(gone);
  });

  it('is told as the newest live attempt’s that it fits', () => {
    const [first, second] = [attemptBy(METHODS.flashCall), attemptBy(METHODS.voiceCall, { ordinal: 2 })];
    expect(check(withAttempts([first, second]), OUR_CODE)).toMatchObject({ result: { attempt: { kind: 'voice_call' } } });
    const dead = { ...second, outcome: 'no_answer' } as const;
    expect(check(withAttempts([first, dead]), OUR_CODE)).toMatchObject({ result: { attempt: { kind: 'flash_call' } } });
  });

  it('counts only while an attempt that carried it is alive', () => {
    expect(check(withAttempt({ outcome: 'unavailable', cause: 20 }), OUR_CODE)).toMatchObject({
      result: { problem: { code: 'call_failed' } },
    });
    const other = attemptBy(METHODS.providerCode, { ordinal: 2, code: { from: 'other', digest: BOOK.digest('123456'), length: 6 } });
    const onlyOtherAlive = withAttempts([attemptBy(METHODS.flashCall, { outcome: 'rejected', cause: 31 }), other]);
    // Four digits were sent by no attempt that is alive.
    expect(check(onlyOtherAlive, OUR_CODE)).toMatchObject({ result: { problem: { code: 'invalid_request' } } });
    expect(check(onlyOtherAlive, '123456').result.kind).toBe('verified');
  });

  it('of a generation that was burnt is wrong', () => {
    const next = attemptBy(METHODS.voiceCall, { ordinal: 2, code: { from: 'us', generation: 1, length: 4 } });
    const entry = withAttempts([attemptBy(METHODS.flashCall, { outcome: 'redirected' }), next], { generation: 1 });
    expect(BOOK.ourCode({ generation: 1, length: 4 })).not.toBe(OUR_CODE);
    expect(check(entry, OUR_CODE)).toMatchObject({ result: { problem: { code: 'code_incorrect' } } });
    expect(check(entry, BOOK.ourCode({ generation: 1, length: 4 })).result.kind).toBe('verified');
  });

  it('of another length than the burnt one still counts', () => {
    const code = BOOK.ourCode({ generation: 0, length: 6 });
    const forwarded = attemptBy(METHODS.flashCall, { ordinal: 2, outcome: 'redirected' });
    const entry = withAttempts([attemptBy(METHODS.ownSms), forwarded], { generation: 1 });
    expect(check(entry, OUR_CODE)).toMatchObject({ result: { problem: { code: 'invalid_request' } } });
    expect(check(entry, code).result.kind).toBe('verified');
  });

  it('of each length verifies by the attempt that carried it, and is none of another length', () => {
    const six = BOOK.ourCode({ generation: 0, length: 6 });
    const entry = withAttempts([attemptBy(METHODS.flashCall), attemptBy(METHODS.ownSms, { ordinal: 2 })]);
    expect(check(entry, OUR_CODE)).toMatchObject({ result: { kind: 'verified', proven: { method: 'flash_call' } } });
    expect(check(entry, six)).toMatchObject({ result: { kind: 'verified', proven: { method: 'sms' } } });
    for (const other of [six.slice(0, 5), `${six}0`, OUR_CODE + OUR_CODE]) {
      expect(check(entry, other)).toMatchObject({ result: { problem: { code: 'invalid_request' } } });
    }
    for (const wrong of [`00${OUR_CODE}`, `${OUR_CODE}00`, six.slice(2), six.slice(0, 4)]) {
      expect(check(entry, wrong)).toMatchObject({ result: { problem: { code: 'code_incorrect', checksLeft: 2 } } });
    }
  });

  it('of a provider counts until it is replaced by a newer one', () => {
    const carrying = (ordinal: number, code: string) =>
      attemptBy(METHODS.providerCode, { ordinal, code: { from: 'other', digest: BOOK.digest(code), length: code.length } });
    const entry = withAttempts([carrying(1, '111111'), carrying(2, '222222')]);
    expect(check(entry, '111111')).toMatchObject({ result: { problem: { code: 'code_incorrect' } } });
    expect(check(entry, '222222').result.kind).toBe('verified');
  });
});

describe('what is no check', () => {
  const refusalOf = (entry: NumberEntry, code: string | undefined) => check(entry, code).result;

  it('is refused by what is wrong with it, so that a client’s author can mend it', () => {
    const invalid = (detail: RegExp) => ({
      kind: 'refused',
      problem: { ok: false, code: 'invalid_request', detail: expect.stringMatching(detail) },
    });
    expect(refusalOf(OPEN, '12345')).toEqual(invalid(/wrong number of digits/));
    expect(refusalOf(OPEN, undefined)).toEqual(invalid(/"code" is missing/));
    expect(refusalOf(withAttempts([attemptBy(METHODS.confirmation)]), '1234')).toEqual(invalid(/takes no code/));
  });

  it('is one of a verification that has no checks left, whether somebody wrote down that it is over or not', () => {
    const spent = entryWith(openVerification({ failedChecks: 3 }));
    const closed = { kind: 'refused', problem: { ok: false, code: 'verification_closed', reason: 'too_many_checks' } };
    for (const code of [OUR_CODE, WRONG_CODE, undefined]) expect(refusalOf(spent, code)).toEqual(closed);
  });
});

describe('a wrong code', () => {
  it('is one failure, of the verification, the number and the network', () => {
    const decision = check(OPEN, WRONG_CODE);
    expect(decision).toMatchObject({ result: { problem: { code: 'code_incorrect', checksLeft: 2 } } });
    expect(decision.entry).toMatchObject({
      failures: [{ at: NOW, network: 'net', standing: 'stranger' }],
      verifications: [{ state: 'open', failedChecks: 1 }],
    });
  });

  it('ends the verification when it was the last check', () => {
    const decision = check(entryWith(openVerification({ failedChecks: 2 })), WRONG_CODE);
    expect(decision).toMatchObject({ result: { problem: { code: 'code_incorrect', checksLeft: 0 } } });
    expect(decision.entry?.verifications).toMatchObject([{ state: 'closed', reason: 'too_many_checks' }]);
  });

  it('ends it at once where the code is of a small pool', () => {
    const weak = attemptBy(METHODS.smallPool, { code: { from: 'other', digest: BOOK.digest('1234'), length: 4 } });
    expect(check(withAttempts([weak]), '5678')).toMatchObject({
      result: { problem: { checksLeft: 0 } },
      entry: { verifications: [{ state: 'closed' }] },
    });
  });

  it('is no check where no live attempt has a code of that length', () => {
    for (const code of ['123', '12345', '1', '123456789012']) {
      const decision = check(OPEN, code);
      expect(decision).toMatchObject({ result: { problem: { code: 'invalid_request' } } });
      expect(decision.entry).toBeUndefined();
    }
  });
});

describe('nothing is evaluated', () => {
  const unevaluated = (entry: NumberEntry, change: Partial<CheckCommand> = {}) => {
    const right = check(entry, OUR_CODE, change);
    const wrong = check(entry, WRONG_CODE, change);
    expect(wrong).toEqual(right);
    expect(right.entry).toBeUndefined();
    return right.result.kind === 'refused' ? right.result.problem : right;
  };
  const failures = (count: number, ago: number, network?: string) =>
    Array.from({ length: count }, () => ({ at: NOW - ago, ...(network === undefined ? {} : { network }) }));

  it('once the budget of the number or of the network is spent', () => {
    const spent = (count: number, ago: number, network?: string) =>
      unevaluated(entryWith(openVerification(), { failures: failures(count, ago, network) }));
    expect(spent(10, HOUR)).toEqual({ ok: false, code: 'too_many_requests', retryAfterSeconds: (23 * HOUR) / SECOND });
    expect(spent(30, 2 * DAY)).toMatchObject({ code: 'too_many_requests' });
    expect(spent(5, HOUR, 'net')).toMatchObject({ code: 'too_many_requests' });
    expect(check(entryWith(openVerification(), { failures: failures(5, HOUR, 'else') }), OUR_CODE).result.kind).toBe('verified');
    expect(check(entryWith(openVerification(), { failures: failures(10, DAY) }), OUR_CODE).result.kind).toBe('verified');
  });

  it('for an unknown id, a wrong binding or a wrong purpose, which look the same', () => {
    const claims = [
      { idHash: 'other', binding: undefined, purpose: 'sign-in' },
      { idHash: ID_HASH, binding: 'session', purpose: 'sign-in' },
      { idHash: ID_HASH, binding: undefined, purpose: 'step-up' },
    ];
    for (const claim of claims) expect(unevaluated(OPEN, { claim })).toEqual({ ok: false, code: 'verification_not_found' });
    expect(unevaluated(EMPTY_ENTRY)).toEqual({ ok: false, code: 'verification_not_found' });
    expect(unevaluated(OPEN, { book: () => undefined })).toEqual({ ok: false, code: 'verification_not_found' });
  });

  it.each(['expired', 'too_many_checks', 'superseded', 'verified', 'canceled'] as const)('when it is over (%s)', (reason) => {
    const over = { ...EMPTY_ENTRY, verifications: [close(openVerification(), reason)] };
    expect(unevaluated(over)).toEqual({ ok: false, code: 'verification_closed', reason });
  });

  it('when its lifetime is over', () => {
    expect(unevaluated(OPEN, { now: NOW + RULES.lifetimeMs })).toEqual({ ok: false, code: 'verification_closed', reason: 'expired' });
  });

  it('when no attempt is alive; what may be tried next is told', () => {
    expect(unevaluated(withAttempt({ isVoid: true }))).toEqual({
      ok: false,
      code: 'call_failed',
      verificationId: 'the id',
      nextMethods: ['voice_call', 'flash_call'],
      retryAt: new Date(NOW + 30 * SECOND).toISOString(),
    });
  });
});

describe('a code while a report is awaited', () => {
  const checkWaiting = (entry: NumberEntry, code: string | undefined, now = NOW) => check(entry, code, { now }, WAITING_RULES);

  it('is accepted if it is right, counted if it is wrong', () => {
    const accepted = checkWaiting(OPEN, OUR_CODE);
    expect(accepted).toMatchObject({
      result: { kind: 'awaiting' },
      entry: { failures: [], verifications: [{ state: 'open', accepted: { from: 'us' } }] },
    });
    expect(checkWaiting(OPEN, WRONG_CODE)).toMatchObject({ result: { problem: { code: 'code_incorrect', checksLeft: 2 } } });
  });

  it('once accepted, gives the token to a check without a code as soon as the report is there', () => {
    const accepted = checkWaiting(OPEN, OUR_CODE).entry ?? EMPTY_ENTRY;
    expect(checkWaiting(accepted, undefined)).toEqual({ result: { kind: 'awaiting' } });
    const reported = (outcome: 'busy' | 'rejected' | 'answered') =>
      withAttempts([attemptBy(METHODS.flashCall, { outcome })], { accepted: { from: 'us', generation: 0, length: 4 } });
    expect(checkWaiting(reported('busy'), undefined).result.kind).toBe('verified');
    expect(checkWaiting(reported('answered'), OUR_CODE).result.kind).toBe('verified');
    expect(checkWaiting(reported('rejected'), undefined)).toMatchObject({ result: { problem: { code: 'call_failed' } } });
  });

  it('that was not accepted gives nothing to a check without one, however the call went', () => {
    const answered = withAttempt({ outcome: 'answered', cause: 16 });
    expect(checkWaiting(answered, undefined)).toMatchObject({ result: { problem: { code: 'invalid_request' } } });
    expect(check(answered, undefined)).toMatchObject({ result: { problem: { code: 'invalid_request' } } });
  });

  it('of an SMS waits for none', () => {
    const sms = attemptBy(METHODS.sms, { ordinal: 2, code: { from: 'us', generation: 0, length: 4 } });
    expect(checkWaiting(withAttempts([attemptBy(METHODS.voiceCall), sms]), OUR_CODE)).toMatchObject({
      result: { kind: 'verified', attempt: { kind: 'sms' } },
    });
  });

  it('is dead when the report does not come in time', () => {
    const later = NOW + 60 * SECOND;
    expect(checkWaiting(OPEN, OUR_CODE, later)).toMatchObject({ result: { problem: { code: 'call_failed' } } });
  });
});

describe('a confirmation call', () => {
  const confirmation = (change: Partial<Attempt> = {}) => withAttempts([attemptBy(METHODS.confirmation, change)]);

  it('is confirmed by its report alone, and asked for without a code', () => {
    expect(check(confirmation(), undefined)).toEqual({ result: { kind: 'awaiting' } });
    expect(check(confirmation({ outcome: 'answered' }), undefined)).toEqual({ result: { kind: 'awaiting' } });
    expect(check(confirmation({ isConfirmed: true }), undefined)).toEqual({ result: { kind: 'awaiting' } });
    expect(check(confirmation({ outcome: 'answered', isConfirmed: true }), undefined)).toMatchObject({
      result: { kind: 'verified', attempt: { kind: 'confirmation_call' } },
    });
  });

  it('takes no code, and spends no check on one', () => {
    const decision = check(confirmation({ outcome: 'answered', isConfirmed: true }), OUR_CODE);
    expect(decision).toMatchObject({ result: { problem: { code: 'invalid_request' } } });
    expect(decision.entry).toBeUndefined();
  });

  it('has failed when nobody took it', () => {
    for (const outcome of ['no_answer', 'busy', 'failed', 'rejected', 'unavailable'] as const) {
      expect(check(confirmation({ outcome, isConfirmed: true }), undefined)).toMatchObject({
        result: { problem: { code: 'call_failed' } },
      });
    }
  });

  it('beside a call with a code leaves the person the choice', () => {
    const both = (change: Partial<Attempt>) =>
      withAttempts([attemptBy(METHODS.flashCall), attemptBy(METHODS.confirmation, { ordinal: 2, ...change })]);
    expect(check(both({}), OUR_CODE)).toMatchObject({ result: { kind: 'verified', attempt: { kind: 'flash_call' } } });
    expect(check(both({}), undefined)).toEqual({ result: { kind: 'awaiting' } });
    expect(check(both({ outcome: 'answered', isConfirmed: true }), undefined)).toMatchObject({
      result: { attempt: { kind: 'confirmation_call' } },
    });
  });
});
