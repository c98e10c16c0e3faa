/** `calls.health()`: what it says while all is well, and what while something is not. */
import {
  type CallVerificationEvent,
  type CallVerificationStore,
  createCallVerification,
  createMemoryStore,
  type Health,
} from 'express-call-verification';
import { describe, expect, it, onTestFinished } from 'vitest';
import { collectWarnings } from '../../support/collect-warnings.js';
import { createFlakyStore } from '../../support/flaky-store.js';
import { answersHeldBy, createGate, hasEnded } from '../../support/gate.js';
import { memberOf } from '../../support/member-of.js';
import { registerSecret } from '../../support/secrets.js';
import {
  newNumber,
  newSecret,
  openAccounts,
  openShop,
  openSimulator,
  type Shop,
  type ShopOptions,
  storeThatIsDown,
} from '../../support/shop.js';
import { createTestClock, HOUR, MINUTE } from '../../support/test-clock.js';

const FLASH_CALL: ShopOptions = { methods: ({ mcn }) => [mcn.flashCall({ price: { amount: 1.5, currency: 'RUB' } })] };

/** A service over a store that tells `now`, or nothing, and its events. */
async function openOver(store: CallVerificationStore, options: Partial<Parameters<typeof createCallVerification>[0]> = {}) {
  const { mcn } = openAccounts(await openSimulator());
  const events: CallVerificationEvent[] = [];
  const calls = createCallVerification({
    ...{ secret: newSecret('the secret'), countries: ['RU'], methods: [mcn.flashCall()], store },
    onEvent: (event) => events.push(event),
    ...options,
  });
  onTestFinished(() => calls.close());
  return { calls, events };
}

const stateOf = ({ circuits }: Health, methodId: string): string | undefined => circuits.find((each) => each.methodId === methodId)?.state;

describe('a service that is well', () => {
  it('says so, and names each method and each provider that reports', async () => {
    const shop = await openShop();
    expect(await shop.calls.health()).toEqual({
      ok: true,
      stage: 'open',
      store: { ok: true, roundTripMs: expect.any(Number) },
      circuits: [
        { provider: 'mcn', methodId: 'mcn.flashCall', state: 'closed' },
        { provider: 'mobilgroup', methodId: 'mobilgroup.voiceCall', state: 'closed' },
        { provider: 'mobilgroup', methodId: 'mobilgroup.sms', state: 'closed' },
      ],
      budgets: [],
      reports: [{ provider: 'mcn' }, { provider: 'mobilgroup' }],
    });
  });

  it('leaves out a provider whose calls are never reported', async () => {
    const pool = Array.from({ length: 1000 }, (_, index) => `7495123${String(index).padStart(4, '0')}`);
    const shop = await openShop({ methods: ({ mcn, mobilGroup }) => [mcn.ownNumberCall({ callerNumbers: pool }), mobilGroup.voiceCall()] });
    expect((await shop.calls.health()).reports).toEqual([{ provider: 'mobilgroup' }]);
  });

  it('writes nothing, and counts nothing', async () => {
    const memory = createMemoryStore({ clock: () => 0 });
    const written: string[] = [];
    const store: CallVerificationStore = {
      get: (key) => memory.get(key),
      put(key, value, options) {
        written.push(key);
        return memory.put(key, value, options);
      },
      async delete(key) {
        written.push(key);
      },
      count(key, amount, options) {
        if (amount !== 0) written.push(key);
        return memory.count(key, amount, options);
      },
    };
    const shop = await openShop({ ...FLASH_CALL, calls: { store, limits: { callsPerDay: 5 }, budgets: { RUB: { perHour: 5 } } } });
    await shop.calls.health();
    expect(written).toEqual([]);
    await shop.begin();
    expect(written).not.toEqual([]);
  });

  it('tells nothing secret', async () => {
    const shop = await openShop({ calls: { limits: { callsPerDay: 5 } } });
    const verificationId = await shop.begin();
    const code = shop.code();
    await shop.report({ cause: 16, word: 'ANSWER' }).expect(204);
    const token = memberOf(await shop.check(verificationId, code), 'token');
    registerSecret(token, 'a token');
    const told = JSON.stringify(await shop.calls.health());
    expect(told).toContain('"callsPerDay"');
    const callId = shop.telephone.calls[0]?.id ?? '';
    for (const secret of [
      shop.phone.slice(1),
      verificationId,
      `"${code}"`,
      token,
      callId,
      shop.calls.webhookPath('mcn').split('/')[2] ?? '',
    ]) {
      expect(secret).not.toBe('');
      expect(told).not.toContain(secret);
    }
  });
});

