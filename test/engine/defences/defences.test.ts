/** What an attempt reserves of breakers and budgets: all of it, or nothing. */
import { describe, expect, it } from 'vitest';
import { DEFAULT_BREAKER_LIMITS, DEFAULT_BREAKER_MODES } from '../../../src/core/fraud/breaker.js';
import { parsePhone } from '../../../src/core/phone/phone.js';
import { createDefences, type DefenceSettings, type Defences, type WantedCall } from '../../../src/engine/defences/defences.js';
import type { Reservation, Reserved } from '../../../src/engine/defences/reservation.js';
import { guardStore } from '../../../src/engine/records/guarded-store.js';
import { createStoreFailures } from '../../../src/engine/records/store-failures.js';
import type { CallVerificationStore } from '../../../src/ports/store.js';
import { StoreFailure } from '../../../src/ports/store-failure.js';
import { createMemoryStore } from '../../../src/stores/memory.js';
import { createFlakyStore } from '../../support/flaky-store.js';
import { createTestClock, HOUR } from '../../support/test-clock.js';
import { keyringOf, newSecret } from '../keys.js';
import { MICRO, rub } from '../open-budgets.js';

const { pseudonyms } = keyringOf(newSecret());
const phone = parsePhone('+79157771234');

function setUp({ budgets = { money: new Map() }, canChallenge = false }: Partial<DefenceSettings> = {}) {
  const clock = createTestClock();
  const totals = new Map<string, number>();
  const memory = createMemoryStore({ clock });
  /** Remembers each counter's total, by what its key begins with. */
  const store: CallVerificationStore = {
    ...memory,
    async count(key, amount, options) {
      const total = await memory.count(key, amount, options);
      totals.set(key, total);
      return total;
    },
  };
  const flaky = createFlakyStore(store);
  const events: string[] = [];
  const emit = ({ type }: { type: string }): void => {
    events.push(type);
  };
  const lifecycle = { inBackground: (work: Promise<unknown>) => void work };
  const prices = { highest: async () => undefined, told: async () => undefined };
  const create = (over: CallVerificationStore = flaky): Defences =>
    createDefences(
      { limits: DEFAULT_BREAKER_LIMITS, modes: DEFAULT_BREAKER_MODES, budgets, canChallenge },
      { store: guardStore(over, 1000, createStoreFailures(emit), { name: 'default' }), pseudonyms, clock, emit, prices, lifecycle },
    );
  /** What is counted exactly. */
  const taken = (): readonly number[] => [...totals].flatMap(([key, total]) => (/^[pb]:/.test(key) && total > 0 ? [total] : []));
  return { clock, flaky, store, create, defences: create(), taken, totals, events };
}

function call(about: Partial<WantedCall> = {}): WantedCall {
  if (phone === undefined) throw new Error('no phone number');
  return { phone, price: undefined, trust: 'none', ...about };
}

function reservationOf(reserved: Reserved): Reservation {
  if (!reserved.ok) throw new Error(reserved.why);
  return reserved.reservation;
}

