import { describe, expect, it } from 'vitest';
import type { CheckCommand } from '../../../src/core/decisions/decide-check.js';
import { EMPTY_ENTRY, type NumberEntry, prune } from '../../../src/core/entry/number-entry.js';
import type { RequestMark } from '../../../src/core/entry/request-mark.js';
import {
  attemptBy,
  BOOK,
  entryWith,
  KEYED,
  METHODS,
  NOW,
  OTHERWISE,
  OUR_CODE,
  OWN,
  openIn,
  openVerification,
  PHONE,
  REPEATED,
  SECOND,
  WAITING_RULES,
  WRONG_CODE,
} from '../fixtures.js';
import { CLAIM, check, putBy } from './check-commands.js';

const OPEN = entryWith(openVerification());
const LAST = entryWith(openVerification({ failedChecks: 2 }));
const under = (mark: RequestMark): Partial<CheckCommand> => ({ mark });
/** The entry after a check. */
const putAfter = (entry: NumberEntry, code: string, mark: RequestMark): NumberEntry => putBy(check(entry, code, under(mark)));

describe('before the client’s key is written', () => {
  const unpermitted = (entry: NumberEntry, code: string | undefined, change: Partial<CheckCommand> = {}) =>
    check(entry, code, { isPermitted: false, mark: KEYED, ...change });

  it('nothing is evaluated, and nothing put: a right code and a wrong one look the same', () => {
    for (const hasClaims of [true, false]) {
      expect(unpermitted(OPEN, OUR_CODE, { hasClaims })).toEqual({ result: { kind: 'proposed' } });
      expect(unpermitted(OPEN, WRONG_CODE, { hasClaims })).toEqual({ result: { kind: 'proposed' } });
    }
    const book = { ourCode: () => 'never', digest: () => 'never' };
    const watched: Partial<CheckCommand> = { book: () => ({ ...book, ourCode: () => fail(), digest: () => fail() }) };
    const fail = (): never => {
      throw new Error('a code was evaluated');
    };
    expect(unpermitted(OPEN, OUR_CODE, watched).result.kind).toBe('proposed');
    expect(() => check(OPEN, OUR_CODE, watched)).toThrow('a code was evaluated');
  });

  it('nothing is confirmed, and no verification ends', () => {
    const confirmed = entryWith(
      openVerification({ attempts: [attemptBy(METHODS.confirmation, { outcome: 'answered', isConfirmed: true })] }),
    );
    expect(unpermitted(confirmed, undefined)).toEqual({ result: { kind: 'proposed' } });
    expect(unpermitted(confirmed, undefined, { isPermitted: true }).result.kind).toBe('verified');
  });

  it('what needs no key is answered: refusals, a report that is still out, and what is known', () => {
    expect(unpermitted(EMPTY_ENTRY, OUR_CODE).result).toMatchObject({ problem: { code: 'verification_not_found' } });
    expect(unpermitted(OPEN, '12345').result).toMatchObject({ problem: { code: 'invalid_request' } });
    const waiting = entryWith(openVerification({ attempts: [attemptBy(METHODS.confirmation)] }));
    expect(unpermitted(waiting, undefined).result.kind).toBe('awaiting');
    expect(unpermitted(putAfter(OPEN, WRONG_CODE, REPEATED), WRONG_CODE).result.kind).toBe('failed');
  });
});

describe('before the host’s claims are known', () => {
  const unclaimed = { hasClaims: false };
  const proven = { phone: PHONE.e164, purpose: 'sign-in', method: 'flash_call', isTest: false, at: NOW };

  it('a right code is not spent: what the token will say is told, and nothing put', () => {
    expect(check(OPEN, OUR_CODE, unclaimed)).toEqual({ result: { kind: 'needs_claims', proven } });
  });

  it('a wrong code counts, since it needs none', () => {
    expect(check(OPEN, WRONG_CODE, unclaimed)).toEqual(check(OPEN, WRONG_CODE));
  });

  it('the request that ended it needs them too, to sign again', () => {
    const over = putAfter(OPEN, OUR_CODE, KEYED);
    for (const mark of [KEYED, REPEATED]) {
      expect(check(over, OUR_CODE, { ...unclaimed, mark })).toEqual({ result: { kind: 'needs_claims', proven } });
    }
  });
});