describe('budgets', () => {
  const LIMITS = { limits: { callsPerHour: 2, callsPerDay: 40 }, budgets: { RUB: { perHour: 2.5, perDay: 90 } } };

  it('are told in calls and in units of the currency, with the end of their hour or day', async () => {
    const shop = await openShop({ ...FLASH_CALL, calls: LIMITS });
    const [endOfHour, endOfDay] = [new Date('2026-03-01T11:00:00Z'), new Date('2026-03-02T00:00:00Z')];
    const uses = (calls: number, spent: number) => [
      { budget: 'callsPerHour', limit: 2, spent: calls, left: 2 - calls, endsAt: endOfHour },
      { budget: 'callsPerDay', limit: 40, spent: calls, left: 40 - calls, endsAt: endOfDay },
      { budget: 'RUB.perHour', limit: 2.5, spent, left: 2.5 - spent, endsAt: endOfHour },
      { budget: 'RUB.perDay', limit: 90, spent, left: 90 - spent, endsAt: endOfDay },
    ];
    expect((await shop.calls.health()).budgets).toEqual(uses(0, 0));
    await shop.begin();
    expect((await shop.calls.health()).budgets).toEqual(uses(1, 1.5));
  });

  it('begin anew with their hour', async () => {
    const shop = await openShop({ ...FLASH_CALL, calls: LIMITS });
    await shop.begin();
    shop.advance(3600);
    const [hour, day] = (await shop.calls.health()).budgets;
    expect(hour).toMatchObject({ spent: 0, left: 2, endsAt: new Date('2026-03-01T12:00:00Z') });
    expect(day).toMatchObject({ spent: 1, left: 39 });
  });

  it('are those of all processes', async () => {
    const shared = { ...LIMITS, store: createMemoryStore({ clock: () => 0 }), secret: newSecret('a shared secret') };
    const [shop, other] = [await openShop({ ...FLASH_CALL, calls: shared }), await openShop({ ...FLASH_CALL, calls: shared })];
    await shop.begin();
    expect((await other.calls.health()).budgets[0]).toMatchObject({ budget: 'callsPerHour', spent: 1, left: 1 });
  });

  it('are told when they are spent, and nothing is below 0; the service is still well', async () => {
    const calls = { limits: { callsPerHour: 1 }, budgets: { RUB: { perHour: 0.2 } } };
    // The provider takes 0.35 where 0.1 was expected.
    const methods: ShopOptions['methods'] = ({ mobilGroup }) => [mobilGroup.voiceCall({ price: { amount: 0.1, currency: 'RUB' } })];
    const shop = await openShop({ methods, calls });
    await shop.begin();
    expect((await shop.start({ phone: newNumber() })).status).toBe(503);
    await expect.poll(async () => (await shop.calls.health()).budgets[1]?.spent).toBe(0.35);
    const health = await shop.calls.health();
    expect(health.ok).toBe(true);
    expect(health.budgets).toMatchObject([
      { budget: 'callsPerHour', limit: 1, spent: 1, left: 0 },
      { budget: 'RUB.perHour', limit: 0.2, left: 0 },
    ]);
  });
});

describe('an opened circuit', () => {
  const failFive = async (shop: Shop): Promise<void> => {
    for (let call = 0; call < 5; call += 1) await shop.start({ phone: newNumber() });
  };

  it('is told, and the service is well while another method can call', async () => {
    const shop = await openShop();
    shop.simulator.fail('mcn', 503);
    await failFive(shop);
    const health = await shop.calls.health();
    expect([stateOf(health, 'mcn.flashCall'), stateOf(health, 'mobilgroup.voiceCall')]).toEqual(['open', 'closed']);
    expect(health.ok).toBe(true);
  });

  it('makes the service unwell if no other method can call: a message needs a call before it', async () => {
    const shop = await openShop({ methods: ({ mobilGroup }) => [mobilGroup.voiceCall(), mobilGroup.sms()] });
    shop.simulator.fail('mobilgroup', 503);
    await failFive(shop);
    const health = await shop.calls.health();
    expect([stateOf(health, 'mobilgroup.voiceCall'), stateOf(health, 'mobilgroup.sms')]).toEqual(['open', 'closed']);
    expect(health).toMatchObject({ ok: false, stage: 'open', store: { ok: true } });
  });
});

