import { describe, expect, it } from 'vitest';
import { type Carry, decideAgain, decideStart, type StartRequest } from '../../../src/core/decisions/start-decision.js';
import type { MethodTraits } from '../../../src/core/entry/method-traits.js';
import { EMPTY_ENTRY, type NumberEntry, type Rules } from '../../../src/core/entry/number-entry.js';
import { close, type OpenVerification } from '../../../src/core/entry/verification.js';
import { NO_CREDENTIALS } from '../../../src/core/limits/standing.js';
import { parsePhone } from '../../../src/core/phone/phone.js';
import { attemptBy, DAY, entryWith, HOUR, ID_HASH, METHODS, MINUTE, NOW, openVerification, PHONE, RULES, SECOND } from '../fixtures.js';

const carry: Carry<MethodTraits> = (method, { generation }) => (method.codeFrom === 'us' ? { from: 'us', generation } : undefined);

const request = (change: Partial<StartRequest<MethodTraits>> = {}): StartRequest<MethodTraits> => ({
  now: NOW,
  methods: [METHODS.flashCall, METHODS.voiceCall, METHODS.sms],
  kind: undefined,
  credentials: NO_CREDENTIALS,
  carry,
  ...change,
});

function phoneOf(text: string) {
  const phone = parsePhone(text);
  if (phone === undefined) throw new Error('not a number');
  return phone;
}

const claim = { idHash: ID_HASH, binding: undefined, purpose: 'sign-in' };

const start = (before: NumberEntry, change: Partial<StartRequest<MethodTraits>> = {}, phone = PHONE, rules: Rules = RULES) =>
  decideStart(before, { claim, phone: phoneOf(phone), keyId: 'key' }, request(change), rules);

const from = (network: string): Partial<StartRequest<MethodTraits>> => ({ credentials: { ...NO_CREDENTIALS, network } });
const challenged: Partial<StartRequest<MethodTraits>> = { credentials: { ...NO_CREDENTIALS, hasPassedChallenge: true } };

const again = (before: NumberEntry, change: Partial<StartRequest<MethodTraits>> = {}, rules: Rules = RULES) =>
  decideAgain(before, claim, request(change), rules);

const problemOf = (decision: ReturnType<typeof start>) => (decision.ok ? 'none' : decision.problem);
function entryOf(decision: ReturnType<typeof start>): NumberEntry {
  if (!decision.ok) throw new Error(`refused: ${decision.problem.code}`);
  return decision.entry;
}
function newestOf(decision: ReturnType<typeof start>): OpenVerification {
  const newest = entryOf(decision).verifications.at(-1);
  if (newest?.state !== 'open') throw new Error('no open verification');
  return newest;
}

const other = (change: Partial<OpenVerification> = {}) =>
  openVerification({ idHash: 'other', startedAt: NOW - MINUTE, expiresAt: NOW + HOUR / 10, ...change });

