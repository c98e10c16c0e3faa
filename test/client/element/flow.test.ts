import { describe, expect, it } from 'vitest';
import { BEGINNING, type FlowEvent, type FlowState, keepable, transition } from '../../../src/client/element/flow.js';
import type { ClientProblem, Started, VerificationStatus } from '../../../src/client/index.js';

const NOW = Date.parse('2026-03-01T10:05:00Z');
const AT = '2026-03-01T10:05:30.000Z';
const STARTED: Started = {
  ok: true,
  verificationId: 'id',
  status: 'pending',
  method: 'flash_call',
  codeLength: 4,
  phone: '+7********77',
  checksLeft: 3,
  expiresAt: '2026-03-01T10:10:00.000Z',
  retryAt: AT,
  nextMethods: ['voice_call'],
};
const { ok, verificationId: _, phone: __, ...details } = STARTED;
const STATUS: VerificationStatus = { ok, ...details, status: 'pending', call: { outcome: 'pending' } };

const stateAfter = (...events: readonly FlowEvent[]): FlowState =>
  events.reduce((state, event) => transition(state, event, NOW), BEGINNING);
const called = (answer: Started | ClientProblem = STARTED): FlowEvent => ({ type: 'called', answer, phone: '+79157777777' });
const reported = (status: Partial<VerificationStatus>): FlowEvent => ({ type: 'reported', status: { ...STATUS, ...status } });
const checked = (problem: Omit<ClientProblem, 'ok'>, isAsked = true): FlowEvent => ({
  type: 'checked',
  answer: { ok: false, ...problem },
  isAsked,
});