describe('the last report of a provider', () => {
  const lastOf = ({ reports }: Health, provider = 'mcn'): string | undefined =>
    reports.find((each) => each.provider === provider)?.lastAt?.toISOString();
  const reportTo = async (shop: Shop): Promise<void> => {
    await shop.begin();
    await shop.report({ cause: 16, word: 'ANSWER' }).expect(204);
  };

  it('is known exactly to the process that it came to, for ever', async () => {
    const shop = await openShop();
    await reportTo(shop);
    shop.advance(61);
    expect(lastOf(await shop.calls.health())).toBe('2026-03-01T10:05:00.000Z');
    shop.advance(40 * 24 * 3600);
    expect(lastOf(await shop.calls.health())).toBe('2026-03-01T10:05:00.000Z');
    expect(lastOf(await shop.calls.health(), 'mobilgroup')).toBeUndefined();
  });

  it('is known to other processes by its quarter of an hour, then by its day, and then no more', async () => {
    let now = Date.parse('2026-03-01T10:05:00Z');
    const shared = { store: createMemoryStore({ clock: () => now }), secret: newSecret('a shared secret') };
    const [shop, other] = [await openShop({ calls: shared }), await openShop({ calls: shared })];
    const pass = (seconds: number): void => {
      now += seconds * 1000;
      for (const each of [shop, other]) each.advance(seconds);
    };
    await reportTo(shop);
    // Statistics follow the answer.
    await expect.poll(async () => lastOf(await other.calls.health())).toBe('2026-03-01T10:00:00.000Z');
    pass(39 * 60);
    expect(lastOf(await other.calls.health())).toBe('2026-03-01T10:00:00.000Z');
    pass(60);
    expect(lastOf(await other.calls.health())).toBe('2026-03-01T00:00:00.000Z');
    pass(2 * 24 * 3600);
    expect(lastOf(await other.calls.health())).toBe('2026-03-01T00:00:00.000Z');
    pass(24 * 3600);
    expect(lastOf(await other.calls.health())).toBeUndefined();
  });

  it('is the later one of its own and of other processes', async () => {
    const shared = { store: createMemoryStore({ clock: () => 0 }), secret: newSecret('a shared secret') };
    const [shop, other] = [await openShop({ calls: shared }), await openShop({ calls: shared })];
    await reportTo(other);
    for (const each of [shop, other]) each.advance(3600);
    await reportTo(shop);
    await expect.poll(async () => lastOf(await other.calls.health())).toBe('2026-03-01T11:00:00.000Z');
    expect(lastOf(await shop.calls.health())).toBe('2026-03-01T11:05:00.000Z');
  });
});

describe('a store that fails', () => {
  const refused = () => Promise.reject(Object.assign(new Error('connect ECONNREFUSED 10.1.2.3:6379'), { code: 'ECONNREFUSED' }));
  const down: CallVerificationStore = { get: refused, put: refused, delete: refused, count: refused };
  const BUDGET = { limits: { callsPerDay: 10 } };

  it('is told with the reason and the advice of `store.failed`, as one failure', async () => {
    const shop = await openShop({ calls: { ...BUDGET, store: down } });
    const health = await shop.calls.health();
    const [event, ...others] = shop.eventsOf('store.failed');
    expect(others).toEqual([]);
    expect(health).toMatchObject({ ok: false, stage: 'open', budgets: [] });
    expect(health.store).toEqual({ ok: false, reason: 'ECONNREFUSED', advice: event?.advice });
    expect(JSON.stringify(health)).not.toContain('10.1.2.3');
    await shop.calls.close();
    expect(shop.eventsOf('store.failed').map(({ count }) => count)).toEqual([1]);
  });

  it('is told when it hangs, after its deadline', async () => {
    const flaky = createFlakyStore(createMemoryStore({ clock: () => 0 }));
    const shop = await openShop({ calls: { ...BUDGET, store: flaky, storeTimeoutMs: 50 } });
    flaky.fail('hangs');
    expect(await shop.calls.health()).toMatchObject({ ok: false, store: { ok: false, reason: 'timeout' } });
    flaky.heal();
    expect(await shop.calls.health()).toMatchObject({ ok: true, store: { ok: true } });
  });

  it.each(['throws', 'hangs'] as const)('is told when it only reads, and does not count: %s', async (fault) => {
    const flaky = createFlakyStore(createMemoryStore({ clock: () => 0 }));
    const shop = await openShop({ calls: { ...BUDGET, store: flaky, storeTimeoutMs: 50 } });
    flaky.fail(fault, { verb: 'count' });
    const { ok, store, budgets } = await shop.calls.health();
    expect({ ok, store, budgets }).toEqual({
      ok: false,
      budgets: [],
      store: { ok: false, reason: expect.any(String), advice: expect.any(String) },
    });
  });

  it('leaves what this process knows by itself: circuits and reports', async () => {
    const flaky = createFlakyStore(createMemoryStore({ clock: () => 0 }));
    const shop = await openShop({ calls: { store: flaky } });
    await shop.begin();
    await shop.report({ cause: 16, word: 'ANSWER' }).expect(204);
    flaky.fail('throws');
    const health = await shop.calls.health();
    expect(health.circuits).toHaveLength(3);
    expect(health.reports[0]).toEqual({ provider: 'mcn', lastAt: new Date('2026-03-01T10:05:00Z') });
  });

  it('by an error that is no error is told, too', async () => {
    const { calls } = await openOver({
      ...storeThatIsDown,
      get: () => {
        throw undefined;
      },
    });
    expect((await calls.health()).store).toEqual({ ok: false, reason: 'error', advice: expect.any(String) });
  });
});

