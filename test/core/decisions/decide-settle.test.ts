import { describe, expect, it } from 'vitest';
import { decideReport } from '../../../src/core/decisions/decide-report.js';
import { type DialResult, decideSettle, type SettleCommand } from '../../../src/core/decisions/decide-settle.js';
import { type Attempt, type MergeableReport, otherCode } from '../../../src/core/entry/attempt.js';
import { EMPTY_ENTRY, type NumberEntry } from '../../../src/core/entry/number-entry.js';
import { close } from '../../../src/core/entry/verification.js';
import {
  attemptBy,
  BOOK,
  entryWith,
  FIRST,
  ID_HASH,
  METHODS,
  NO_CODE,
  NOW,
  OUR_CODE,
  OWN,
  openIn,
  openVerification,
  PHONE,
  pretended,
  RULES,
  WRONG_CODE,
} from '../fixtures.js';

const PLACED: DialResult = { isCertain: true, callId: 'id' };
const command = (dialled: DialResult, change: Partial<SettleCommand> = {}): SettleCommand => ({
  ...{ now: NOW, idHash: ID_HASH, mark: FIRST, dialled, reports: [], book: () => BOOK },
  ...change,
});
const dialling = (change: Partial<Attempt> = {}, method: Parameters<typeof attemptBy>[0] = METHODS.flashCall): Attempt =>
  attemptBy(method, { isDialling: true, ...change });
const entryOf = (attempt: Attempt): NumberEntry => entryWith(openVerification({ attempts: [attempt] }));

/** The attempt after its provider has answered. */
function settled(dialled: DialResult, attempt = dialling(), reports: readonly MergeableReport[] = []): Attempt {
  const { result, entry } = decideSettle(entryOf(attempt), command(dialled, { reports }));
  if (result.kind === 'over') throw new Error('it is open');
  expect(openIn(entry)).toEqual(result.verification);
  expect(result.verification.attempts).toEqual([result.attempt]);
  return result.attempt;
}