describe('the flow', () => {
  it('goes from the number to the code with the call', () => {
    expect(stateAfter({ type: 'asked', ask: 'start' })).toMatchObject({ step: 'number', busy: 'start' });
    expect(stateAfter({ type: 'asked', ask: 'start' }, called())).toMatchObject({
      step: 'code',
      busy: undefined,
      attempt: 1,
      phone: STARTED.phone,
    });
  });

  it('knows the number as it was typed, unless the server called another one', () => {
    const typed = (phone: string, masked = STARTED.phone): string | undefined =>
      stateAfter({ type: 'called', answer: { ...STARTED, phone: masked }, phone }).typedPhone;
    expect(['+79157777777', '8 (915) 777-77-77', '+7 (915) 777 77 77'].map((phone) => typed(phone))).toEqual([
      '+79157777777',
      '8 (915) 777-77-77',
      '+7 (915) 777 77 77',
    ]);
    expect([typed('+79157777778'), typed('+421901234577'), typed(''), typed('+79157777777', '+421*******67')]).toEqual(
      Array(4).fill(undefined),
    );
  });

  it('keeps that number for further calls, and for a forwarded one, and forgets it with the number', () => {
    const forwarded = called({ ok: false, code: 'call_failed', verificationId: 'id', nextMethods: ['sms'], retryAt: AT });
    expect(stateAfter(called(), called()).typedPhone).toBe('+79157777777');
    expect(stateAfter(forwarded)).toMatchObject({ phone: '', typedPhone: '+79157777777' });
    expect(stateAfter(called(), { type: 'reset' }).typedPhone).toBeUndefined();
  });

  it('knows of another code until the next call', () => {
    const other = called({ ...STARTED, isOtherCode: true });
    expect([stateAfter(called(), other).isOtherCode, stateAfter(called(), other, called()).isOtherCode]).toEqual([true, undefined]);
  });

  describe('of calls whose codes have several lengths', () => {
    const message = (codeLength: number): FlowEvent => called({ ...STARTED, method: 'whatsapp', codeLength });
    const lengthsAfter = (...events: readonly FlowEvent[]): readonly number[] => {
      const { codeLength, earlierLengths } = stateAfter(...events);
      return [codeLength, ...earlierLengths];
    };

    it('knows each of them once, the newest first', () => {
      expect(lengthsAfter(called())).toEqual([4]);
      expect(lengthsAfter(called(), message(6))).toEqual([6, 4]);
      expect(lengthsAfter(called(), message(6), message(8), message(6))).toEqual([6, 8, 4]);
      expect(lengthsAfter(called(), message(4), reported({}))).toEqual([4]);
    });

    it('learns nothing of a way that was refused while the call was asked for', () => {
      const asked: FlowEvent = { type: 'asked', ask: 'again' };
      const tried = reported({ method: 'sms', codeLength: 6 });
      expect(lengthsAfter(called(), asked, tried, reported({ method: 'sms' }), message(4))).toEqual([4]);
      expect(stateAfter(called(), asked, tried)).toMatchObject({ method: STARTED.method, codeLength: 4 });
    });

    it('learns of the call that another tab has asked for', () => {
      expect(lengthsAfter(called(), reported({ method: 'whatsapp', codeLength: 6 }))).toEqual([6, 4]);
    });

    it.each([
      [message(6), 'unavailable'],
      [called({ ...STARTED, method: 'voice_call' }), 'no_answer'],
      [called(), 'rejected'],
    ] as const)('forgets that of a call which brought nothing: %#', (first, outcome) => {
      const { method, codeLength } = stateAfter(first);
      expect(lengthsAfter(first, reported({ method, codeLength, call: { outcome } }), message(8))).toEqual([8]);
    });

    it('forgets that of a call which asks for a key', () => {
      expect(lengthsAfter(called({ ...STARTED, method: 'confirmation_call', codeLength: 0 }), message(6))).toEqual([6]);
    });

    it('begins anew with a new verification, and goes on after a reload', () => {
      expect(lengthsAfter(called(), message(6), { type: 'reset' }, message(6))).toEqual([6]);
      const kept = keepable(stateAfter(called(), message(6)));
      expect(kept === undefined ? [] : lengthsAfter({ type: 'resumed', kept })).toEqual([6, 4]);
    });
  });

  it('counts each call, so that the focus goes on with it', () => {
    expect(stateAfter(called(), called()).attempt).toBe(2);
  });

  it('stays at the number, and waits, when there were too many calls', () => {
    const state = stateAfter(called({ ok: false, code: 'too_many_requests', retryAfterSeconds: 60 }));
    expect(state).toMatchObject({ step: 'number', problem: { code: 'too_many_requests', at: 'start', waitUntil: NOW + 60_000 } });
  });

  it('goes on in the verification of a number that is forwarded', () => {
    const state = stateAfter(called({ ok: false, code: 'call_failed', verificationId: 'id', nextMethods: ['sms'], retryAt: AT }));
    expect(state).toMatchObject({ step: 'code', outcome: 'redirected', verificationId: 'id', nextMethods: ['sms'] });
  });

  it('follows what became of the call', () => {
    expect(stateAfter(called(), reported({ call: { outcome: 'no_answer' } })).outcome).toBe('no_answer');
  });

  it('tells how many checks a wrong code leaves', () => {
    expect(stateAfter(called(), checked({ code: 'code_incorrect', checksLeft: 2 }))).toMatchObject({
      step: 'code',
      wrongCodes: 1,
      checksLeft: 2,
    });
  });

  it.each([
    [checked({ code: 'code_incorrect', checksLeft: 0 }), 'too_many_checks'],
    [checked({ code: 'verification_closed', reason: 'expired' }), 'expired'],
    [checked({ code: 'verification_not_found' }), 'lost'],
    [reported({ status: 'closed', reason: 'superseded' }), 'superseded'],
    [{ type: 'ended', reason: 'stale' } as const, 'stale'],
  ])('ends %#: %o', (event, reason) => {
    expect(stateAfter(called(), event)).toMatchObject({ step: 'ended', reason, problem: undefined });
  });

  it('waits when the code was right and the report is out, until a check says otherwise', () => {
    const waiting = [
      called(),
      { type: 'checked', answer: { ok: true, status: 'awaiting_call', retryAfterSeconds: 2 }, isAsked: true },
    ] as const;
    expect(stateAfter(...waiting).isAwaiting).toBe(true);
    expect(stateAfter(...waiting, reported({})).isAwaiting).toBe(true);
    expect(stateAfter(...waiting, checked({ code: 'offline' }, false)).isAwaiting).toBe(true);
    expect(stateAfter(...waiting, checked({ code: 'call_failed' }, false))).toMatchObject({
      isAwaiting: false,
      problem: { code: 'call_failed' },
    });
  });

  it('keeps silent about questions that it asked by itself', () => {
    expect(stateAfter(called(), checked({ code: 'call_failed' }, false)).problem).toBeUndefined();
  });

  it('forgets a problem when the number is changed, but not that checks have to wait', () => {
    const tooMany = { ok: false, code: 'too_many_requests', retryAfterSeconds: 9 } as const;
    expect(stateAfter(called(tooMany), { type: 'edited' }).problem).toBeUndefined();
    expect(stateAfter(called(), checked(tooMany), { type: 'edited' }).problem).toBeDefined();
  });

  it('keeps for a reload what draws the screen again, and neither code nor token', () => {
    const kept = keepable(stateAfter(called()));
    expect(Object.keys(kept ?? {}).sort()).toEqual([
      'attempt',
      'codeLength',
      'earlierLengths',
      'expiresAt',
      'method',
      'nextMethods',
      'phone',
      'retryAt',
      'verificationId',
    ]);
    expect(kept === undefined ? undefined : stateAfter({ type: 'resumed', kept })).toMatchObject({
      step: 'code',
      attempt: 1,
      phone: STARTED.phone,
    });
  });

  it('keeps no number in full, not even of a forwarded call whose status came later', () => {
    const forwarded = called({ ok: false, code: 'call_failed', verificationId: 'id', nextMethods: ['sms'], retryAt: AT });
    for (const first of [called(), forwarded]) {
      const kept = keepable(stateAfter(first, reported({})));
      expect(kept?.verificationId).toBe('id');
      expect(JSON.stringify(kept)).not.toContain('9157777777');
    }
  });

  it('keeps nothing once it is over', () => {
    const verified = { ok: true, status: 'verified', token: 'a.b.c', tokenType: 'Bearer', expiresIn: 300, phone: '+79157777777' } as const;
    expect(keepable(stateAfter(called(), { type: 'checked', answer: verified, isAsked: true }))).toBeUndefined();
    expect(keepable(stateAfter(called(), { type: 'ended', reason: 'expired' }))).toBeUndefined();
  });
});
