import { describe, expect, it } from 'vitest';
import { type CheckRequest, decideCheck, keepToken } from '../../../src/core/decisions/check-decision.js';
import type { Attempt } from '../../../src/core/entry/attempt.js';
import { EMPTY_ENTRY, type NumberEntry, prune, type Rules } from '../../../src/core/entry/number-entry.js';
import { close, type OpenVerification } from '../../../src/core/entry/verification.js';
import {
  attemptBy,
  BOOK,
  DAY,
  entryWith,
  HOUR,
  ID_HASH,
  METHODS,
  NOW,
  OUR_CODE,
  openVerification,
  RULES,
  SECOND,
  WAITING_RULES,
  WRONG_CODE,
} from '../fixtures.js';

const request = (code: string | undefined, change: Partial<CheckRequest> = {}): CheckRequest => ({
  now: NOW,
  claim: { idHash: ID_HASH, binding: undefined, purpose: 'sign-in' },
  verificationId: 'the id',
  code,
  network: 'net',
  methods: [METHODS.flashCall, METHODS.voiceCall],
  book: () => BOOK,
  ...change,
});

const check = (entry: NumberEntry, code: string | undefined, change: Partial<CheckRequest> = {}, rules: Rules = RULES) =>
  decideCheck(entry, request(code, change), rules);

const withAttempts = (attempts: readonly Attempt[], change: Partial<OpenVerification> = {}) =>
  entryWith(openVerification({ attempts, ...change }));
const withAttempt = (change: Partial<Attempt>) => withAttempts([attemptBy(METHODS.flashCall, change)]);
const OPEN = entryWith(openVerification());

describe('a decoy', () => {
  const decoy = attemptBy(METHODS.voiceCall, { number: 2, isDecoy: true });

  it('takes nothing from the code of the real call before it, and is not what it came by', () => {
    expect(check(withAttempts([attemptBy(METHODS.flashCall), decoy]), OUR_CODE)).toMatchObject({
      result: 'verified',
      attempt: { kind: 'flash_call' },
    });
  });

  it('keeps no code alive: where the real call is dead, the right one is as wrong as any other', () => {
    const dead = attemptBy(METHODS.flashCall, { outcome: 'rejected' });
    for (const code of [OUR_CODE, WRONG_CODE]) {
      expect(check(withAttempts([dead, decoy]), code)).toMatchObject({ problem: { code: 'code_incorrect', checksLeft: 2 } });
    }
  });

  it('has no report that could be missing: a code that was accepted gives no token by it', () => {
    const accepting: Rules = { ...WAITING_RULES, report: { ...WAITING_RULES.report, onTimeout: 'accept' } };
    const dead = attemptBy(METHODS.flashCall, { outcome: 'rejected' });
    const entry = withAttempts([dead, decoy], { accepted: { from: 'us', generation: 0 } });
    const late = { now: NOW + RULES.report.timeoutMs };
    expect(check(entry, undefined, late, accepting).result).toBe('awaiting');
    expect(check(entry, OUR_CODE, late, accepting)).toMatchObject({ problem: { code: 'code_incorrect' } });
  });
});