describe('a provider’s answer', () => {
  it('adds the call’s id, and is noted: the attempt is no longer being dialled', () => {
    expect(settled({ ...PLACED, code: OUR_CODE })).toEqual(attemptBy(METHODS.flashCall, { callId: 'id' }));
    expect(settled({ isCertain: true })).toEqual(attemptBy(METHODS.flashCall));
  });

  it('adds a code that the provider chose, as a digest', () => {
    const attempt = settled({ ...PLACED, code: '123456' }, dialling({}, METHODS.providerCode));
    expect(attempt.code).toEqual({ from: 'other', digest: BOOK.digest('123456'), length: 6 });
    expect(JSON.stringify(attempt)).not.toContain('123456');
    expect(attempt.isVoid).toBeUndefined();
  });

  it('adds no code to a confirmation call, whatever the provider says', () => {
    expect(settled({ ...PLACED, code: '1234' }, dialling({}, METHODS.confirmation)).code).toBeUndefined();
  });

  it('with another code than ours makes the attempt void, certain or not', () => {
    for (const isCertain of [true, false]) expect(settled({ isCertain, code: WRONG_CODE }).isVoid).toBe(true);
    expect(settled({ isCertain: true, code: '12345' }).isVoid).toBe(true);
  });

  it('is held against an ending of a pool as against a code of ours', () => {
    const pool = dialling({ code: otherCode(BOOK, '1234') }, METHODS.smallPool);
    expect(settled({ ...PLACED, code: '1234' }, pool).isVoid).toBeUndefined();
    expect(settled({ ...PLACED, code: '5678' }, pool).isVoid).toBe(true);
    expect(settled({ isCertain: false }, pool).isVoid).toBeUndefined();
  });

  it('that is uncertain leaves a code of ours good, and one of the provider’s void', () => {
    expect(settled({ isCertain: false }).isVoid).toBeUndefined();
    expect(settled({ isCertain: false, code: OUR_CODE }).isVoid).toBeUndefined();
    expect(settled({ isCertain: false, code: '123456' }, dialling({}, METHODS.providerCode)).isVoid).toBe(true);
    expect(settled({ isCertain: false }, dialling({}, METHODS.providerCode)).isVoid).toBe(true);
  });

  it('takes over the reports that came before it', () => {
    const reports: MergeableReport[] = [
      { outcome: 'busy', cause: 17 },
      { outcome: 'answered', cause: 16 },
      { outcome: 'rejected', cause: 31 },
    ];
    expect(settled(PLACED, undefined, reports)).toMatchObject({ callId: 'id', outcome: 'answered', cause: 16 });
  });

  it('does not undo a report that came through meanwhile', () => {
    expect(settled(PLACED, dialling({ outcome: 'busy', cause: 17 }))).toMatchObject({ outcome: 'busy', cause: 17, callId: 'id' });
  });

  it('of a decoy leaves it a code that no check can hit', () => {
    const decoy = dialling({ code: otherCode(BOOK, NO_CODE) }, pretended(METHODS.flashCall));
    expect(settled(PLACED, decoy)).toEqual({ ...decoy, isDialling: undefined, callId: 'id' });
  });

  it('is told once: what is settled stays as it is, and so does the entry', () => {
    const once = decideSettle(entryOf(dialling()), command(PLACED));
    const after = once.entry ?? EMPTY_ENTRY;
    const twice = decideSettle(after, command({ isCertain: false, callId: 'another', code: WRONG_CODE }));
    expect(twice.result).toEqual(once.result);
    expect(twice.entry).toBe(after);
  });

  it('concerns the attempt of its own run alone', () => {
    const other = dialling({ ordinal: 2, mark: OWN });
    const entry = entryWith(openVerification({ attempts: [attemptBy(METHODS.flashCall), other] }));
    const { entry: after } = decideSettle(entry, command(PLACED, { mark: OWN }));
    expect(openIn(after).attempts).toEqual([attemptBy(METHODS.flashCall), { ...other, isDialling: undefined, callId: 'id' }]);
  });

  it('for a verification that is over, or an attempt that is not there, changes nothing, and says why', () => {
    const entry = entryOf(dialling());
    const notFound = { result: { kind: 'over', problem: { ok: false, code: 'verification_not_found' } } };
    expect(decideSettle(entry, command(PLACED, { mark: OWN }))).toEqual(notFound);
    expect(decideSettle(entry, command(PLACED, { idHash: 'other' }))).toEqual(notFound);
    const closedFor = (reason: 'canceled' | 'expired') => ({
      result: { kind: 'over', problem: { ok: false, code: 'verification_closed', reason } },
    });
    const closed = { ...EMPTY_ENTRY, verifications: [close(openVerification(), 'canceled')] };
    expect(decideSettle(closed, command(PLACED))).toEqual(closedFor('canceled'));
    expect(decideSettle(entry, command(PLACED, { now: NOW + RULES.lifetimeMs }))).toEqual(closedFor('expired'));
  });
});

describe('an answer that the number is forwarded', () => {
  const forwarded = { ...PLACED, isRedirected: true };

  it('kills the attempt for good, and burns our code', () => {
    const { entry = EMPTY_ENTRY } = decideSettle(entryOf(dialling()), command(forwarded, { reports: [{ outcome: 'answered' }] }));
    expect(openIn(entry)).toMatchObject({ generation: 1, attempts: [{ outcome: 'redirected' }] });
    const reports: MergeableReport[] = [{ outcome: 'answered', cause: 16 }];
    expect(decideReport(entry, { now: NOW, idHash: ID_HASH, ordinal: 1, reports })).toEqual({ result: undefined });
  });

  it('burns no code that a provider chose, since none of ours was told', () => {
    const entry = entryOf(dialling({}, METHODS.providerCode));
    const { entry: after } = decideSettle(entry, command({ ...forwarded, code: '123456' }));
    expect(openIn(after)).toMatchObject({ generation: 0, attempts: [{ outcome: 'redirected' }] });
  });

  it('burns none where no code was told at all', () => {
    const { entry } = decideSettle(entryOf(dialling({}, METHODS.providerCode)), command(forwarded));
    expect(openIn(entry)).toMatchObject({ generation: 0, attempts: [{ outcome: 'redirected' }] });
  });

  it('is what an answer does not say by itself', () => {
    const { entry } = decideSettle(entryOf(dialling()), command({ ...PLACED, isRedirected: false }));
    expect(openIn(entry)).toMatchObject({ generation: 0, attempts: [{ outcome: 'pending' }] });
    expect(openIn(entry).phone).toEqual(PHONE);
  });
});