describe('a first start', () => {
  it('writes the verification with its first attempt, and one dial, before anything is dialled', () => {
    const decision = start(EMPTY_ENTRY, from('net'));
    expect(decision).toMatchObject({ ok: true, attemptNumber: 1, methods: [{ id: 'mcn.flashCall' }, { id: 'mobilgroup.voiceCall' }] });
    expect(entryOf(decision).dials).toEqual([{ at: NOW, network: 'net' }]);
    expect(newestOf(decision)).toEqual({
      state: 'open',
      idHash: ID_HASH,
      purpose: 'sign-in',
      startedAt: NOW,
      expiresAt: NOW + 300 * SECOND,
      phone: PHONE,
      keyId: 'key',
      generation: 0,
      allowedChecks: 3,
      failedChecks: 0,
      attempts: [attemptBy(METHODS.flashCall)],
    });
  });

  it('uses the kind that was asked for', () => {
    expect(newestOf(start(EMPTY_ENTRY, { kind: 'voice_call' })).attempts[0]?.methodId).toBe('mobilgroup.voiceCall');
    expect(problemOf(start(EMPTY_ENTRY, { kind: 'confirmation_call' }))).toMatchObject({ code: 'method_not_available' });
  });

  it('never begins with an SMS, which repeats the code of a call', () => {
    expect(problemOf(start(EMPTY_ENTRY, { kind: 'sms' }))).toMatchObject({ code: 'method_not_available' });
    expect(problemOf(start(EMPTY_ENTRY, { methods: [METHODS.sms] }))).toMatchObject({ code: 'phone_not_supported' });
  });

  it('uses only methods that serve the number', () => {
    expect(newestOf(start(EMPTY_ENTRY, {}, '+74951234567')).attempts[0]?.kind).toBe('voice_call');
    expect(problemOf(start(EMPTY_ENTRY, { methods: [METHODS.flashCall] }, '+74951234567'))).toMatchObject({ code: 'phone_not_supported' });
    const onlySlovak = { ...METHODS.flashCall, countries: ['SK'] };
    expect(problemOf(start(EMPTY_ENTRY, { methods: [onlySlovak] }))).toMatchObject({ code: 'phone_not_supported' });
    expect(newestOf(start(EMPTY_ENTRY, { methods: [onlySlovak] }, '+421901123456')).attempts).toHaveLength(1);
  });

  it('supersedes the open verification, once another call is due', () => {
    const before = entryWith(other(), { dials: [{ at: NOW - 30 * SECOND }] });
    expect(problemOf(start({ ...before, dials: [{ at: NOW - 29_001 }] }))).toEqual({
      ok: false,
      code: 'too_many_requests',
      retryAfterSeconds: 1,
    });
    const [superseded, begun] = entryOf(start(before)).verifications;
    expect(superseded).toMatchObject({ idHash: 'other', state: 'closed', reason: 'superseded' });
    expect(begun).toMatchObject({ idHash: ID_HASH, state: 'open' });
  });

  it('leaves what is over as it was', () => {
    const before = { ...EMPTY_ENTRY, verifications: [close(other(), 'verified')] };
    expect(entryOf(start(before)).verifications[0]).toMatchObject({ reason: 'verified' });
  });

  it('has won already if it finds itself in the entry: a repeated command', () => {
    const won = entryOf(start(EMPTY_ENTRY));
    const repeated = start(won);
    expect(repeated).toMatchObject({ ok: true, attemptNumber: 1 });
    expect(entryOf(repeated)).toEqual(won);
  });

  it('gives no more checks than number and network have left', () => {
    const failures = (count: number, network: string) => Array.from({ length: count }, () => ({ at: NOW - HOUR, network }));
    expect(newestOf(start({ ...EMPTY_ENTRY, failures: failures(4, 'net') }, from('net'))).allowedChecks).toBe(1);
    expect(newestOf(start({ ...EMPTY_ENTRY, failures: failures(4, 'net') }, from('else'))).allowedChecks).toBe(3);
    expect(newestOf(start({ ...EMPTY_ENTRY, failures: failures(8, 'net') }, from('else'))).allowedChecks).toBe(2);
    expect(problemOf(start({ ...EMPTY_ENTRY, failures: failures(5, 'net') }, from('net')))).toMatchObject({
      code: 'too_many_requests',
      retryAfterSeconds: (23 * HOUR) / SECOND,
    });
  });

  it('of a network is refused after three in an hour, of others not', () => {
    const dials = [10, 20, 30].map((minutes) => ({ at: NOW - minutes * MINUTE, network: 'net' }));
    expect(problemOf(start({ ...EMPTY_ENTRY, dials }, from('net')))).toMatchObject({
      code: 'too_many_requests',
      retryAfterSeconds: 1800,
    });
    expect(start({ ...EMPTY_ENTRY, dials }, from('else')).ok).toBe(true);
    expect(start({ ...EMPTY_ENTRY, dials }).ok).toBe(true);
  });

  it('refuses a small pool for the day after two failed checks, and says so only if nothing else is left', () => {
    const failures = [{ at: NOW - HOUR }, { at: NOW - 2 * HOUR }];
    const entry = { ...EMPTY_ENTRY, failures };
    expect(start({ ...EMPTY_ENTRY, failures: failures.slice(1) }, { methods: [METHODS.smallPool] }).ok).toBe(true);
    expect(problemOf(start(entry, { methods: [METHODS.smallPool] }))).toEqual({
      ok: false,
      code: 'too_many_requests',
      retryAfterSeconds: (22 * HOUR) / SECOND,
    });
    expect(newestOf(start(entry, { methods: [METHODS.smallPool, METHODS.voiceCall] })).attempts[0]?.kind).toBe('voice_call');
  });

  it('of a test number is as good as answered', () => {
    const testCode = { from: 'other', digest: 'digest', length: 6 } as const;
    const decision = decideStart(EMPTY_ENTRY, { claim, phone: phoneOf(PHONE), keyId: 'key', testCode }, request(), RULES);
    expect(newestOf(decision)).toMatchObject({ isTest: true, attempts: [{ outcome: 'answered', isConfirmed: true, code: testCode }] });
  });
});