describe('a right code', () => {
  it('ends the verification in the same put, and is no failure', () => {
    const decision = check(OPEN, OUR_CODE);
    expect(decision).toMatchObject({ result: 'verified', verification: { idHash: ID_HASH }, attempt: { number: 1 } });
    expect(decision.entry).toMatchObject({ failures: [], verifications: [{ state: 'closed', reason: 'verified' }] });
  });

  it('keeps nothing of the number, the attempts or the code once it is spent', () => {
    const kept = JSON.stringify(check(OPEN, OUR_CODE).entry);
    for (const gone of [openVerification().phone, 'attempts', 'generation', 'keyId', OUR_CODE]) expect(kept).not.toContain(gone);
  });

  it('is told as the newest live attempt’s that it fits', () => {
    const [first, second] = [attemptBy(METHODS.flashCall), attemptBy(METHODS.voiceCall, { number: 2 })];
    expect(check(withAttempts([first, second]), OUR_CODE)).toMatchObject({ attempt: { kind: 'voice_call' } });
    const dead = { ...second, outcome: 'no_answer' } as const;
    expect(check(withAttempts([first, dead]), OUR_CODE)).toMatchObject({ attempt: { kind: 'flash_call' } });
  });

  it('counts only while an attempt that carried it is alive', () => {
    expect(check(withAttempt({ outcome: 'unavailable', cause: 20 }), OUR_CODE)).toMatchObject({ problem: { code: 'call_failed' } });
    const other = attemptBy(METHODS.providerCode, { number: 2, code: { from: 'other', digest: BOOK.digest('123456'), length: 6 } });
    const onlyOtherAlive = withAttempts([attemptBy(METHODS.flashCall, { outcome: 'rejected', cause: 31 }), other]);
    // Four digits were sent by no attempt that is alive.
    expect(check(onlyOtherAlive, OUR_CODE)).toMatchObject({ problem: { code: 'invalid_request' } });
    expect(check(onlyOtherAlive, '123456').result).toBe('verified');
  });

  it('of a generation that was burnt is wrong', () => {
    const next = attemptBy(METHODS.voiceCall, { number: 2, code: { from: 'us', generation: 1 } });
    const entry = withAttempts([attemptBy(METHODS.flashCall), next], { generation: 1 });
    expect(BOOK.ourCode(1)).not.toBe(OUR_CODE);
    expect(check(entry, OUR_CODE)).toMatchObject({ problem: { code: 'code_incorrect' } });
    expect(check(entry, BOOK.ourCode(1)).result).toBe('verified');
  });

  it('of a provider counts until it is replaced by a newer one', () => {
    const carrying = (number: number, code: string) =>
      attemptBy(METHODS.providerCode, { number, code: { from: 'other', digest: BOOK.digest(code), length: code.length } });
    const entry = withAttempts([carrying(1, '111111'), carrying(2, '222222')]);
    expect(check(entry, '111111')).toMatchObject({ problem: { code: 'code_incorrect' } });
    expect(check(entry, '222222').result).toBe('verified');
  });
});

describe('a wrong code', () => {
  it('is one failure, of the verification, the number and the network', () => {
    const decision = check(OPEN, WRONG_CODE);
    expect(decision).toMatchObject({ problem: { code: 'code_incorrect', checksLeft: 2 } });
    expect(decision.entry).toMatchObject({ failures: [{ at: NOW, network: 'net' }], verifications: [{ state: 'open', failedChecks: 1 }] });
  });

  it('ends the verification when it was the last check', () => {
    const decision = check(entryWith(openVerification({ failedChecks: 2 })), WRONG_CODE);
    expect(decision).toMatchObject({ problem: { code: 'code_incorrect', checksLeft: 0 } });
    expect(decision.entry?.verifications).toMatchObject([{ state: 'closed', reason: 'too_many_checks' }]);
  });

  it('ends it at once where the code is of a small pool', () => {
    const weak = attemptBy(METHODS.smallPool, { code: { from: 'other', digest: BOOK.digest('1234'), length: 4 } });
    expect(check(withAttempts([weak]), '5678')).toMatchObject({
      problem: { checksLeft: 0 },
      entry: { verifications: [{ state: 'closed' }] },
    });
  });

  it('is no check where no live attempt has a code of that length', () => {
    for (const code of ['123', '12345', '1', '123456789012']) {
      const decision = check(OPEN, code);
      expect(decision).toMatchObject({ problem: { code: 'invalid_request' } });
      expect(decision.entry).toBeUndefined();
    }
  });
});

