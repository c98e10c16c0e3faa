import { describe, expect, it } from 'vitest';
import { otherCode } from '../../../src/core/entry/attempt.js';
import {
  checkableAttempts,
  checksLeftOf,
  close,
  codeLengthOf,
  failOnce,
  isAwaitingCall,
  isSameCode,
  newestAttempt,
  openConfirmations,
} from '../../../src/core/entry/verification.js';
import { attemptBy, BOOK, METHODS, NO_CODE, NOW, OWN, openVerification, pretended, RULES, SECOND, WAITING_RULES } from '../fixtures.js';

const ours = attemptBy(METHODS.flashCall);
const providers = (ordinal: number, code: string) => attemptBy(METHODS.providerCode, { ordinal, code: otherCode(BOOK, code) });
const checkable = (...attempts: (typeof ours)[]) =>
  checkableAttempts(openVerification({ attempts }), RULES.report, NOW).map(({ ordinal }) => ordinal);

describe('two codes', () => {
  const us = (generation: number, length = 4) => ({ from: 'us', generation, length }) as const;

  it('of ours are the same if they are of one generation and one length', () => {
    expect([isSameCode(us(0), us(0)), isSameCode(us(0), us(1)), isSameCode(us(0), us(0, 6))]).toEqual([true, false, false]);
  });

  it('of somebody else are the same if their digests are', () => {
    expect([
      isSameCode(otherCode(BOOK, '123456'), otherCode(BOOK, '123456')),
      isSameCode(otherCode(BOOK, '123456'), otherCode(BOOK, '654321')),
    ]).toEqual([true, false]);
  });

  it('of which one is ours are never the same', () => {
    expect([isSameCode(us(0), otherCode(BOOK, '1234')), isSameCode(otherCode(BOOK, '1234'), us(0))]).toEqual([false, false]);
  });
});

describe('the attempts whose code may be checked', () => {
  it('are the newest first, and none without a code', () => {
    expect(checkable(ours, attemptBy(METHODS.confirmation, { ordinal: 2 }), attemptBy(METHODS.voiceCall, { ordinal: 3 }))).toEqual([3, 1]);
  });

  it('are those with the newest code of a provider, whatever carries ours or none since', () => {
    const later = [attemptBy(METHODS.voiceCall, { ordinal: 3 }), attemptBy(METHODS.confirmation, { ordinal: 4 })];
    expect(checkable(providers(1, '111111'), providers(2, '222222'), ...later)).toEqual([3, 2]);
  });

  it('are decoys as well, which replace no code', () => {
    const decoy = attemptBy(pretended(METHODS.flashCall), { ordinal: 2, code: otherCode(BOOK, NO_CODE) });
    expect(checkable(providers(1, '111111'), decoy)).toEqual([2, 1]);
    expect(checkable(decoy)).toEqual([2]);
  });
});

it('confirmation calls that may still be confirmed are told newest first', () => {
  const calls = [1, 2].map((ordinal) => attemptBy(METHODS.confirmation, { ordinal }));
  const dead = attemptBy(METHODS.confirmation, { ordinal: 3, outcome: 'busy' });
  const verification = openVerification({ attempts: [...calls, dead, { ...ours, ordinal: 4 }] });
  expect(openConfirmations(verification, RULES.report, NOW).map(({ ordinal }) => ordinal)).toEqual([2, 1]);
});

describe('a verification', () => {
  it('awaits a call once its code was accepted, while a report may still come', () => {
    const accepted = { from: 'us', generation: 0, length: 4 } as const;
    const isAwaiting = (change: Parameters<typeof openVerification>[0], now = NOW) =>
      isAwaitingCall(openVerification(change), WAITING_RULES.report, now);
    expect(isAwaiting({ accepted })).toBe(true);
    expect(isAwaiting({})).toBe(false);
    expect(isAwaiting({ accepted: { from: 'us', generation: 1, length: 4 } })).toBe(false);
    expect(isAwaiting({ accepted, attempts: [{ ...ours, outcome: 'rejected' }] })).toBe(false);
    expect(isAwaiting({ accepted }, NOW + 60 * SECOND)).toBe(false);
  });

  it('has as many checks left as it was given, less those that failed, and one in all once a code of a small pool is out', () => {
    const left = (change: Parameters<typeof openVerification>[0]) => checksLeftOf(openVerification(change));
    expect([left({}), left({ failedChecks: 2 }), left({ allowedChecks: 1 }), left({ failedChecks: 4 })]).toEqual([3, 1, 1, 0]);
    const attempts = [ours, attemptBy(METHODS.smallPool, { ordinal: 2 }), { ...ours, ordinal: 3 }];
    expect([left({ attempts }), left({ attempts, failedChecks: 1 })]).toEqual([1, 0]);
  });

  it('counts a wrong check, and keeps its mark', () => {
    expect(failOnce(openVerification({ wrongChecks: [{ run: 'run-01' }] }), OWN)).toMatchObject({
      failedChecks: 1,
      wrongChecks: [{ run: 'run-01' }, OWN],
    });
  });

  it('is told, once it is over, by its newest attempt', () => {
    const attempts = [ours, attemptBy(METHODS.voiceCall, { ordinal: 2, outcome: 'busy' })];
    expect(newestAttempt(openVerification({ attempts })).ordinal).toBe(2);
    expect(close(openVerification({ attempts }), 'expired')).toMatchObject({ kind: 'voice_call', outcome: 'busy', codeLength: 4 });
    expect(() => newestAttempt(openVerification({ attempts: [] }))).toThrow('without an attempt');
  });
});

it('a code is as long as the one that was told, else as the one that was asked for', () => {
  expect(codeLengthOf(ours)).toBe(4);
  expect(codeLengthOf(attemptBy(METHODS.providerCode))).toBe(6);
  expect(codeLengthOf(providers(1, '12345'))).toBe(5);
  expect(codeLengthOf({ ...ours, codeLength: 9 })).toBe(4);
});