describe('another call for a verification', () => {
  const later = { now: NOW + 30 * SECOND };
  const open = entryWith(openVerification());

  it('is an attempt by the next kind, carrying the same code, and lengthens the lifetime', () => {
    const decision = again(open, later);
    expect(decision).toMatchObject({ ok: true, attemptNumber: 2 });
    const { attempts, expiresAt } = newestOf(decision);
    expect(attempts.map(({ number, kind, code }) => ({ number, kind, code }))).toEqual([
      { number: 1, kind: 'flash_call', code: { from: 'us', generation: 0 } },
      { number: 2, kind: 'voice_call', code: { from: 'us', generation: 0 } },
    ]);
    expect(expiresAt).toBe(NOW + 330 * SECOND);
    expect(entryOf(decision).dials).toEqual([{ at: NOW }, { at: NOW + 30 * SECOND, isFurther: true }]);
  });

  it('lengthens the lifetime to ten minutes after the first at most', () => {
    const verification = openVerification({ expiresAt: NOW + 500 * SECOND });
    expect(newestOf(again(entryWith(verification), { now: NOW + 450 * SECOND })).expiresAt).toBe(NOW + 600 * SECOND);
  });

  it('may repeat a kind by its name', () => {
    expect(newestOf(again(open, { ...later, kind: 'flash_call' })).attempts[1]?.methodId).toBe('mcn.flashCall');
  });

  it('prefers kinds that were not tried, then accounts that were not tried', () => {
    const methods = [METHODS.flashCall, METHODS.otherFlashCall, METHODS.voiceCall];
    expect(again(open, { ...later, methods })).toMatchObject({
      methods: [{ kind: 'voice_call' }, { id: 'mcn-2.flashCall' }, { id: 'mcn.flashCall' }],
    });
  });

  it('must wait until it is due', () => {
    expect(problemOf(again(open, { now: NOW + 29_999 }))).toEqual({ ok: false, code: 'too_many_requests', retryAfterSeconds: 1 });
  });

  it('is refused after four attempts, or if it is due only when the verification is over', () => {
    const four = openVerification({ attempts: [1, 2, 3, 4].map((number) => attemptBy(METHODS.flashCall, { number })) });
    expect(problemOf(again(entryWith(four), later))).toMatchObject({ code: 'no_method_left' });
    const busy = entryWith(openVerification(), { dials: [0, 1, 2, 3, 4].map((minutes) => ({ at: NOW - minutes * MINUTE })) });
    expect(problemOf(again(busy, later))).toMatchObject({ code: 'no_method_left' });
  });

  it('is refused for a kind that is not configured or not possible now', () => {
    expect(problemOf(again(open, { ...later, kind: 'confirmation_call' }))).toMatchObject({ code: 'method_not_available' });
    // No call of this account has an id yet.
    expect(problemOf(again(open, { ...later, kind: 'sms' }))).toMatchObject({ code: 'method_not_available' });
  });

  it('is an SMS only after a call of the same account whose code still counts', () => {
    const called = (change: Partial<ReturnType<typeof attemptBy>>, generation = 0) =>
      entryWith(openVerification({ generation, attempts: [attemptBy(METHODS.voiceCall, { callId: 'id', ...change })] }));
    const sms = { ...later, kind: 'sms' as const };
    expect(again(called({}), sms).ok).toBe(true);
    for (const entry of [called({ isVoid: true }), called({ methodId: 'mcn.flashCall' }), called({}, 1), called({ code: undefined })]) {
      expect(problemOf(again(entry, sms))).toMatchObject({ code: 'method_not_available' });
    }
  });

  it('is refused for what is over, or is not there', () => {
    const closed = { ...EMPTY_ENTRY, verifications: [close(openVerification(), 'canceled')] };
    expect(problemOf(again(closed, later))).toEqual({ ok: false, code: 'verification_closed', reason: 'canceled' });
    expect(problemOf(again(open, { now: NOW + DAY }))).toMatchObject({ code: 'verification_not_found' });
    expect(problemOf(again(open, { now: NOW + 300 * SECOND }))).toEqual({ ok: false, code: 'verification_closed', reason: 'expired' });
    expect(problemOf(again(EMPTY_ENTRY, later))).toMatchObject({ code: 'verification_not_found' });
    const ours = decideAgain(open, { ...claim, purpose: 'step-up' }, request(later), RULES);
    expect(problemOf(ours)).toMatchObject({ code: 'verification_not_found' });
  });

  it('does not use a small pool once a check has failed', () => {
    const methods = [METHODS.smallPool];
    expect(again(open, { ...later, methods }).ok).toBe(true);
    expect(problemOf(again(entryWith(openVerification({ failedChecks: 1 })), { ...later, methods }))).toMatchObject({
      code: 'no_method_left',
    });
  });
});

