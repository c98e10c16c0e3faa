import {
  type CallVerification,
  type CallVerificationEvent,
  type CallVerificationOptions,
  createCallVerification,
  createMemoryStore,
} from 'express-call-verification';
import type { VirtualTelephone } from 'express-call-verification/simulator';
import { describe, expect, it } from 'vitest';
import { newNumber, newSecret, openAccounts, openSimulator, otherThan } from '../support/shop.js';

/** The steps in which `secret` is rotated, one process at a time. */
const STEPS = ['old', '[old, new]', '[new, old]', '[new]'] as const;

type Step = (typeof STEPS)[number];

interface Fleet {
  readonly phone: string;
  readonly telephone: VirtualTelephone;
  advance(seconds: number): void;
  /** A process at that step; all of them share the store. */
  at(step: Step): CallVerification;
}

async function openFleet(options: Partial<CallVerificationOptions> = {}): Promise<Fleet> {
  const simulator = await openSimulator();
  const { mcn } = openAccounts(simulator);
  let now = Date.parse('2026-03-01T12:00:00Z');
  const clock = (): number => now;
  const store = createMemoryStore({ clock });
  const [old, next] = [newSecret('the old secret'), newSecret('the new secret')];
  const secrets: Readonly<Record<Step, Pick<CallVerificationOptions, 'secret' | 'pseudonymKey'>>> = {
    old: { secret: old },
    '[old, new]': { secret: [old, next], pseudonymKey: old },
    '[new, old]': { secret: [next, old], pseudonymKey: old },
    '[new]': { secret: [next], pseudonymKey: old },
  };
  const phone = newNumber();
  return {
    phone,
    telephone: simulator.telephone(phone),
    advance(seconds) {
      now += seconds * 1000;
    },
    at: (step) => createCallVerification({ countries: ['RU'], methods: [mcn.flashCall()], store, clock, ...options, ...secrets[step] }),
  };
}

/** Every process, and one that is at the same step, a step ahead, or a step behind. */
const NEIGHBOURS = STEPS.flatMap((here, index) => STEPS.slice(Math.max(0, index - 1), index + 2).map((there) => [here, there] as const));

async function begin(calls: CallVerification, { phone }: Fleet, ip?: string): Promise<string> {
  const started = await calls.start({ phone, ...(ip === undefined ? {} : { ip }) });
  if (!started.ok) throw new Error(`the start failed: ${started.code}`);
  return started.verificationId;
}

const shownBy = (telephone: VirtualTelephone): string => telephone.shown?.slice(-4) ?? '';

describe.each(NEIGHBOURS)('a verification that was begun at step %s, in a process at step %s', (first, second) => {
  it('is checked there, and its token is good on both sides', async () => {
    const fleet = await openFleet();
    const [here, there] = [fleet.at(first), fleet.at(second)];
    const verificationId = await begin(here, fleet);
    const checked = await there.check({ verificationId, code: shownBy(fleet.telephone) });
    if (!checked.ok || checked.status !== 'verified') throw new Error('the check failed');
    for (const calls of [here, there]) expect(calls.verifyToken(checked.token)).toMatchObject({ phone_number: fleet.phone });
  });

  it('is called again there with the same code', async () => {
    const fleet = await openFleet();
    const verificationId = await begin(fleet.at(first), fleet);
    const code = shownBy(fleet.telephone);
    fleet.advance(30);
    expect(await fleet.at(second).start({ verificationId })).toMatchObject({ ok: true });
    expect(shownBy(fleet.telephone)).toBe(code);
    expect(await fleet.at(first).check({ verificationId, code })).toMatchObject({ status: 'verified' });
  });

  it('hears there of its call', async () => {
    const fleet = await openFleet();
    const there = fleet.at(second);
    const verificationId = await begin(fleet.at(first), fleet);
    const body = { verification_call_uuid: fleet.telephone.calls[0]?.id, q931_status: 20 };
    expect(await there.report('mcn', { method: 'POST', headers: {}, query: {}, body })).toEqual({ ok: true, reports: 1 });
    expect(await there.status({ verificationId })).toMatchObject({ call: { outcome: 'unavailable' } });
    expect(await there.cancel({ verificationId })).toMatchObject({ ok: true });
  });

  it('meets the same limits there: delay, starts of a network, failed checks', async () => {
    const fleet = await openFleet({ limits: { failuresPerDay: 3, networkStartsPerHour: 1 } });
    const [here, there] = [fleet.at(first), fleet.at(second)];
    const verificationId = await begin(here, fleet, '203.0.113.1');
    expect(await there.start({ phone: fleet.phone })).toMatchObject({ code: 'too_many_requests', retryAfterSeconds: 30 });
    for (const [checksLeft, calls] of [here, there, here].entries()) {
      expect(await calls.check({ verificationId, code: otherThan(shownBy(fleet.telephone)) })).toMatchObject({
        checksLeft: 2 - checksLeft,
      });
    }
    fleet.advance(3000);
    expect(await there.start({ phone: fleet.phone, ip: '203.0.113.1' })).toMatchObject({
      code: 'too_many_requests',
      retryAfterSeconds: 86_400 - 3000,
    });
  });
});