describe('nothing is evaluated', () => {
  const unevaluated = (entry: NumberEntry, change: Partial<CheckRequest> = {}) => {
    const right = check(entry, OUR_CODE, change);
    const wrong = check(entry, WRONG_CODE, change);
    expect(wrong).toEqual(right);
    expect(right.entry).toBeUndefined();
    return right.result === 'problem' ? right.problem : right;
  };
  const failures = (count: number, ago: number, network?: string) =>
    Array.from({ length: count }, () => ({ at: NOW - ago, ...(network === undefined ? {} : { network }) }));

  it('once the budget of the number or of the network is spent', () => {
    const spent = (count: number, ago: number, network?: string) =>
      unevaluated(entryWith(openVerification(), { failures: failures(count, ago, network) }));
    expect(spent(10, HOUR)).toEqual({ ok: false, code: 'too_many_requests', retryAfterSeconds: (23 * HOUR) / SECOND });
    expect(spent(30, 2 * DAY)).toMatchObject({ code: 'too_many_requests' });
    expect(spent(5, HOUR, 'net')).toMatchObject({ code: 'too_many_requests' });
    expect(check(entryWith(openVerification(), { failures: failures(5, HOUR, 'else') }), OUR_CODE).result).toBe('verified');
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
      result: 'awaiting',
      entry: { failures: [], verifications: [{ state: 'open', accepted: { from: 'us' } }] },
    });
    expect(checkWaiting(OPEN, WRONG_CODE)).toMatchObject({ problem: { code: 'code_incorrect', checksLeft: 2 } });
  });

  it('once accepted, gives the token to a check without a code as soon as the report is there', () => {
    const accepted = checkWaiting(OPEN, OUR_CODE).entry ?? EMPTY_ENTRY;
    expect(checkWaiting(accepted, undefined)).toEqual({ result: 'awaiting' });
    const reported = (outcome: 'busy' | 'rejected' | 'answered') =>
      withAttempts([attemptBy(METHODS.flashCall, { outcome })], { accepted: { from: 'us', generation: 0 } });
    expect(checkWaiting(reported('busy'), undefined).result).toBe('verified');
    expect(checkWaiting(reported('answered'), OUR_CODE).result).toBe('verified');
    expect(checkWaiting(reported('rejected'), undefined)).toMatchObject({ problem: { code: 'call_failed' } });
  });

  it('that was not accepted gives nothing to a check without one, however the call went', () => {
    const answered = withAttempt({ outcome: 'answered', cause: 16 });
    expect(checkWaiting(answered, undefined)).toMatchObject({ problem: { code: 'invalid_request' } });
    expect(check(answered, undefined)).toMatchObject({ problem: { code: 'invalid_request' } });
  });

  it('of an SMS waits for none', () => {
    const sms = attemptBy(METHODS.sms, { number: 2, code: { from: 'us', generation: 0 } });
    expect(checkWaiting(withAttempts([attemptBy(METHODS.voiceCall), sms]), OUR_CODE)).toMatchObject({
      result: 'verified',
      attempt: { kind: 'sms' },
    });
  });

  it('is dead when the report does not come in time', () => {
    const later = NOW + 60 * SECOND;
    expect(checkWaiting(OPEN, OUR_CODE, later)).toMatchObject({ problem: { code: 'call_failed' } });
  });
});

describe('a confirmation call', () => {
  const confirmation = (change: Partial<Attempt> = {}) => withAttempts([attemptBy(METHODS.confirmation, change)]);

  it('is confirmed by its report alone, and asked for without a code', () => {
    expect(check(confirmation(), undefined)).toEqual({ result: 'awaiting' });
    expect(check(confirmation({ outcome: 'answered' }), undefined)).toEqual({ result: 'awaiting' });
    expect(check(confirmation({ isConfirmed: true }), undefined)).toEqual({ result: 'awaiting' });
    expect(check(confirmation({ outcome: 'answered', isConfirmed: true }), undefined)).toMatchObject({
      result: 'verified',
      attempt: { kind: 'confirmation_call' },
    });
  });

  it('takes no code, and spends no check on one', () => {
    const decision = check(confirmation({ outcome: 'answered', isConfirmed: true }), OUR_CODE);
    expect(decision).toMatchObject({ problem: { code: 'invalid_request' } });
    expect(decision.entry).toBeUndefined();
  });

  it('has failed when nobody took it', () => {
    for (const outcome of ['no_answer', 'busy', 'failed', 'rejected', 'unavailable'] as const) {
      expect(check(confirmation({ outcome, isConfirmed: true }), undefined)).toMatchObject({ problem: { code: 'call_failed' } });
    }
  });

  it('beside a call with a code leaves the person the choice', () => {
    const both = (change: Partial<Attempt>) =>
      withAttempts([attemptBy(METHODS.flashCall), attemptBy(METHODS.confirmation, { number: 2, ...change })]);
    expect(check(both({}), OUR_CODE)).toMatchObject({ result: 'verified', attempt: { kind: 'flash_call' } });
    expect(check(both({}), undefined)).toEqual({ result: 'awaiting' });
    expect(check(both({ outcome: 'answered', isConfirmed: true }), undefined)).toMatchObject({ attempt: { kind: 'confirmation_call' } });
  });
});