describe('a check that finds its own work, because the answer to its put was lost', () => {
  it('gives a wrong code’s result again, and the very entry', () => {
    const first = check(OPEN, WRONG_CODE);
    const again = check(putBy(first), WRONG_CODE);
    expect(again.result).toEqual(first.result);
    expect(again.entry).toBe(first.entry);
  });

  it('gives the result of the last wrong code again, and the very entry', () => {
    const first = check(LAST, WRONG_CODE);
    const again = check(putBy(first), WRONG_CODE);
    expect(again.result).toEqual({ kind: 'failed', problem: { ok: false, code: 'code_incorrect', checksLeft: 0 } });
    expect(again.entry).toBe(first.entry);
  });

  it('gives a right code’s result again, by the time of the first, and the very entry', () => {
    const first = check(OPEN, OUR_CODE);
    const again = check(putBy(first), OUR_CODE, { now: NOW + SECOND });
    expect(again.result).toEqual({
      kind: 'verified',
      isOwn: true,
      proven: { phone: PHONE.e164, purpose: 'sign-in', method: 'flash_call', isTest: false, at: NOW },
    });
    expect(again.entry).toBe(first.entry);
  });

  it('gives what was proven as it was: number, purpose, kind, and whether it was a test', () => {
    const claim = { ...CLAIM, purpose: 'step-up' };
    const attempts = [attemptBy(METHODS.flashCall), attemptBy(METHODS.voiceCall, { ordinal: 2, outcome: 'answered' })];
    const first = check(entryWith(openVerification({ attempts, purpose: 'step-up', isTest: true })), OUR_CODE, { claim });
    if (first.result.kind !== 'verified') throw new Error('the code is right');
    expect(check(putBy(first), OUR_CODE, { claim }).result).toMatchObject({ kind: 'verified', proven: first.result.proven });
    expect(first.result.proven).toMatchObject({ method: 'voice_call', isTest: true });
  });

  it('counts no other check for its own, though none came under a key', () => {
    const once = putAfter(OPEN, WRONG_CODE, OWN);
    expect(check(once, WRONG_CODE, under({ run: 'other_' }))).toMatchObject({ result: { problem: { checksLeft: 1 } } });
  });
});

