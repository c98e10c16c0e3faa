import { describe, expect, it } from 'vitest';
import { decideStart } from '../../../src/core/decisions/decide-start.js';
import type { Rules } from '../../../src/core/decisions/rules.js';
import type { CarriedCode } from '../../../src/core/entry/attempt.js';
import { EMPTY_ENTRY, type NumberEntry } from '../../../src/core/entry/number-entry.js';
import { close } from '../../../src/core/entry/verification.js';
import { NO_CREDENTIALS } from '../../../src/core/limits/standing.js';
import {
  attemptBy,
  BOOK,
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
  pretended,
  REPEATED,
  RULES,
  SECOND,
} from '../fixtures.js';
import { CHALLENGED, entryOf, from, newestOf, other, phoneOf, problemOf, start, startCommand } from './start-commands.js';

describe('a first start', () => {
  it('writes the verification with its first attempt, and one dial, before anything is dialled', () => {
    const decision = start(EMPTY_ENTRY, from('net'));
    expect(decision.result).toEqual({
      kind: 'recorded',
      verification: newestOf(decision),
      methods: [METHODS.flashCall, METHODS.voiceCall],
    });
    expect(entryOf(decision).dials).toEqual([dial({ network: 'net', run: OWN.run })]);
    expect(newestOf(decision)).toEqual({
      state: 'open',
      idHash: ID_HASH,
      purpose: 'sign-in',
      startedAt: NOW,
      expiresAt: NOW + 300 * SECOND,
      phone: phoneOf('+79160000009'),
      keyId: 'key',
      generation: 0,
      allowedChecks: 3,
      failedChecks: 0,
      wrongChecks: [],
      attempts: [attemptBy(METHODS.flashCall, { mark: OWN, isDialling: true })],
      standing: 'stranger',
    });
  });

  it('keeps what it is for, and what the client must present', () => {
    const claim = { idHash: ID_HASH, binding: 'session', purpose: 'step-up' };
    expect(newestOf(start(EMPTY_ENTRY, { claim }))).toMatchObject({ purpose: 'step-up', binding: 'session' });
  });

  it('uses the kind that was asked for', () => {
    expect(newestOf(start(EMPTY_ENTRY, { kind: 'voice_call' })).attempts[0]?.methodId).toBe('mobilgroup.voiceCall');
    expect(problemOf(start(EMPTY_ENTRY, { kind: 'confirmation_call' }))).toEqual({ ok: false, code: 'method_not_available' });
  });

  it('never begins with an SMS, which repeats the code of a call', () => {
    expect(problemOf(start(EMPTY_ENTRY, { kind: 'sms' }))).toEqual({ ok: false, code: 'method_not_available' });
    expect(problemOf(start(EMPTY_ENTRY, { methods: [METHODS.sms] }))).toEqual({ ok: false, code: 'phone_not_supported' });
  });

  it('uses only methods that serve the number', () => {
    const fixed = { phone: phoneOf('+74951234567') };
    expect(newestOf(start(EMPTY_ENTRY, fixed)).attempts[0]?.kind).toBe('voice_call');
    expect(problemOf(start(EMPTY_ENTRY, { ...fixed, methods: [METHODS.flashCall] }))).toEqual({ ok: false, code: 'phone_not_supported' });
    const onlySlovak = { ...METHODS.flashCall, countries: ['SK'] };
    expect(problemOf(start(EMPTY_ENTRY, { methods: [onlySlovak] }))).toEqual({ ok: false, code: 'phone_not_supported' });
    expect(newestOf(start(EMPTY_ENTRY, { methods: [onlySlovak], phone: phoneOf('+421901123456') })).attempts).toHaveLength(1);
  });

  it('tells the host which number it was that was refused', () => {
    const { result } = start(EMPTY_ENTRY, { methods: [] });
    expect(result).toMatchObject({ kind: 'refused', phone: { e164: '+79160000009' } });
    expect(start({ ...EMPTY_ENTRY, dials: [dial()] }).result).toMatchObject({
      kind: 'proposed',
      verification: { phone: { e164: '+79160000009' } },
    });
  });

  it('leaves the open verification as it is until its own call is placed, and begins once another call is due', () => {
    const before = entryWith(other(), { dials: [dial({ at: NOW - 30 * SECOND })] });
    expect(problemOf(start({ ...before, dials: [dial({ at: NOW - 29_001 })] }))).toEqual({
      ok: false,
      code: 'too_many_requests',
      retryAfterSeconds: 1,
    });
    const [earlier, begun] = entryOf(start(before)).verifications;
    expect(earlier).toEqual(other());
    expect(begun).toMatchObject({ idHash: ID_HASH, state: 'open' });
  });

  it('leaves what is over as it was', () => {
    const before = { ...EMPTY_ENTRY, verifications: [close(other(), 'verified')] };
    expect(entryOf(start(before)).verifications[0]).toMatchObject({ reason: 'verified' });
  });

  it('drops from the entry what no decision needs any more', () => {
    const before: NumberEntry = { ...EMPTY_ENTRY, dials: [dial({ at: NOW - DAY })], verifications: [other({ expiresAt: NOW - HOUR })] };
    expect(entryOf(start(before))).toMatchObject({ dials: [{ at: NOW }], verifications: [{ idHash: ID_HASH }] });
  });

  it('gives as many checks as any number gets, so that their count does not tell how many have failed', () => {
    const failures = (count: number, network: string) => Array.from({ length: count }, () => ({ at: NOW - HOUR, network }));
    expect(newestOf(start({ ...EMPTY_ENTRY, failures: failures(4, 'net') }, from('net'))).allowedChecks).toBe(3);
    expect(newestOf(start({ ...EMPTY_ENTRY, failures: failures(9, 'net') }, from('else'))).allowedChecks).toBe(3);
    expect(problemOf(start({ ...EMPTY_ENTRY, failures: failures(5, 'net') }, from('net')))).toMatchObject({
      code: 'too_many_requests',
      retryAfterSeconds: (23 * HOUR) / SECOND,
    });
  });

  it('of a network is refused after three in an hour, of others not', () => {
    const dials = [10, 20, 30].map((minutes) => dial({ at: NOW - minutes * MINUTE, network: 'net' }));
    expect(problemOf(start({ ...EMPTY_ENTRY, dials }, from('net')))).toMatchObject({
      code: 'too_many_requests',
      retryAfterSeconds: 1800,
    });
    expect(start({ ...EMPTY_ENTRY, dials }, from('else')).result.kind).toBe('recorded');
    expect(start({ ...EMPTY_ENTRY, dials }).result.kind).toBe('recorded');
  });

  it('of a test number is as good as answered', () => {
    const testCode: CarriedCode = { from: 'other', digest: 'digest', length: 6 };
    const decision = start(EMPTY_ENTRY, { testCode });
    expect(newestOf(decision)).toMatchObject({ isTest: true, attempts: [{ outcome: 'answered', isConfirmed: true, code: testCode }] });
    expect(newestOf(decision).attempts[0]?.isDialling).toBeUndefined();
  });
});