describe('a number that its limits have closed', () => {
  const failures = Array.from({ length: 10 }, () => ({ at: NOW - HOUR }));
  const asking: Rules = { ...RULES, canChallenge: true };

  it('asks strangers for the challenge of the host, and opens to those who passed it', () => {
    expect(problemOf(start({ ...EMPTY_ENTRY, failures }, {}, PHONE, asking))).toEqual({ ok: false, code: 'challenge_required' });
    expect(newestOf(start({ ...EMPTY_ENTRY, failures }, challenged, PHONE, asking))).toMatchObject({
      standing: 'challenged',
      allowedChecks: 3,
    });
  });

  it('tells when to come back where the host has no challenge', () => {
    expect(problemOf(start({ ...EMPTY_ENTRY, failures }))).toMatchObject({ code: 'too_many_requests' });
  });

  it("asks for no challenge that would not help: the delay after a dial is nobody's to pass", () => {
    const entry = { ...EMPTY_ENTRY, failures, dials: [{ at: NOW }] };
    expect(problemOf(start(entry, {}, PHONE, asking))).toMatchObject({ code: 'too_many_requests' });
    expect(problemOf(start(entry, challenged, PHONE, asking))).toMatchObject({ code: 'too_many_requests', retryAfterSeconds: 30 });
  });

  it('tells those who have passed none to come back when the challenge opens it, if that is sooner than time does', () => {
    const waitsFor = (rules: Rules) => problemOf(start({ ...EMPTY_ENTRY, failures, dials: [{ at: NOW }] }, {}, PHONE, rules));
    expect(waitsFor(asking)).toEqual({ ok: false, code: 'too_many_requests', retryAfterSeconds: 30 });
    expect(waitsFor(RULES)).toMatchObject({ retryAfterSeconds: (23 * HOUR) / SECOND });
    const spent = failures.map((each) => ({ ...each, standing: 'challenged' as const }));
    const both = { ...EMPTY_ENTRY, failures: [...failures.map(({ at }) => ({ at: at - HOUR })), ...spent] };
    expect(problemOf(start(both, {}, PHONE, asking))).toMatchObject({ retryAfterSeconds: (22 * HOUR) / SECOND });
  });

  it('opens to a further attempt by a challenge, too, which then counts as one', () => {
    const dials = [5, 6, 7, 8, 9].map((minutes) => ({ at: NOW - minutes * MINUTE }));
    const entry = entryWith(openVerification(), { dials });
    expect(problemOf(again(entry, {}, asking))).toEqual({ ok: false, code: 'challenge_required' });
    expect(newestOf(again(entry, challenged, asking))).toMatchObject({ standing: 'challenged', attempts: [{ number: 1 }, { number: 2 }] });
    expect(entryOf(again(entry, challenged, asking)).dials.at(-1)).toEqual({ at: NOW, isFurther: true, standing: 'challenged' });
  });
});

describe('a client from whose network the number was verified', () => {
  it('begins with a standing of its own, which its dials carry', () => {
    const entry = { ...EMPTY_ENTRY, proofs: [{ at: NOW - DAY, network: 'home' }] };
    const decision = start(entry, from('home'));
    expect(newestOf(decision).standing).toBe('proven');
    expect(entryOf(decision).dials).toEqual([{ at: NOW, network: 'home', standing: 'proven' }]);
    expect(newestOf(start(entry, from('else'))).standing).toBeUndefined();
  });
});