describe("the clock against the store's", () => {
  it.each([90_000, -90_000])('is corrected by half of the round trip: %i ms ahead', async (aheadMs) => {
    const clock = createTestClock();
    const store: CallVerificationStore = {
      ...createMemoryStore({ clock }),
      async now() {
        clock.advance(400);
        const told = clock() - aheadMs;
        clock.advance(400);
        return told;
      },
    };
    const { calls } = await openOver(store, { clock });
    expect((await calls.health()).store).toMatchObject({ ok: true, clockSkewMs: aheadMs });
  });

  it('is asked as a method of the store', async () => {
    class ClockedStore implements CallVerificationStore {
      readonly #memory = createMemoryStore({ clock: () => 0 });
      readonly get = this.#memory.get;
      readonly put = this.#memory.put;
      readonly delete = this.#memory.delete;
      readonly count = this.#memory.count;
      readonly aheadMs = HOUR;
      async now(): Promise<number> {
        return this.aheadMs;
      }
    }
    const { calls } = await openOver(new ClockedStore(), { clock: () => HOUR + MINUTE });
    expect((await calls.health()).store.clockSkewMs).toBe(MINUTE);
  });

  it.each<[string, () => Promise<number>]>([
    ['refuses', () => Promise.reject(new Error('NOPERM'))],
    [
      'throws',
      () => {
        throw new Error('NOPERM');
      },
    ],
    ['hangs', () => new Promise(() => undefined)],
    ['tells nothing', async () => Number.NaN],
    ['is infinite', async () => Number.POSITIVE_INFINITY],
  ])('is left out, and the store is well, if it %s', async (_, now) => {
    const { calls, events } = await openOver({ ...createMemoryStore({ clock: () => 0 }), now }, { storeTimeoutMs: 50 });
    expect((await calls.health()).store).toEqual({ ok: true, roundTripMs: expect.any(Number) });
    expect(events).toEqual([]);
  });
});

describe('a service on its way to its end', () => {
  it('says how far it is, and that it takes no calls; its store is still asked', async () => {
    const gate = createGate();
    const shop = await openShop({ ...FLASH_CALL, calls: { fetch: answersHeldBy(gate), limits: { callsPerDay: 5 } } });
    const started = shop.start().then((answer) => answer);
    await expect.poll(() => gate.arrived).toBe(1);
    const drained = shop.calls.drain();
    const draining = await shop.calls.health();
    expect(draining).toMatchObject({ ok: false, stage: 'draining', store: { ok: true }, budgets: [{ spent: 1 }] });
    gate.open();
    expect((await started).status).toBe(202);
    await drained;
    expect(await shop.calls.health()).toMatchObject({ ok: false, stage: 'drained', store: { ok: true }, circuits: [{ state: 'closed' }] });
  });

  it('asks the store no more once it is closed, and warns of nothing', async () => {
    const warnings = collectWarnings();
    const asked: string[] = [];
    const memory = createMemoryStore({ clock: () => 0 });
    const get: CallVerificationStore['get'] = (key) => {
      asked.push(key);
      return memory.get(key);
    };
    const shop = await openShop({ ...FLASH_CALL, calls: { store: { ...memory, get, count: memory.count }, limits: { callsPerDay: 5 } } });
    await shop.calls.close();
    expect(await shop.calls.health()).toEqual({
      ok: false,
      stage: 'closed',
      store: { ok: false, reason: 'service_closed', advice: expect.stringContaining('closed') },
      circuits: [{ provider: 'mcn', methodId: 'mcn.flashCall', state: 'closed' }],
      budgets: [],
      reports: [{ provider: 'mcn' }],
    });
    expect(asked).toEqual([]);
    expect(await warnings.settled()).toEqual([]);
  });

  it('ends only after the answer: the store that is being asked must not be closed', async () => {
    const gate = createGate();
    const memory = createMemoryStore({ clock: () => 0 });
    const get: CallVerificationStore['get'] = async (key) => {
      await gate.pass();
      return memory.get(key);
    };
    const shop = await openShop({ ...FLASH_CALL, calls: { store: { ...memory, get, count: memory.count } } });
    const asked = shop.calls.health();
    await expect.poll(() => gate.arrived).toBe(1);
    const closed = shop.calls.close();
    expect(await hasEnded(closed)).toBe(false);
    gate.open();
    expect(await asked).toMatchObject({ ok: false, store: { ok: true } });
    await closed;
  });
});
