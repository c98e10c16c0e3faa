import { describe, expect, it } from 'vitest';
import { type Attempt, otherCode } from '../../../src/core/entry/attempt.js';
import type { MethodTraits } from '../../../src/core/entry/method-traits.js';
import { bringsOtherCode } from '../../../src/core/entry/other-code.js';
import { attemptBy, BOOK, METHODS, NO_CODE, openVerification, pretended } from '../fixtures.js';

const ALL: readonly MethodTraits[] = Object.values(METHODS);
const ours = (more: Partial<Attempt> = {}) => attemptBy(METHODS.flashCall, more);
const theirs = (code: string, more: Partial<Attempt> = {}) =>
  attemptBy(METHODS.providerCode, { code: otherCode(BOOK, code), callId: 'id', ...more });
const brings = (attempts: readonly Attempt[], generation = 0) =>
  bringsOtherCode(openVerification({ attempts: attempts.map((each, index) => ({ ...each, ordinal: index + 1 })), generation }), ALL);

describe('a further call brings', () => {
  it('no other code where it is the first, or has ours like the one before it', () => {
    expect([[ours()], [ours(), attemptBy(METHODS.voiceCall)], [theirs('1234')]].map((each) => brings(each))).toEqual([false, false, false]);
  });

  it('another code where its provider chose one, where ours follows one of a provider, and where ours was burnt', () => {
    expect(brings([ours(), theirs('123456')])).toBe(true);
    expect(brings([theirs('123456'), ours()])).toBe(true);
    expect(brings([theirs('123456'), theirs('654321')])).toBe(true);
    expect(brings([ours(), ours({ code: { from: 'us', generation: 1, length: 4 } })], 1)).toBe(true);
  });

  it('the same code where a provider chose the same again, and where an SMS repeats it', () => {
    expect(brings([theirs('123456'), theirs('123456')])).toBe(false);
    expect(brings([theirs('123456'), attemptBy(METHODS.sms, { code: otherCode(BOOK, '123456') })])).toBe(false);
  });

  it('no other code where ours has another length, because both may be sent', () => {
    const message = attemptBy(METHODS.ownSms);
    expect([brings([ours(), message]), brings([message, ours()]), brings([message, message])]).toEqual([false, false, false]);
    expect(brings([ours(), attemptBy(METHODS.ownSms, { code: otherCode(BOOK, '123456') })])).toBe(true);
    const decoy = attemptBy(pretended(METHODS.ownSms), { code: otherCode(BOOK, '------') });
    expect(brings([ours(), decoy])).toBe(false);
  });

  it('none for a key to be pressed, and the call after that is compared with the one before', () => {
    const confirmation = attemptBy(METHODS.confirmation);
    expect([
      brings([ours(), confirmation]),
      brings([ours(), confirmation, ours()]),
      brings([ours(), confirmation, theirs('123456')]),
    ]).toEqual([false, false, true]);
  });

  it('another code where the earlier call showed one that we do not know', () => {
    expect(brings([ours({ isVoid: true }), ours()])).toBe(true);
  });

  it.each([
    ['ours', [METHODS.flashCall, METHODS.voiceCall], false],
    ['of a provider', [METHODS.flashCall, METHODS.providerCode], true],
    ['of a provider again', [METHODS.providerCode, METHODS.providerCode], true],
    ['of a pool', [METHODS.flashCall, METHODS.smallPool], true],
    ['of an earlier call', [METHODS.flashCall, METHODS.voiceCall, METHODS.sms], false],
    ['of an earlier call of a provider', [METHODS.providerCode, METHODS.sms], false],
    ['of a key press', [METHODS.flashCall, METHODS.confirmation], false],
  ] as const)('what a real call would, if it is a decoy: %s', (_, methods, expected) => {
    const decoys = methods.map((method) =>
      attemptBy(pretended(method), method.codeLength === 0 ? {} : { code: otherCode(BOOK, NO_CODE), callId: 'id' }),
    );
    expect(brings(decoys)).toBe(expected);
  });
});