describe('a small pool', () => {
  const failures = [{ at: NOW - HOUR }, { at: NOW - 2 * HOUR }];
  const entry = { ...EMPTY_ENTRY, failures };

  it('is refused for the day after two failed checks, which is said only if nothing else is left', () => {
    expect(start({ ...EMPTY_ENTRY, failures: failures.slice(1) }, { methods: [METHODS.smallPool] }).result.kind).toBe('recorded');
    expect(problemOf(start(entry, { methods: [METHODS.smallPool] }))).toEqual({
      ok: false,
      code: 'too_many_requests',
      retryAfterSeconds: (22 * HOUR) / SECOND,
    });
    expect(newestOf(start(entry, { methods: [METHODS.smallPool, METHODS.voiceCall] })).attempts[0]?.kind).toBe('voice_call');
  });

  it('that was asked for by its kind is not available then, if another kind is; else one is to come back', () => {
    const methods = [METHODS.smallPool, METHODS.voiceCall];
    expect(problemOf(start(entry, { methods, kind: 'flash_call' }))).toEqual({ ok: false, code: 'method_not_available' });
    expect(problemOf(start(entry, { methods: [METHODS.smallPool], kind: 'flash_call' }))).toMatchObject({ code: 'too_many_requests' });
  });

  it('has nothing to do with a kind that nobody configured, or a number that it does not serve', () => {
    expect(problemOf(start(entry, { methods: [METHODS.smallPool], kind: 'voice_call' }))).toEqual({
      ok: false,
      code: 'method_not_available',
    });
    const fixed = { methods: [METHODS.smallPool], phone: phoneOf('+74951234567') };
    expect(problemOf(start(entry, fixed))).toEqual({ ok: false, code: 'phone_not_supported' });
  });
});

