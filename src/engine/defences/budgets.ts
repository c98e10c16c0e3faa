/** What may be spent, in calls and in money, over all numbers and processes. It is taken before a call is dialled. */

import { fromMicro, type MoneyLimits, type Price, toMicro } from '../../core/fraud/money.js';
import { DAY, HOUR } from '../../core/limits/number-limits.js';
import type { BudgetUse } from '../../ports/health.js';
import { type Budget, type BudgetNeeds, createBudget, type Taken } from './budget.js';
import type { Reservation } from './reservation.js';

/** Windows are hours and days of UTC. Without a value there is no limit. */
export interface BudgetSettings {
  readonly callsPerHour?: number | undefined;
  readonly callsPerDay?: number | undefined;
  /** By currency. Calls in other currencies are not counted. */
  readonly money: ReadonlyMap<string, MoneyLimits>;
}

export interface Budgets {
  /**
   * Takes one call and its price from every budget that applies now; `undefined`, and nothing taken, if one is used up. Without a budget
   * the store is not asked. A call whose price is not known counts as a call only.
   *
   * @param client `isProven`: it has proven this number, and not dialled it often since then. It may use the twentieth that each budget
   *   keeps, if that pays for a call
   * @throws StoreFailure nothing may be dialled then
   */
  take(price: Price | undefined, client: { readonly isProven: boolean }): Promise<Reservation | undefined>;
  /** Whether a call and its price could be taken. Takes nothing. @throws StoreFailure */
  has(price: Price | undefined, client: { readonly isProven: boolean }): Promise<boolean>;
  /** How much of each budget is spent, in the units of the options. Takes nothing. @throws StoreFailure */
  uses(): Promise<readonly BudgetUse[]>;
}

interface Wanted {
  readonly budget: Budget;
  readonly amount: number;
}

export function createBudgets({ callsPerHour, callsPerDay, money }: BudgetSettings, needs: BudgetNeeds): Budgets {
  const create = (name: string, limit: number | undefined, windowMs: number, dearestCall: number | undefined): readonly Budget[] =>
    limit === undefined ? [] : [createBudget({ name, limit, windowMs, dearestCall }, needs)];
  const ofCalls = [...create('callsPerHour', callsPerHour, HOUR, 1), ...create('callsPerDay', callsPerDay, DAY, 1)];
  const ofMoney = new Map(
    [...money].map(([currency, { perHour, perDay, dearestCall }]) => [
      currency,
      [...create(`${currency}.perHour`, perHour, HOUR, dearestCall), ...create(`${currency}.perDay`, perDay, DAY, dearestCall)],
    ]),
  );
  const wantedFor = (price: Price | undefined): readonly Wanted[] => {
    const amount = toMicro(price?.amount ?? 0);
    return amount === 0 ? [] : (ofMoney.get(price?.currency ?? '') ?? []).map((budget) => ({ budget, amount }));
  };

  const allWanted = (price: Price | undefined): readonly Wanted[] => [
    ...ofCalls.map((budget) => ({ budget, amount: 1 })),
    ...wantedFor(price),
  ];

  const useOf = async (budget: Budget, toUnits: (amount: number) => number): Promise<BudgetUse> => {
    const { limit, spent, endsAt } = await budget.use();
    return {
      ...{ budget: budget.name, limit: toUnits(limit), spent: toUnits(spent), left: toUnits(Math.max(0, limit - spent)) },
      endsAt: new Date(endsAt),
    };
  };

  return {
    uses: () =>
      Promise.all([
        ...ofCalls.map((budget) => useOf(budget, (amount) => amount)),
        ...[...ofMoney.values()].flat().map((budget) => useOf(budget, fromMicro)),
      ]),
    async has(price, { isProven }) {
      const has = await Promise.all(allWanted(price).map(({ budget, amount }) => budget.has(amount, isProven)));
      return has.every(Boolean);
    },
    async take(price, { isProven }) {
      const all = await takeAll(allWanted(price), isProven);
      if (all === undefined) return undefined;
      let calls: readonly Taken[] = all.filter(({ budget }) => ofCalls.includes(budget));
      let paid: readonly Taken[] = all.filter(({ budget }) => !ofCalls.includes(budget));
      return {
        async change(next) {
          const wanted = wantedFor(next);
          const before = paid;
          const isSame = (each: Wanted): boolean => before.some(({ budget, amount }) => budget === each.budget && amount === each.amount);
          if (wanted.length === before.length && wanted.every(isSame)) return true;
          paid = [];
          await giveAllBack(before);
          const taken = await takeAll(wanted, isProven);
          paid = taken ?? [];
          return taken !== undefined;
        },
        async correct(told) {
          const real = wantedFor(told);
          const others = real.filter(({ budget }) => !paid.some((taken) => taken.budget === budget));
          const before = [...paid, ...others.map(({ budget }) => budget.nothing())];
          paid = await changeAll(before, (budget) => real.find((each) => each.budget === budget)?.amount ?? 0);
        },
        async giveBack() {
          const before = [...calls, ...paid];
          [calls, paid] = [[], []];
          await giveAllBack(before);
        },
      };
    },
  };
}

/**
 * Takes all or nothing, one budget after the other. If many requests took from all budgets at once, each could fail in one of them, and
 * no call would be placed. Budgets that seem spent come first, so that a refusal leaves the others untouched.
 */
async function takeAll(wanted: readonly Wanted[], isProven: boolean): Promise<readonly Taken[] | undefined> {
  const doubt = ({ budget }: Wanted): number => (budget.seemsSpent() ? 0 : 1);
  const all: Taken[] = [];
  try {
    for (const { budget, amount } of [...wanted].sort((a, b) => doubt(a) - doubt(b))) {
      const taken = await budget.take(amount, isProven);
      if (taken === undefined) break;
      all.push(taken);
    }
    return all.length === wanted.length ? all : undefined;
  } finally {
    if (all.length < wanted.length) await giveAllBack(all);
  }
}

/** Only once: a count whose answer was lost may have been made, and a second one would give back what others took. */
async function giveAllBack(taken: readonly Taken[]): Promise<void> {
  await changeAll(taken, () => 0);
}

/** @returns what became of each, without those for which the store failed: they stay taken */
async function changeAll(taken: readonly Taken[], amountOf: (budget: Budget) => number): Promise<readonly Taken[]> {
  const settled = await Promise.allSettled(taken.map((each) => each.budget.change(each, amountOf(each.budget))));
  return settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
}
