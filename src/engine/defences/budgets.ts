/** What may be spent on calls, in calls and in money, over all numbers and processes: taken before a call is dialled. */

import { type MoneyLimits, type Price, toMicro } from '../../core/fraud/money.js';
import { DAY, HOUR } from '../../core/limits/number-limits.js';
import { type Budget, type BudgetNeeds, createBudget, type Taken } from './budget.js';

/** Windows are hours and days of UTC. What is not set is not limited. */
export interface BudgetSettings {
  readonly callsPerHour?: number | undefined;
  readonly callsPerDay?: number | undefined;
  /** By currency. What is spent in others is not counted. */
  readonly money: ReadonlyMap<string, MoneyLimits>;
}

export interface Budgets {
  /**
   * Takes one call and its price from every budget that applies now; `undefined`, and nothing taken, if one is used up.
   * Where no budget applies, the store is not asked. A call whose price is not known counts as a call only.
   *
   * @param client `isProven`: it has proven this number before, and may use the twentieth that each budget keeps for such, if that pays a call
   * @throws {StoreFailure} nothing may be dialled then; what it leaves taken stays so
   */
  take(price: Price | undefined, client: { readonly isProven: boolean }): Promise<Spending | undefined>;
}

/** What one call has taken. */
export interface Spending {
  /**
   * For another method in the place of a refused one: gives the price back and takes the new one.
   *
   * @returns false if that is not to be had: the call stays taken, without a price
   * @throws {StoreFailure} nothing may be dialled then
   */
  changePrice(price: Price | undefined): Promise<boolean>;
  /** Counts what the provider says that the call cost, whatever is left. Does not fail with the store. */
  correct(price: Price): Promise<void>;
  /** Nothing was dialled: all is given back to the windows it was taken from. Does not fail with the store. */
  giveBack(): Promise<void>;
}

interface Wanted {
  readonly budget: Budget;
  readonly amount: number;
}

export function createBudgets(settings: BudgetSettings, needs: BudgetNeeds): Budgets {
  const create = (name: string, limit: number | undefined, windowMs: number, dearestCall: number | undefined): readonly Budget[] =>
    limit === undefined ? [] : [createBudget({ name, limit, windowMs, dearestCall }, needs)];
  const callBudgets = [...create('callsPerHour', settings.callsPerHour, HOUR, 1), ...create('callsPerDay', settings.callsPerDay, DAY, 1)];
  const moneyBudgets = new Map(
    [...settings.money].map(([currency, { perHour, perDay, dearestCall }]) => [
      currency,
      [...create(`${currency}.perHour`, perHour, HOUR, dearestCall), ...create(`${currency}.perDay`, perDay, DAY, dearestCall)],
    ]),
  );
  const moneyWanted = (price: Price | undefined): readonly Wanted[] => {
    const amount = price === undefined ? 0 : toMicro(price.amount);
    return amount === 0 ? [] : (moneyBudgets.get(price?.currency ?? '') ?? []).map((budget) => ({ budget, amount }));
  };

  const createSpending = (taken: readonly Taken[], isProven: boolean): Spending => {
    let calls: readonly Taken[] = taken.filter(({ budget }) => callBudgets.includes(budget));
    let money: readonly Taken[] = taken.filter(({ budget }) => !callBudgets.includes(budget));
    return {
      async changePrice(price) {
        const wanted = moneyWanted(price);
        const before = money;
        if (wanted.length === before.length && wanted.every((each) => before.some((taken) => isAsTaken(each, taken)))) return true;
        money = [];
        await giveAllBack(before);
        const now = await takeAll(wanted, isProven);
        money = now ?? [];
        return now !== undefined;
      },
      async correct(price) {
        const before = money;
        const real = moneyWanted(price);
        money = await unlessStoreFails([
          ...before.map((each) => each.budget.change(each, real.find(({ budget }) => budget === each.budget)?.amount ?? 0)),
          ...real
            .filter(({ budget }) => !before.some((each) => each.budget === budget))
            .map(({ budget, amount }) => budget.takeSpent(amount)),
        ]);
      },
      async giveBack() {
        const all = [...calls, ...money];
        calls = [];
        money = [];
        await giveAllBack(all);
      },
    };
  };

  return {
    async take(price, { isProven }) {
      const wanted = [...callBudgets.map((budget) => ({ budget, amount: 1 })), ...moneyWanted(price)];
      const taken = await takeAll(wanted, isProven);
      return taken === undefined ? undefined : createSpending(taken, isProven);
    },
  };
}

function isAsTaken(wanted: Wanted, taken: Taken): boolean {
  return wanted.budget === taken.budget && wanted.amount === taken.amount;
}

/**
 * All or nothing. One after the other: of many who took from all at once, each might be too late somewhere, and nobody be
 * served. Budgets that seem spent come first, so that what they refuse does not stir the others.
 */
async function takeAll(wanted: readonly Wanted[], isProven: boolean): Promise<readonly Taken[] | undefined> {
  const doubtful = wanted.filter(({ budget }) => budget.seemsSpent());
  const taken: Taken[] = [];
  try {
    for (const { budget, amount } of [...doubtful, ...wanted.filter((each) => !doubtful.includes(each))]) {
      const part = await budget.take(amount, isProven);
      if (part === undefined) {
        await giveAllBack(taken);
        return undefined;
      }
      taken.push(part);
    }
  } catch (error) {
    await giveAllBack(taken);
    throw error;
  }
  return taken;
}

/** Once only: a count whose answer was lost may have been made, and a second one would give back what others took. */
async function giveAllBack(taken: readonly Taken[]): Promise<void> {
  await unlessStoreFails(taken.map((each) => each.budget.change(each, 0)));
}

/** What came of each, without those that failed: the store has told of it, and what was taken stays so. */
async function unlessStoreFails(works: readonly Promise<Taken>[]): Promise<readonly Taken[]> {
  const settled = await Promise.allSettled(works);
  return settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
}