describe('a start that its entry allows', () => {
  const decide = (permitted: string | undefined, before: NumberEntry = EMPTY_ENTRY) =>
    decideStart(before, startCommand({ ...from('net'), permitted }), RULES);

  it('is proposed, and puts nothing, until a call by its method is permitted', () => {
    const proposed = decide(undefined, entryWith(other(), { dials: [dial({ at: NOW - DAY })] }));
    expect(proposed.entry).toBeUndefined();
    expect(proposed.result).toMatchObject({
      kind: 'proposed',
      method: METHODS.flashCall,
      verification: { idHash: ID_HASH, attempts: [{ methodId: 'mcn.flashCall' }] },
      // As it is before: what those who permit it are to judge by.
      entry: { dials: [], verifications: [{ idHash: 'other', state: 'open' }] },
    });
    expect(decide('mcn.flashCall')).toMatchObject({ result: { kind: 'recorded' }, entry: { dials: [{ network: 'net' }] } });
  });

  it('is proposed again if another method comes first by then', () => {
    expect(decide('mobilgroup.voiceCall').result).toMatchObject({ kind: 'proposed', method: METHODS.flashCall });
  });
});

describe('a start that finds its own work', () => {
  const won = entryOf(start(EMPTY_ENTRY, { mark: KEYED }));

  it('of the same run has won already: it gives the same result, and the very entry', () => {
    const repeated = start(won, { mark: KEYED, permitted: undefined });
    expect(repeated.entry).toBe(won);
    expect(repeated.result).toEqual({
      kind: 'recorded',
      verification: newestOf(repeated),
      methods: [METHODS.flashCall, METHODS.voiceCall],
    });
  });

  it('of another run of the same request is known, and puts nothing', () => {
    expect(start(won, { mark: REPEATED })).toEqual({ result: { kind: 'known', verification: won.verifications[0] } });
  });

  it('is known though limits, methods and policy would refuse it now', () => {
    const closed = { ...won, failures: Array.from({ length: 10 }, () => ({ at: NOW })) };
    expect(start(closed, { mark: REPEATED, methods: [] }).result.kind).toBe('known');
    expect(start(closed, { mark: KEYED, methods: [] })).toMatchObject({ result: { kind: 'recorded' } });
  });

  it('is known when it is over, to its own run as well: nothing is to be dialled then', () => {
    const over = { ...won, verifications: [close(newestOf(start(EMPTY_ENTRY, { mark: KEYED })), 'canceled')] };
    for (const mark of [KEYED, REPEATED]) {
      expect(start(over, { mark })).toEqual({ result: { kind: 'known', verification: over.verifications[0] } });
    }
    expect(start(won, { mark: KEYED, now: NOW + RULES.lifetimeMs }).result).toMatchObject({
      kind: 'known',
      verification: { reason: 'expired' },
    });
  });

  it('does not take the attempt of another request for its own', () => {
    expect(start(won, { mark: OTHERWISE }).result.kind).toBe('known');
    expect(start(won, { mark: { run: OWN.run } }).result.kind).toBe('known');
  });
});

