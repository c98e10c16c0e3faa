/** Money as whole micro-units of its currency, so that sums are exact. */

/** What one attempt costs. */
export interface Price {
  /** In units of the currency, not in hundredths. */
  readonly amount: number;
  /** ISO 4217, for example `RUB`. */
  readonly currency: string;
}

/** Budgets of one currency, in its units. At least one of the two. */
export interface MoneyBudget {
  /** In an hour (UTC): 0.01 to a billion units. @default not limited */
  readonly perHour?: number | undefined;
  /** In a day (UTC): 0.01 to a billion units. @default not limited */
  readonly perDay?: number | undefined;
}

/** Budgets in micro-units. */
export interface MoneyLimits extends MoneyBudget {
  /** The most expensive known call in this currency. If the part for proven clients is smaller than that, no part is kept. */
  readonly dearestCall?: number | undefined;
}

const MICRO = 1_000_000;
/** More than this is a misprint, not the price of a call; it would use up a budget at once. */
const MAX_TOLD_PRICE = 1000;

/** Whole micro-units. A price above 0 is at least one. */
export function toMicro(amount: number): number {
  return amount > 0 ? Math.max(1, Math.round(amount * MICRO)) : 0;
}

export function fromMicro(micro: number): number {
  return micro / MICRO;
}

/**
 * A price as a provider writes it: a plain decimal, with a point, such as `0.35`.
 *
 * @returns `undefined` for anything else, for more than 1000, and for 0, which more likely means "not known yet" than "free"
 */
export function readTold(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,9}(?:\.\d{1,20})?$/.test(text)) return undefined;
  const amount = Number(text);
  return amount > 0 && amount <= MAX_TOLD_PRICE ? amount : undefined;
}

/** The parsed budgets, each with the most expensive call of its currency. */
export function withDearestCalls(
  budgets: ReadonlyMap<string, MoneyBudget>,
  prices: readonly (Price | undefined)[],
): ReadonlyMap<string, MoneyLimits> {
  return new Map(
    [...budgets].map(([currency, limits]) => {
      const costs = prices.flatMap((price) => (price?.currency === currency && price.amount > 0 ? [toMicro(price.amount)] : []));
      return [currency, costs.length === 0 ? limits : { ...limits, dearestCall: Math.max(...costs) }];
    }),
  );
}
