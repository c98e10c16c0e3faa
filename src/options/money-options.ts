/** The options that name money. */
import { z } from 'zod';
import { type MoneyBudget, toMicro } from '../core/fraud/money.js';
import { option, type ShapeOf } from './parse-options.js';

/** A billion units are 10¹⁵ micro-units; sums of a few of them are still exact. */
const MAX_BUDGET = 1_000_000_000;
const CURRENCY = 'an ISO 4217 currency such as "RUB"';
const BUDGETS = 'budgets by currency such as { RUB: { perHour: 500, perDay: 5000 } }';

export function currencyOption(expected = CURRENCY) {
  return z.string({ error: expected }).regex(/^[A-Z]{3}$/, { error: expected });
}

const budget = option.number(0.01, MAX_BUDGET).transform(toMicro).optional();

/** Units in, micro-units out. */
export const moneyBudgetsOption = z
  .record(
    currencyOption(BUDGETS),
    z
      .strictObject({ perHour: budget, perDay: budget } satisfies ShapeOf<MoneyBudget>, { error: BUDGETS })
      .refine(({ perHour, perDay }) => perHour !== undefined || perDay !== undefined, { error: 'an object with perHour, perDay, or both' }),
    { error: BUDGETS },
  )
  .transform((budgets): ReadonlyMap<string, MoneyBudget> => new Map(Object.entries(budgets)));