describe('a number that its limits have closed', () => {
  const failures = Array.from({ length: 10 }, () => ({ at: NOW - HOUR }));
  const closed = { ...EMPTY_ENTRY, failures };
  const asking: Rules = { ...RULES, canChallenge: true };

  it('asks strangers for the challenge of the host, and opens to those that passed it', () => {
    expect(problemOf(start(closed, {}, asking))).toEqual({ ok: false, code: 'challenge_required' });
    expect(newestOf(start(closed, CHALLENGED, asking))).toMatchObject({ standing: 'challenged', allowedChecks: 3 });
  });

  it('tells when to come back where the host has no challenge', () => {
    expect(problemOf(start(closed))).toMatchObject({ code: 'too_many_requests' });
  });

  it('asks for no challenge that would not help: nobody passes the delay after a dial', () => {
    const entry = { ...closed, dials: [dial()] };
    expect(problemOf(start(entry, {}, asking))).toMatchObject({ code: 'too_many_requests' });
    expect(problemOf(start(entry, CHALLENGED, asking))).toMatchObject({ code: 'too_many_requests', retryAfterSeconds: 30 });
    const after = { ...closed, dials: [dial({ at: NOW - 30 * SECOND })] };
    expect(problemOf(start(after, {}, asking))).toEqual({ ok: false, code: 'challenge_required' });
  });

  it('tells those that have passed none to come back when the challenge opens it, if that is sooner than time does', () => {
    const waitsFor = (rules: Rules) => problemOf(start({ ...closed, dials: [dial()] }, {}, rules));
    expect(waitsFor(asking)).toEqual({ ok: false, code: 'too_many_requests', retryAfterSeconds: 30 });
    expect(waitsFor(RULES)).toMatchObject({ retryAfterSeconds: (23 * HOUR) / SECOND });
    const spent = failures.map((each) => ({ ...each, standing: 'challenged' as const }));
    const both = { ...EMPTY_ENTRY, failures: [...failures.map(({ at }) => ({ at: at - HOUR })), ...spent] };
    expect(problemOf(start(both, {}, asking))).toMatchObject({ retryAfterSeconds: (22 * HOUR) / SECOND });
  });
});

describe('a client from whose network the number was verified', () => {
  it('begins with a standing of its own, which its dials carry', () => {
    const entry = { ...EMPTY_ENTRY, proofs: [{ at: NOW - DAY, network: 'home' }] };
    const decision = start(entry, from('home'));
    expect(newestOf(decision).standing).toBe('proven');
    expect(entryOf(decision).dials).toEqual([dial({ network: 'home', standing: 'proven', run: OWN.run, isTrusted: true })]);
    expect(newestOf(start(entry, from('else'))).standing).toBe('stranger');
  });
});

