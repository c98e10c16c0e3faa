/** Budgets in calls and in money: taken before a call, corrected after it, given back without one. */
import { describe, expect, it } from 'vitest';
import { guardStore } from '../../../src/engine/records/guarded-store.js';
import { createStoreFailures } from '../../../src/engine/records/store-failures.js';
import type { CallVerificationStore } from '../../../src/ports/store.js';
import { StoreFailure } from '../../../src/ports/store-failure.js';
import { createCountingStore } from '../../support/counting-store.js';
import { createFlakyStore } from '../../support/flaky-store.js';
import { DAY, HOUR } from '../../support/test-clock.js';
import { type Limits, MICRO, NOBODY, PROVEN, present, rub, setUp, takeAll } from '../open-budgets.js';

describe('budgets', () => {
  it('cost no store operation where none is set', async () => {
    const { open, store } = setUp();
    const counting = createCountingStore(store);
    const spending = present(await open({}, counting).take(rub(1), NOBODY));
    expect(await spending.change(rub(2))).toBe(true);
    await spending.correct(rub(3));
    await spending.giveBack();
    expect(counting.operations).toEqual([]);
  });

  it('give as many calls as there are, and begin anew with the hour and the day of UTC', async () => {
    const { clock, open } = setUp();
    const budgets = open({ callsPerHour: 2, callsPerDay: 3 });
    expect(await takeAll(budgets)).toBe(2);
    clock.advance(HOUR - 1);
    expect(await takeAll(budgets)).toBe(0);
    clock.advance(1);
    expect(await takeAll(budgets)).toBe(1);
    clock.advance(DAY - HOUR);
    expect(await takeAll(budgets)).toBe(2);
  });

  it('give what money is worth, to the micro-unit, each currency apart', async () => {
    const { open, spent } = setUp();
    const budgets = open({ money: { RUB: { perHour: 450_000, dearestCall: 150_000 }, EUR: { perDay: 41_500, dearestCall: 8300 } } });
    expect(await takeAll(budgets, rub(0.15))).toBe(3);
    expect(await takeAll(budgets, { amount: 0.0083, currency: 'EUR' })).toBe(5);
    expect(await spent('RUB.perHour', HOUR)).toBe(450_000);
    expect(await spent('EUR.perDay', DAY)).toBe(41_500);
  });

  it('count a call without a known price, or in a currency without a budget, as a call only', async () => {
    const { open, spent } = setUp();
    const budgets = open({ callsPerDay: 4, money: { RUB: { perDay: 1 } } });
    for (const price of [undefined, { amount: 9, currency: 'USD' }, rub(0)]) present(await budgets.take(price, NOBODY));
    expect(await spent('callsPerDay', DAY)).toBe(3);
    expect(await spent('RUB.perDay', DAY)).toBe(0);
  });

  it('take nothing where one of them is used up', async () => {
    const { open, spent } = setUp();
    const budgets = open({ callsPerHour: 10, callsPerDay: 10, money: { RUB: { perHour: 9 * MICRO, perDay: 1 * MICRO } } });
    expect(await takeAll(budgets, rub(0.4))).toBe(2);
    expect(await Promise.all([spent('callsPerHour', HOUR), spent('callsPerDay', DAY)])).toEqual([2, 2]);
    expect(await Promise.all([spent('RUB.perHour', HOUR), spent('RUB.perDay', DAY)])).toEqual([800_000, 800_000]);
  });

  it('are asked, and not counted, where they are used up', async () => {
    const { open, store } = setUp();
    const writes: number[] = [];
    const watched: CallVerificationStore = {
      ...store,
      count(key, amount, options) {
        if (amount !== 0) writes.push(amount);
        return store.count(key, amount, options);
      },
    };
    const budgets = open({ callsPerHour: 1000, callsPerDay: 1 }, watched);
    await takeAll(budgets);
    writes.length = 0;
    expect(await takeAll(budgets)).toBe(0);
    expect(writes).toEqual([]);
  });

  it('keep a twentieth of each, rounded down, for clients that have proven their number', async () => {
    const { open, clock } = setUp();
    for (const [callsPerDay, kept] of [
      [19, 0],
      [20, 1],
      [59, 2],
      [100, 5],
    ] as const) {
      const budgets = open({ callsPerDay });
      expect(await takeAll(budgets)).toBe(callsPerDay - kept);
      expect(await takeAll(budgets, undefined, PROVEN)).toBe(kept);
      clock.advance(DAY);
      expect(await takeAll(budgets, undefined, PROVEN)).toBe(callsPerDay);
      expect(await takeAll(budgets)).toBe(0);
      clock.advance(DAY);
    }
  });

  it('keep no share that does not pay a call', async () => {
    const { open } = setUp();
    const budgets = open({
      money: { RUB: { perDay: 8.9 * MICRO, dearestCall: 450_000 }, EUR: { perDay: 9 * MICRO, dearestCall: 450_000 } },
    });
    expect(await takeAll(budgets, rub(0.1))).toBe(89);
    expect(await takeAll(budgets, { amount: 0.1, currency: 'EUR' })).toBe(85);
    expect(await takeAll(budgets, { amount: 0.1, currency: 'EUR' }, PROVEN)).toBe(5);
  });

  it('get back what no call was made of, in the windows it was taken from', async () => {
    const { open, spent, clock } = setUp();
    const budgets = open({ callsPerHour: 5, callsPerDay: 5, money: { RUB: { perHour: 5 * MICRO, perDay: 5 * MICRO } } });
    const names = ['callsPerHour', 'RUB.perHour', 'callsPerDay', 'RUB.perDay'] as const;
    const all = (at: number) => Promise.all(names.map((name, index) => spent(name, index < 2 ? HOUR : DAY, at)));
    const before = clock();
    const first = present(await budgets.take(rub(1), NOBODY));
    clock.advance(DAY);
    present(await budgets.take(rub(2), NOBODY));
    await first.giveBack();
    expect(await all(before)).toEqual([0, 0, 0, 0]);
    expect(await all(clock())).toEqual([1, 2 * MICRO, 1, 2 * MICRO]);
    // Once only: the next would give back what others took.
    await first.giveBack();
    expect(await all(clock())).toEqual([1, 2 * MICRO, 1, 2 * MICRO]);
  });
});

