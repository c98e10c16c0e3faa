import { describe, expect, it } from 'vitest';
import {
  isBeingDialled,
  mergeReport,
  newAttempt,
  providerOf,
  type ReportRule,
  vitalityOfAttempt,
} from '../../../src/core/entry/attempt.js';
import { attemptBy, KEYED, METHODS, NOW, pretended, RULES, SECOND } from '../fixtures.js';

const REQUIRED: ReportRule = { ...RULES.report, isRequired: true };

describe('a new attempt', () => {
  const asked = { ordinal: 2, mark: KEYED, dialledAt: NOW, code: undefined };

  it('copies what decisions need of its method', () => {
    expect(newAttempt(METHODS.voiceCall, { ...asked, code: { from: 'us', generation: 1, length: 4 } })).toEqual({
      ordinal: 2,
      mark: KEYED,
      methodId: 'mobilgroup.voiceCall',
      kind: 'voice_call',
      reach: 'speech',
      codeLength: 4,
      dialledAt: NOW,
      isDialling: true,
      outcome: 'pending',
      code: { from: 'us', generation: 1, length: 4 },
    });
  });

  it('says so if its code is of a small pool', () => {
    expect(newAttempt(METHODS.smallPool, asked).isWeak).toBe(true);
    const large = { ...METHODS.smallPool, endings: Array.from({ length: 1000 }, (_, ending) => String(ending)) };
    expect(newAttempt(large, asked).isWeak).toBeUndefined();
    expect(newAttempt({ ...large, endings: large.endings.slice(1) }, asked).isWeak).toBe(true);
    expect(newAttempt({ ...METHODS.flashCall, endings: ['1234'] }, asked).isWeak).toBeUndefined();
  });

  it('says so if its method only pretends to dial', () => {
    expect(newAttempt(pretended(METHODS.flashCall), asked).isDecoy).toBe(true);
    expect(newAttempt(METHODS.flashCall, asked).isDecoy).toBeUndefined();
  });

  it('is of the account that its method’s id names', () => {
    expect(providerOf(newAttempt(METHODS.otherFlashCall, asked))).toBe('mcn-2');
  });
});

it('an attempt is being dialled until its provider answers, or its run must have died', () => {
  const attempt = attemptBy(METHODS.flashCall, { isDialling: true });
  expect([0, 59_999, 60_000].map((after) => isBeingDialled(attempt, NOW + after))).toEqual([true, true, false]);
  expect(isBeingDialled(attemptBy(METHODS.flashCall), NOW)).toBe(false);
});

describe('an attempt without a report', () => {
  const attempt = attemptBy(METHODS.flashCall);

  it('is alive where no report is required', () => {
    expect(vitalityOfAttempt(attempt, RULES.report, NOW)).toBe('alive');
  });

  it('waits where one is, and is dead or alive after a time, as the host chose', () => {
    const at = (seconds: number, rule: ReportRule) => vitalityOfAttempt(attempt, rule, NOW + seconds * SECOND);
    expect([at(0, REQUIRED), at(59.999, REQUIRED), at(60, REQUIRED)]).toEqual(['waiting', 'waiting', 'dead']);
    expect([at(59.999, { ...REQUIRED, onTimeout: 'accept' }), at(60, { ...REQUIRED, onTimeout: 'accept' })]).toEqual(['waiting', 'alive']);
  });

  it('of a confirmation call waits in any case, for as long as it takes', () => {
    const confirmation = attemptBy(METHODS.confirmation);
    for (const rule of [RULES.report, REQUIRED, { ...REQUIRED, onTimeout: 'accept' as const }]) {
      expect(vitalityOfAttempt(confirmation, rule, NOW + 500 * SECOND)).toBe('waiting');
    }
  });

  it('that is an SMS is alive at once, and never waits', () => {
    expect(vitalityOfAttempt(attemptBy(METHODS.sms), REQUIRED, NOW)).toBe('alive');
  });
});

it('an attempt that is void is dead, whatever is reported', () => {
  const attempt = mergeReport(attemptBy(METHODS.flashCall, { isVoid: true }), { outcome: 'answered', cause: 16 });
  expect(vitalityOfAttempt(attempt, RULES.report, NOW)).toBe('dead');
});

describe('a report about an attempt', () => {
  it('is taken by its rank, with its cause', () => {
    const busy = mergeReport(attemptBy(METHODS.flashCall), { outcome: 'busy', cause: 17 });
    expect(busy).toMatchObject({ outcome: 'busy', cause: 17 });
    expect(mergeReport(busy, { outcome: 'rejected', cause: 31 })).toBe(busy);
    const answered = mergeReport(busy, { outcome: 'answered' });
    expect(answered.outcome).toBe('answered');
    expect(answered.cause).toBeUndefined();
  });

  it('may revive it', () => {
    const dead = mergeReport(attemptBy(METHODS.voiceCall), { outcome: 'no_answer' });
    expect(vitalityOfAttempt(dead, RULES.report, NOW)).toBe('dead');
    expect(vitalityOfAttempt(mergeReport(dead, { outcome: 'answered' }), RULES.report, NOW)).toBe('alive');
  });

  it('that the key was pressed is kept, and counts once the call was answered, in either order', () => {
    const [pressed, answered] = [
      { outcome: 'unknown', isConfirmed: true },
      { outcome: 'answered', cause: 16 },
    ] as const;
    for (const reports of [
      [pressed, answered],
      [answered, pressed],
      [pressed, answered, pressed, answered],
    ]) {
      const attempt = reports.reduce<ReturnType<typeof attemptBy>>(mergeReport, attemptBy(METHODS.confirmation));
      expect(vitalityOfAttempt(attempt, RULES.report, NOW)).toBe('alive');
    }
    expect(vitalityOfAttempt(mergeReport(attemptBy(METHODS.confirmation), pressed), RULES.report, NOW)).toBe('waiting');
    expect(vitalityOfAttempt(mergeReport(attemptBy(METHODS.confirmation), answered), RULES.report, NOW)).toBe('waiting');
  });

  it('that says no more than is known gives the same attempt back', () => {
    const pressed = attemptBy(METHODS.confirmation, { outcome: 'answered', cause: 16, isConfirmed: true });
    expect(mergeReport(pressed, { outcome: 'answered', cause: 16, isConfirmed: true })).toBe(pressed);
    expect(mergeReport(pressed, { outcome: 'busy', cause: 17 })).toBe(pressed);
  });

  it('that the telephone rang, though it was unavailable, is more than that it was', () => {
    const unavailable = attemptBy(METHODS.flashCall, { outcome: 'unavailable', cause: 20 });
    expect(mergeReport(unavailable, { outcome: 'unavailable', cause: 21 })).toMatchObject({ outcome: 'unavailable', cause: 21 });
  });

  it('that a key was pressed means nothing for another call than a confirmation call', () => {
    const attempt = attemptBy(METHODS.voiceCall);
    expect(mergeReport(attempt, { outcome: 'pending', isConfirmed: true })).toBe(attempt);
  });
});