describe('a client that proved the number, and passed the challenge as well', () => {
  const proofs = [{ at: NOW - DAY, network: 'home' }];
  const both = { credentials: { network: 'home', isKnownDevice: false, hasPassedChallenge: true } };
  const dialled = (standing: 'proven' | 'challenged', at: number) =>
    [5, 6, 7, 8, 9].map((minutes) => dial({ at: at - minutes * MINUTE, standing }));

  it('counts as challenged, until others that passed it have used up what it gives', () => {
    expect(newestOf(start({ ...EMPTY_ENTRY, proofs }, both)).standing).toBe('challenged');
    expect(newestOf(start({ ...EMPTY_ENTRY, proofs, dials: dialled('challenged', NOW) }, both)).standing).toBe('proven');
  });

  it('counts as challenged again from the moment at which time has given that back', () => {
    const dials = dialled('challenged', NOW).map((each) => ({ ...each, at: NOW - HOUR }));
    expect(newestOf(start({ ...EMPTY_ENTRY, proofs, dials }, both)).standing).toBe('challenged');
  });

  it('waits for the sooner of the two when both are used up', () => {
    const [sooner, later] = [NOW - 10 * MINUTE, NOW];
    for (const [challenged, proven] of [
      [later, sooner],
      [sooner, later],
    ] as const) {
      const dials = [...dialled('challenged', challenged), ...dialled('proven', proven)];
      expect(problemOf(start({ ...EMPTY_ENTRY, proofs, dials }, both))).toMatchObject({ retryAfterSeconds: (41 * MINUTE) / SECOND });
    }
  });

  it('is given nothing by it that is for strangers: none guesses both as one and as the other', () => {
    const failures = Array.from({ length: 10 }, () => ({ at: NOW - HOUR, standing: 'challenged' as const }));
    expect(newestOf(start({ ...EMPTY_ENTRY, failures })).standing).toBe('stranger');
    expect(problemOf(start({ ...EMPTY_ENTRY, failures }, CHALLENGED))).toMatchObject({ code: 'too_many_requests' });
  });

  it('is a device where it shows the proof of one', () => {
    const credentials = { ...NO_CREDENTIALS, isKnownDevice: true };
    expect(newestOf(start({ ...EMPTY_ENTRY, proofs }, { credentials })).standing).toBe('device');
  });
});

describe('a decoy', () => {
  const methods = [pretended(METHODS.flashCall), pretended(METHODS.voiceCall)];

  it('is a verification like any other, with a code that nobody can hit', () => {
    const { attempts, ...rest } = newestOf(start(EMPTY_ENTRY, { methods }));
    const { attempts: _, ...real } = newestOf(start(EMPTY_ENTRY));
    expect(rest).toEqual(real);
    const code = { from: 'other', digest: BOOK.digest(NO_CODE), length: 4 };
    expect(attempts).toEqual([{ ...attemptBy(METHODS.flashCall, { mark: OWN, isDialling: true }), code, isDecoy: true }]);
  });

  it('counts as a dial, begins with no SMS, and leaves as few checks as its method does', () => {
    expect(entryOf(start(EMPTY_ENTRY, { methods })).dials).toEqual([dial({ run: OWN.run })]);
    expect(problemOf(start(EMPTY_ENTRY, { methods: [pretended(METHODS.sms)] }))).toEqual({ ok: false, code: 'phone_not_supported' });
    expect(newestOf(start(EMPTY_ENTRY, { methods: [pretended(METHODS.smallPool)] })).attempts[0]?.isWeak).toBe(true);
  });
});

describe('the time to wait', () => {
  const waitAfter = (ago: number) => {
    const dials = Array.from({ length: 5 }, () => dial({ at: NOW - ago }));
    const problem = problemOf(start({ ...EMPTY_ENTRY, dials }));
    return typeof problem === 'object' && 'retryAfterSeconds' in problem ? problem.retryAfterSeconds : undefined;
  };

  it('is exact within a minute, and rounded up beyond, so that it does not tell when others were called', () => {
    expect(waitAfter(HOUR - 37.2 * SECOND)).toBe(38);
    expect(waitAfter(HOUR - 61 * SECOND)).toBe(90);
    expect(waitAfter(10 * MINUTE + 1)).toBe((50 * MINUTE) / SECOND);
    const failures = Array.from({ length: 10 }, () => ({ at: NOW - HOUR - 1 }));
    expect(problemOf(start({ ...EMPTY_ENTRY, failures }))).toMatchObject({ retryAfterSeconds: (23 * HOUR) / SECOND });
    expect(problemOf(start({ ...EMPTY_ENTRY, failures: failures.map(({ at }) => ({ at: at + 2 })) }))).toMatchObject({
      retryAfterSeconds: (23 * HOUR) / SECOND + 600,
    });
  });
});