describe('a client that proved the number, and passed the challenge as well', () => {
  const proofs = [{ at: NOW - DAY, network: 'home' }];
  const both = { credentials: { network: 'home', isKnownDevice: false, hasPassedChallenge: true } };
  const dialled = (standing: 'proven' | 'challenged', at: number) =>
    [5, 6, 7, 8, 9].map((minutes) => ({ at: at - minutes * MINUTE, standing }));

  it('counts as challenged, until others who passed it have used up what it gives', () => {
    expect(newestOf(start({ ...EMPTY_ENTRY, proofs }, both)).standing).toBe('challenged');
    expect(newestOf(start({ ...EMPTY_ENTRY, proofs, dials: dialled('challenged', NOW) }, both)).standing).toBe('proven');
    const open = entryWith(openVerification({ standing: 'proven' }), { dials: dialled('challenged', NOW) });
    expect(newestOf(again(open, both)).standing).toBe('proven');
  });

  it('waits for the sooner of the two when both are used up', () => {
    const dials = [...dialled('challenged', NOW), ...dialled('proven', NOW - 10 * MINUTE)];
    expect(problemOf(start({ ...EMPTY_ENTRY, proofs, dials }, both))).toMatchObject({ retryAfterSeconds: (41 * MINUTE) / SECOND });
  });

  it('is given nothing by it that is for strangers: none guesses both as one and as the other', () => {
    const failures = Array.from({ length: 10 }, () => ({ at: NOW - HOUR, standing: 'challenged' as const }));
    expect(newestOf(start({ ...EMPTY_ENTRY, failures })).standing).toBeUndefined();
    expect(problemOf(start({ ...EMPTY_ENTRY, failures }, challenged))).toMatchObject({ code: 'too_many_requests' });
  });
});

describe('a decoy', () => {
  const decoy = { digest: 'a digest of no code', callId: 'the id of no call' };

  it('is a verification like any other, with a code that nobody can hit', () => {
    const { attempts, ...rest } = newestOf(start(EMPTY_ENTRY, { decoy }));
    const { attempts: _, ...real } = newestOf(start(EMPTY_ENTRY));
    expect(rest).toEqual(real);
    expect(attempts).toEqual([
      { ...attemptBy(METHODS.flashCall), code: { from: 'other', digest: decoy.digest, length: 4 }, callId: decoy.callId, isDecoy: true },
    ]);
  });

  it('as a further attempt leaves the code of the real call alone', () => {
    const entry = entryWith(openVerification(), { dials: [{ at: NOW - MINUTE }] });
    expect(newestOf(again(entry, { decoy })).attempts.map(({ code }) => code)).toEqual([
      { from: 'us', generation: 0 },
      { from: 'us', generation: 0 },
    ]);
  });

  it('as a further attempt after a code that was burnt carries one that nobody can hit, and is as alive as any other', () => {
    const forwarded = attemptBy(METHODS.flashCall, { outcome: 'redirected' });
    const entry = entryWith(openVerification({ attempts: [forwarded], generation: 1 }), { dials: [{ at: NOW - MINUTE }] });
    expect(newestOf(again(entry, { decoy })).attempts[1]?.code).toEqual({ from: 'other', digest: decoy.digest, length: 4 });
  });
});

describe('the time to wait', () => {
  const waitAfter = (ago: number) => {
    const dials = Array.from({ length: 5 }, () => ({ at: NOW - ago }));
    const problem = problemOf(start({ ...EMPTY_ENTRY, dials }));
    return typeof problem === 'object' && 'retryAfterSeconds' in problem ? problem.retryAfterSeconds : undefined;
  };

  it('is exact within a minute, and rounded up beyond, so that it does not tell when others were called', () => {
    expect(waitAfter(HOUR - 37.2 * SECOND)).toBe(38);
    expect(waitAfter(HOUR - 61 * SECOND)).toBe(120);
    expect(waitAfter(10 * MINUTE + 1)).toBe((50 * MINUTE) / SECOND);
    const failures = Array.from({ length: 10 }, () => ({ at: NOW - HOUR - 1 }));
    expect(problemOf(start({ ...EMPTY_ENTRY, failures }))).toMatchObject({ retryAfterSeconds: (23 * HOUR) / SECOND });
    expect(problemOf(start({ ...EMPTY_ENTRY, failures: failures.map(({ at }) => ({ at: at + 2 })) }))).toMatchObject({
      retryAfterSeconds: (23 * HOUR) / SECOND + 600,
    });
  });
});