describe('a check under a key', () => {
  it('that was wrong is told so again, as checks stand now, and counts no second time', () => {
    const once = putAfter(OPEN, WRONG_CODE, KEYED);
    const twice = putAfter(once, WRONG_CODE, OTHERWISE);
    for (const { request } of [KEYED, OTHERWISE]) {
      expect(check(twice, WRONG_CODE, under({ run: 'repeat', request }))).toEqual({
        result: { kind: 'failed', problem: { ok: false, code: 'code_incorrect', checksLeft: 1 } },
      });
    }
    expect(check(twice, WRONG_CODE)).toMatchObject({ result: { problem: { checksLeft: 0 } } });
  });

  it('that was wrong is never evaluated, whatever has changed', () => {
    const once = putAfter(OPEN, WRONG_CODE, KEYED);
    expect(check(once, OUR_CODE, under(REPEATED))).toMatchObject({ result: { problem: { code: 'code_incorrect' } } });
    const dead = entryWith({ ...openIn(once), attempts: [attemptBy(METHODS.flashCall, { outcome: 'rejected' })] });
    expect(check(dead, OUR_CODE, under(REPEATED))).toMatchObject({ result: { problem: { code: 'code_incorrect' } } });
  });

  it('that was not evaluated is no wrong one', () => {
    expect(check(OPEN, '12345', under(KEYED)).entry).toBeUndefined();
    const full = { ...OPEN, failures: Array.from({ length: 10 }, () => ({ at: NOW })) };
    expect(check(full, WRONG_CODE, under(KEYED))).toMatchObject({ result: { problem: { code: 'too_many_requests' } } });
    expect(check(full, WRONG_CODE, under(KEYED)).entry).toBeUndefined();
  });

  it('that was the last wrong one is told so for two minutes', () => {
    const marks = [KEYED, OTHERWISE, { run: 'keyed5', request: 'the last request' }];
    const over = marks.reduce((entry, mark) => putAfter(entry, WRONG_CODE, mark), OPEN);
    const last = { run: 'repeat', request: 'the last request' };
    const closed = { result: { problem: { code: 'verification_closed', reason: 'too_many_checks' } } };
    expect(check(over, WRONG_CODE, under(last))).toEqual({
      result: { kind: 'failed', problem: { ok: false, code: 'code_incorrect', checksLeft: 0 } },
    });
    expect(check(over, WRONG_CODE, under(REPEATED))).toMatchObject(closed);
    expect(check(over, WRONG_CODE, { mark: last, now: NOW + 120 * SECOND - 1 })).toMatchObject({ result: { kind: 'failed' } });
    expect(check(over, WRONG_CODE, { mark: last, now: NOW + 120 * SECOND })).toMatchObject(closed);
  });

  it('that was right is told so for two minutes, and no other check is', () => {
    const entry = putAfter(OPEN, OUR_CODE, KEYED);
    const proven = { phone: PHONE.e164, purpose: 'sign-in', method: 'flash_call', isTest: false, at: NOW };
    expect(check(entry, OUR_CODE, { mark: REPEATED, now: NOW + 120 * SECOND - 1 })).toEqual({
      result: { kind: 'verified', proven, isOwn: false },
    });
    const over = { result: { kind: 'refused', problem: { code: 'verification_closed', reason: 'verified' } } };
    expect(check(entry, OUR_CODE, { mark: REPEATED, now: NOW + 120 * SECOND })).toMatchObject(over);
    expect(check(entry, OUR_CODE, under(OTHERWISE))).toMatchObject(over);
    expect(check(entry, OUR_CODE)).toMatchObject(over);
    expect(check(entry, OUR_CODE, { mark: REPEATED, claim: { ...CLAIM, binding: 'b' } })).toMatchObject({
      result: { problem: { code: 'verification_not_found' } },
    });
  });

  it('leaves no more than its mark, and the number in hiding, for two minutes', () => {
    const entry = putAfter(OPEN, OUR_CODE, KEYED);
    expect(JSON.stringify(entry)).not.toContain(PHONE.e164);
    expect(prune(entry, NOW + 120 * SECOND - 1).verifications[0]).toMatchObject({ endedBy: { mark: KEYED, at: NOW } });
    expect(JSON.stringify(prune(entry, NOW + 120 * SECOND))).not.toMatch(/endedBy|hiddenPhone|the request/);
  });
});

describe('a code that is accepted', () => {
  it('is put once: the same code again says nothing new', () => {
    const accepted = putBy(check(OPEN, OUR_CODE, {}, WAITING_RULES));
    expect(check(accepted, OUR_CODE, {}, WAITING_RULES)).toEqual({ result: { kind: 'awaiting', isKnown: true } });
  });

  it('gives way to another right one, of a provider', () => {
    const other = { from: 'other', digest: BOOK.digest('123456'), length: 6 } as const;
    const attempts = [attemptBy(METHODS.flashCall), attemptBy(METHODS.providerCode, { ordinal: 2, code: other })];
    const accepted = putBy(check(entryWith(openVerification({ attempts })), OUR_CODE, {}, WAITING_RULES));
    const both = check(accepted, '123456', {}, WAITING_RULES);
    expect(both).toMatchObject({ result: { kind: 'awaiting' }, entry: { verifications: [{ accepted: other }] } });
  });
});