describe('another price for the same call', () => {
  it('is swapped for the first, also when the budget is full of it', async () => {
    const { open, spent } = setUp();
    const budgets = open({ callsPerDay: 10, money: { RUB: { perDay: 1 * MICRO }, EUR: { perDay: 1 * MICRO } } });
    const spending = present(await budgets.take(rub(0.95), NOBODY));
    expect(await spending.change(rub(0.9))).toBe(true);
    expect(await spent('RUB.perDay', DAY)).toBe(900_000);
    expect(await spending.change({ amount: 0.5, currency: 'EUR' })).toBe(true);
    expect(await Promise.all([spent('RUB.perDay', DAY), spent('EUR.perDay', DAY)])).toEqual([0, 500_000]);
    expect(await spending.change(undefined)).toBe(true);
    expect(await Promise.all([spent('EUR.perDay', DAY), spent('callsPerDay', DAY)])).toEqual([0, 1]);
  });

  it('that is more than is left leaves the call, and takes no money', async () => {
    const { open, spent } = setUp();
    const budgets = open({ callsPerDay: 10, money: { RUB: { perHour: 9 * MICRO, perDay: 1 * MICRO } } });
    present(await budgets.take(rub(0.5), NOBODY));
    const spending = present(await budgets.take(rub(0.1), NOBODY));
    expect(await spending.change(rub(0.6))).toBe(false);
    expect(await Promise.all([spent('RUB.perHour', HOUR), spent('RUB.perDay', DAY)])).toEqual([500_000, 500_000]);
    expect(await spent('callsPerDay', DAY)).toBe(2);
    await spending.giveBack();
    expect(await Promise.all([spent('RUB.perDay', DAY), spent('callsPerDay', DAY)])).toEqual([500_000, 1]);
  });

  it('that is the same is left where it is', async () => {
    const { open, store } = setUp();
    const counting = createCountingStore(store);
    const spending = present(await open({ money: { RUB: { perHour: MICRO, perDay: MICRO } } }, counting).take(rub(0.5), NOBODY));
    counting.reset();
    expect(await spending.change(rub(0.5))).toBe(true);
    expect(counting.operations).toEqual([]);
  });

  it('may use what is kept for proven clients, if this is one', async () => {
    const { open } = setUp();
    const budgets = open({ money: { RUB: { perDay: 1 * MICRO } } });
    expect(await present(await budgets.take(rub(0.1), PROVEN)).change(rub(1))).toBe(true);
    expect(
      await present(
        await setUp()
          .open({ money: { RUB: { perDay: MICRO } } })
          .take(rub(0.1), NOBODY),
      ).change(rub(1)),
    ).toBe(false);
  });
});