describe('a check under a key', () => {
  const under = (mark: string) => ({ mark });
  /** The entry after a check. */
  const putAfter = (entry: NumberEntry, code: string, mark: string): NumberEntry => {
    const decision = check(entry, code, under(mark));
    if (decision.entry === undefined) throw new Error('nothing was decided');
    return decision.entry;
  };
  const verified = (mark: string): NumberEntry => {
    const decision = check(OPEN, OUR_CODE, under(mark));
    if (decision.result !== 'verified') throw new Error('the code is right');
    return keepToken(decision, mark, 'the token', NOW).entry;
  };

  it('that was wrong is told so again, as checks stand now, and counts no second time', () => {
    const once = putAfter(OPEN, WRONG_CODE, 'a');
    const twice = putAfter(once, WRONG_CODE, 'b');
    for (const mark of ['a', 'b']) {
      expect(check(twice, WRONG_CODE, under(mark))).toEqual({
        result: 'problem',
        problem: { ok: false, code: 'code_incorrect', checksLeft: 1 },
      });
    }
    expect(check(twice, WRONG_CODE)).toMatchObject({ problem: { checksLeft: 0 } });
  });

  it('that was wrong is never evaluated, whatever has changed', () => {
    const once = putAfter(OPEN, WRONG_CODE, 'a');
    expect(check(once, OUR_CODE, under('a'))).toMatchObject({ problem: { code: 'code_incorrect' } });
  });

  it('that was not evaluated is no wrong one', () => {
    expect(check(OPEN, '12345', under('a')).entry).toBeUndefined();
    const full = { ...OPEN, failures: Array.from({ length: 10 }, () => ({ at: NOW })) };
    expect(check(full, WRONG_CODE, under('a'))).toMatchObject({ problem: { code: 'too_many_requests' } });
    expect(check(full, WRONG_CODE, under('a')).entry).toBeUndefined();
  });

  it('that was the last wrong one is told so for a minute', () => {
    const over = ['a', 'b', 'c'].reduce((entry, mark) => putAfter(entry, WRONG_CODE, mark), OPEN);
    expect(check(over, WRONG_CODE, under('c'))).toMatchObject({ problem: { code: 'code_incorrect', checksLeft: 0 } });
    expect(check(over, WRONG_CODE, under('b'))).toMatchObject({ problem: { code: 'verification_closed' } });
    expect(check(over, WRONG_CODE, { mark: 'c', now: NOW + 60 * SECOND })).toMatchObject({ problem: { code: 'verification_closed' } });
  });

  it('that was right is given its token for a minute, and no other check is', () => {
    const entry = verified('a');
    expect(check(entry, OUR_CODE, { mark: 'a', now: NOW + 60 * SECOND - 1 })).toEqual({ result: 'repeated', token: 'the token' });
    const over = { problem: { code: 'verification_closed', reason: 'verified' } };
    expect(check(entry, OUR_CODE, { mark: 'a', now: NOW + 60 * SECOND })).toMatchObject(over);
    expect(check(entry, OUR_CODE, under('b'))).toMatchObject(over);
    expect(check(entry, OUR_CODE)).toMatchObject(over);
    expect(check(entry, OUR_CODE, { mark: 'a', claim: { idHash: ID_HASH, binding: 'b', purpose: 'sign-in' } })).toMatchObject({
      problem: { code: 'verification_not_found' },
    });
  });

  it('leaves its token in the entry for a minute, until the next write', () => {
    const entry = verified('a');
    expect(JSON.stringify(prune(entry, NOW + 60 * SECOND - 1))).toContain('the token');
    expect(JSON.stringify(prune(entry, NOW + 60 * SECOND))).not.toMatch(/the token|endedBy/);
  });
});