describe('over a whole rotation', () => {
  it('callback URLs stay', async () => {
    const fleet = await openFleet();
    const paths = STEPS.map((step) => fleet.at(step).webhookPath('mcn'));
    expect(new Set(paths).size).toBe(1);
  });

  it('the subject of a number stays', async () => {
    const fleet = await openFleet({ resendDelaysSeconds: [0] });
    const subjects: unknown[] = [];
    for (const step of STEPS) {
      const calls = fleet.at(step);
      const verificationId = await begin(calls, fleet);
      const checked = await calls.check({ verificationId, code: shownBy(fleet.telephone) });
      if (!checked.ok || checked.status !== 'verified') throw new Error('the check failed');
      subjects.push(calls.verifyToken(checked.token)?.sub);
    }
    expect(new Set(subjects).size).toBe(1);
  });

  it('tokens of the old secret end with it', async () => {
    const fleet = await openFleet();
    const verificationId = await begin(fleet.at('old'), fleet);
    const checked = await fleet.at('old').check({ verificationId, code: shownBy(fleet.telephone) });
    if (!checked.ok || checked.status !== 'verified') throw new Error('the check failed');
    expect(fleet.at('[new, old]').verifyToken(checked.token)).toBeDefined();
    expect(fleet.at('[new]').verifyToken(checked.token)).toBeUndefined();
  });

  it('an entry that only the old secret opens is not empty for a process that came to the last step too soon', async () => {
    const fleet = await openFleet();
    const verificationId = await begin(fleet.at('old'), fleet);
    const last = fleet.at('[new]');
    expect(await last.status({ verificationId })).toMatchObject({ code: 'temporarily_unavailable' });
    expect(await last.start({ phone: fleet.phone })).toMatchObject({ code: 'temporarily_unavailable' });
    expect(fleet.telephone.calls).toHaveLength(1);
  });

  it('every process serves every number while the others are restarted one after the other, at each step', async () => {
    const events: CallVerificationEvent[] = [];
    const limits = { startsPerDay: false, failuresPerDay: false, failuresPerMonth: false } as const;
    const fleet = await openFleet({ onEvent: (event) => events.push(event), limits });
    const processes = [fleet.at('old'), fleet.at('old'), fleet.at('old')];
    for (const step of STEPS.slice(1)) {
      // The documents say to wait until nothing is left that only the old secret opens.
      if (step === '[new]') fleet.advance(30 * 86_400);
      for (const index of processes.keys()) {
        processes[index] = fleet.at(step);
        for (const calls of processes) {
          fleet.advance(3600);
          const verificationId = await begin(calls, fleet);
          const code = shownBy(fleet.telephone);
          for (const [left, other] of processes.entries()) {
            expect(await other.status({ verificationId })).toMatchObject({ status: 'pending', checksLeft: 3 - left });
            if (left < 2) await other.check({ verificationId, code: otherThan(code) });
          }
          expect(await calls.check({ verificationId, code })).toMatchObject({ status: 'verified' });
        }
      }
    }
    expect(events.filter(({ type }) => type === 'record.unreadable' || type === 'store.failed')).toEqual([]);
  });
});