describe('a corrected price', () => {
  it('takes the place of the assumed one, in the window of the call', async () => {
    const { open, spent, clock } = setUp();
    const budgets = open({ callsPerHour: 9, money: { RUB: { perHour: 1 * MICRO } } });
    const [dearer, cheaper] = [present(await budgets.take(rub(0.3), NOBODY)), present(await budgets.take(rub(0.3), NOBODY))];
    const before = clock();
    clock.advance(HOUR);
    await dearer.correct(rub(0.5));
    expect(await spent('RUB.perHour', HOUR, before)).toBe(800_000);
    await cheaper.correct(rub(0.1));
    expect(await spent('RUB.perHour', HOUR, before)).toBe(600_000);
    expect(await Promise.all([spent('RUB.perHour', HOUR), spent('callsPerHour', HOUR, before)])).toEqual([0, 2]);
  });

  it('is never refused, and counts against the calls that follow', async () => {
    const { open, spent } = setUp();
    const budgets = open({ money: { RUB: { perDay: 1 * MICRO } } });
    await present(await budgets.take(undefined, NOBODY)).correct(rub(7));
    expect(await spent('RUB.perDay', DAY)).toBe(7 * MICRO);
    expect(await budgets.take(rub(0.01), PROVEN)).toBeUndefined();
  });

  it('in another currency counts there', async () => {
    const { open, spent } = setUp();
    const budgets = open({ money: { RUB: { perDay: 1 * MICRO }, EUR: { perDay: 1 * MICRO } } });
    const spending = present(await budgets.take(rub(0.3), NOBODY));
    await spending.correct({ amount: 0.2, currency: 'EUR' });
    expect(await Promise.all([spent('RUB.perDay', DAY), spent('EUR.perDay', DAY)])).toEqual([0, 200_000]);
    await spending.correct({ amount: 9, currency: 'USD' });
    expect(await Promise.all([spent('RUB.perDay', DAY), spent('EUR.perDay', DAY)])).toEqual([0, 0]);
  });
});

describe('budgets over a store that fails', () => {
  const LIMITS: Limits = { callsPerHour: 100, callsPerDay: 100, money: { RUB: { perDay: 100 * MICRO } } };

  it('let nothing be dialled', async () => {
    const { open, store, emit, spent } = setUp();
    const flaky = createFlakyStore(store);
    const budgets = open(LIMITS, guardStore(flaky, 1000, createStoreFailures(emit), { name: 'default' }));
    flaky.fail('throws');
    await expect(budgets.take(rub(1), NOBODY)).rejects.toBeInstanceOf(StoreFailure);
    flaky.fail('loses_answer', { times: 1 });
    await expect(budgets.take(rub(1), NOBODY)).rejects.toBeInstanceOf(StoreFailure);
    flaky.heal();
    // What may have been taken stays so.
    expect(await Promise.all([spent('callsPerHour', HOUR), spent('callsPerDay', DAY), spent('RUB.perDay', DAY)])).toEqual([1, 0, 0]);
  });

  it('get back what the budgets before the failing one gave', async () => {
    const { open, store, spent } = setUp();
    const lost: CallVerificationStore = {
      ...store,
      count: (key, amount, options) => (key.includes('RUB') ? Promise.reject(new StoreFailure('lost')) : store.count(key, amount, options)),
    };
    await expect(open(LIMITS, lost).take(rub(1), NOBODY)).rejects.toBeInstanceOf(StoreFailure);
    expect(await Promise.all([spent('callsPerHour', HOUR), spent('callsPerDay', DAY)])).toEqual([0, 0]);
  });

  it('do not fail a call that is dialled, nor give back twice', async () => {
    const { open, store, emit, spent } = setUp();
    const flaky = createFlakyStore(store);
    const budgets = open(LIMITS, guardStore(flaky, 1000, createStoreFailures(emit), { name: 'default' }));
    const [first, second] = [present(await budgets.take(rub(1), NOBODY)), present(await budgets.take(rub(1), NOBODY))];
    flaky.fail('loses_answer', { times: 3 });
    await first.giveBack();
    await first.giveBack();
    flaky.fail('throws', { times: 1 });
    await second.correct(rub(2));
    flaky.heal();
    expect(await Promise.all([spent('callsPerHour', HOUR), spent('callsPerDay', DAY), spent('RUB.perDay', DAY)])).toEqual([1, 1, MICRO]);
  });
});