describe('a reservation', () => {
  it('takes nothing of the breakers where a budget is used up', async () => {
    const { defences, taken } = setUp({ budgets: { callsPerDay: 1, money: new Map() } });
    reservationOf(await defences.reserve(call()));
    const before = taken();
    expect(before).not.toEqual([]);
    for (let refused = 0; refused < 50; refused += 1) {
      expect(await defences.reserve(call())).toEqual({ ok: false, why: 'unavailable' });
    }
    expect(taken().filter((total) => total > 1_000)).toEqual([]);
    expect(taken().slice(0, before.length)).toEqual(before);
  });

  it('takes nothing of the budgets where a breaker is closed, and says what opens it', async () => {
    for (const canChallenge of [false, true]) {
      const { defences, totals } = setUp({ budgets: { callsPerDay: 1000, money: new Map() }, canChallenge });
      const spent = (): number[] => [...totals].flatMap(([key, total]) => (key.startsWith('b:') ? [total] : []));
      let dialled = 0;
      let reserved = await defences.reserve(call());
      for (; reserved.ok; dialled += 1) reserved = await defences.reserve(call());
      expect(reserved).toMatchObject({ why: canChallenge ? 'challenge' : 'wait', retryAfterSeconds: 60 });
      expect(spent()).toEqual([dialled]);
      // Counted, and not refused.
      for (const trust of ['proof', 'challenge'] as const) expect((await defences.reserve(call({ trust }))).ok).toBe(true);
      expect(spent()).toEqual([dialled + 2]);
    }
  });

  it('lets only trusted dials of proven clients use what a budget keeps for them', async () => {
    const { defences } = setUp({ budgets: { callsPerDay: 20, money: new Map() } });
    for (let dial = 0; dial < 19; dial += 1) expect((await defences.reserve(call({ trust: 'challenge' }))).ok).toBe(true);
    expect((await defences.reserve(call({ trust: 'challenge' }))).ok).toBe(false);
    expect((await defences.reserve(call({ trust: 'proof' }))).ok).toBe(true);
  });

  it('gives everything back, once, where it was taken', async () => {
    const money = new Map([['RUB', { perHour: 10 * MICRO }]]);
    const { defences, clock, taken } = setUp({ budgets: { callsPerHour: 10, callsPerDay: 10, money } });
    const reservation = reservationOf(await defences.reserve(call({ price: rub(1) })));
    expect(await reservation.change(rub(2))).toBe(true);
    clock.advance(HOUR);
    reservationOf(await defences.reserve(call({ price: rub(1) })));
    const before = taken();
    await Promise.all([reservation.giveBack(), reservation.giveBack()]);
    await reservation.giveBack();
    const sum = (totals: readonly number[]): number => totals.reduce((all, each) => all + each, 0);
    // A minute, an hour, a share of 200 unpaid; an hour and a day of calls; two roubles.
    expect(sum(before) - sum(taken())).toBe(1 + 1 + 200 + 1 + 1 + 2 * MICRO);
  });

  it('that the store fails takes nothing that could be given back, and nothing may be dialled', async () => {
    const money = new Map([['RUB', { perDay: 10 * MICRO }]]);
    const { flaky, store, create, taken } = setUp({ budgets: { callsPerHour: 10, callsPerDay: 10, money } });
    const lost: CallVerificationStore = {
      ...store,
      count: (key, amount, options) => (key.startsWith('b:RUB') ? Promise.reject(new Error('lost')) : store.count(key, amount, options)),
    };
    await expect(create(lost).reserve(call({ price: rub(1) }))).rejects.toBeInstanceOf(StoreFailure);
    await expect.poll(taken).toEqual([]);
    flaky.fail('throws');
    await expect(create().reserve(call({ price: rub(1) }))).rejects.toBeInstanceOf(StoreFailure);
  });

  it('is corrected and given back without failing, however the store fails', async () => {
    const { flaky, defences } = setUp({ budgets: { callsPerDay: 10, money: new Map([['RUB', { perDay: 10 * MICRO }]]) } });
    const reservation = reservationOf(await defences.reserve(call({ price: rub(1) })));
    flaky.fail('throws');
    await reservation.correct(rub(2));
    await reservation.giveBack();
    defences.verified({ phone: call().phone, dialledAt: [0] });
    defences.checked(false);
    await defences.flush();
  });
});

it('a service that ends tells the store of the dials and checks that it has not been told', async () => {
  const { defences, totals } = setUp();
  for (let dial = 0; dial < 5; dial += 1) await defences.reserve(call());
  for (let check = 0; check < 7; check += 1) defences.checked(check < 3);
  await defences.flush();
  const totalOf = (kind: string): readonly number[] =>
    [...totals].flatMap(([key, total]) => (key.startsWith(kind) && total > 0 ? [total] : []));
  expect([totalOf('s:dialled:hour:RU'), totalOf('s:codes:right'), totalOf('s:codes:wrong')]).toEqual([[5], [3], [4]]);
});
