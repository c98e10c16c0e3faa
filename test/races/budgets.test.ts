/** Budgets that many take from at once: never overspent, and never counted wrong. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Reservation } from '../../src/engine/defences/reservation.js';
import { type Limits, MICRO, rub, setUp } from '../engine/open-budgets.js';
import { seededRandom } from '../support/seeded-random.js';
import { createSlowStore } from '../support/slow-store.js';
import { DAY, HOUR } from '../support/test-clock.js';

describe('budgets shared by many processes', () => {
  it('are not overspent by 500 who take at once, and what they hold is what was had', async () => {
    const { open, store, spent, told } = setUp();
    const limits: Limits = { callsPerHour: 120, callsPerDay: 100, money: { RUB: { perHour: 40 * MICRO, perDay: 30 * MICRO } } };
    const processes = [1, 2, 3, 4, 5].map((seed) => open(limits, createSlowStore(store, seed)));
    const random = seededRandom(7);
    const takes = Array.from({ length: 500 }, async (_, index) => {
      const price = rub([0.15, 0.45, 0.35][index % 3] ?? 0);
      const spending = await processes[index % 5]?.take(price, { isProven: index % 4 === 0 });
      if (spending === undefined) return 0;
      if (random() < 0.3) {
        await spending.giveBack();
        return 0;
      }
      return price.amount;
    });
    const prices = (await Promise.all(takes)).filter((amount) => amount > 0);
    const sum = Math.round(prices.reduce((total, amount) => total + amount * MICRO, 0));
    expect(prices.length).toBeLessThanOrEqual(100);
    expect(sum).toBeLessThanOrEqual(30 * MICRO);
    // A crowd gets most of what there is, although its members see each other's counting.
    expect(sum).toBeGreaterThan(15 * MICRO);
    expect(await Promise.all([spent('callsPerHour', HOUR), spent('callsPerDay', DAY)])).toEqual([prices.length, prices.length]);
    expect(await Promise.all([spent('RUB.perHour', HOUR), spent('RUB.perDay', DAY)])).toEqual([sum, sum]);
    expect(new Set(told).size).toBe(told.length);
  });

  it('hold what was had and not given back, whatever is done to them', async () => {
    const step = fc.record({
      process: fc.nat({ max: 1 }),
      verb: fc.constantFrom('take', 'change', 'correct', 'giveBack', 'wait'),
      which: fc.nat({ max: 5 }),
      amount: fc.constantFrom(undefined, 0, 0.1, 0.7, 2),
      isProven: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { open, spent, clock } = setUp();
        const limits: Limits = { callsPerHour: 6, money: { RUB: { perHour: 3 * MICRO } } };
        const processes = [open(limits), open(limits)];
        let held: { spending: Reservation; window: number; money: number; moneyWindow: number | undefined }[] = [];
        let corrected = 0;
        for (const { process, verb, which, amount, isProven } of steps) {
          const window = Math.floor(clock() / HOUR);
          const one = held[which % Math.max(1, held.length)];
          const price = amount === undefined ? undefined : rub(amount);
          const micro = Math.round((amount ?? 0) * MICRO);
          if (verb === 'wait') clock.advance(HOUR / 2);
          if (verb === 'take') {
            const spending = await processes[process]?.take(price, { isProven });
            if (spending !== undefined) held.push({ spending, window, money: micro, moneyWindow: micro === 0 ? undefined : window });
          } else if (verb === 'giveBack' && one !== undefined) {
            await one.spending.giveBack();
            held = held.filter((each) => each !== one);
          } else if (verb === 'change' && one !== undefined) {
            const isAsBefore = micro === one.money && (micro === 0) === (one.moneyWindow === undefined);
            const isHad = (await one.spending.change(price)) && micro > 0;
            if (!isAsBefore) Object.assign(one, { money: isHad ? micro : 0, moneyWindow: isHad ? window : undefined });
          } else if (verb === 'correct' && one !== undefined && price !== undefined) {
            if (micro > 0) one.moneyWindow ??= window;
            corrected += Math.max(0, micro - one.money);
            one.money = micro;
            await one.spending.correct(price);
          }
          const now = Math.floor(clock() / HOUR);
          const money = held.filter((each) => each.moneyWindow === now).reduce((sum, each) => sum + each.money, 0);
          const calls = held.filter((each) => each.window === now).length;
          expect(await Promise.all([spent('callsPerHour', HOUR), spent('RUB.perHour', HOUR)])).toEqual([calls, money]);
          expect(calls).toBeLessThanOrEqual(6);
          expect(money).toBeLessThanOrEqual(3 * MICRO + corrected);
        }
      }),
      { numRuns: 300 },
    );
  });
});
