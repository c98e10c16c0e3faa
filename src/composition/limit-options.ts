/** The options that bound what attackers get: limits of numbers, prefixes and countries, budgets, breakers. */
import { z } from 'zod';
import { type BreakerLimits, type BreakerModes, DEFAULT_BREAKER_LIMITS, DEFAULT_BREAKER_MODES } from '../core/fraud/breaker.js';
import { type MoneyBudget, moneyBudgetsOption } from '../core/fraud/money.js';
import { DEFAULT_NUMBER_LIMITS, type NumberLimits } from '../core/limits/number-limits.js';
import { option } from '../core/options/parse-options.js';

/** Each limit may be `false`: switched off. */
export type LimitOptions = { readonly [Name in keyof NumberLimits]?: number | false } & {
  readonly [Name in keyof BreakerLimits]?: number | false;
} & {
  /** Calls in all, over all numbers and processes, in an hour (UTC). No default. */
  readonly callsPerHour?: number;
  /** Calls in all, over all numbers and processes, in a day (UTC). No default: a warning in production. */
  readonly callsPerDay?: number;
};

/** What may be spent, by currency, for example `{ RUB: { perHour: 500, perDay: 5000 } }`. Hours and days are UTC's. */
export type BudgetOptions = Readonly<Record<string, MoneyBudget>>;

/** What each breaker does when it trips. */
export type BreakerOptions = Partial<BreakerModes>;

const off = (limit: z.ZodType<number>, error: string) =>
  z.union([limit, z.literal(false)], { error }).transform((value) => (value === false ? Number.POSITIVE_INFINITY : value));
const limit = off(option.integer(1, 1_000_000), 'a whole number from 1 to 1000000, or false');
const share = z
  .union([option.number(0, 1), z.literal(false)], { error: 'a share from 0 to 1, or false' })
  .transform((value) => (value === false ? 0 : value));
const calls = option.integer(1, 1_000_000_000).optional();

function withDefaults<Name extends string>(defaults: Readonly<Record<Name, number>>): Record<Name, z.ZodDefault<typeof limit>> {
  const entries = Object.entries<number>(defaults).map(([name, value]) => [name, limit.default(value)]);
  return Object.fromEntries(entries) as Record<Name, z.ZodDefault<typeof limit>>;
}

const { prefixVerifiedShare, ...wholeBreakerLimits } = DEFAULT_BREAKER_LIMITS;

export const limitsOption = z
  .strictObject(
    {
      ...withDefaults({ ...DEFAULT_NUMBER_LIMITS }),
      ...withDefaults(wholeBreakerLimits),
      prefixVerifiedShare: share.default(prefixVerifiedShare),
      callsPerHour: calls,
      callsPerDay: calls,
    },
    { error: 'an object of limits' },
  )
  .prefault({});

const mode = option.oneOf(['enforce', 'audit', 'off']);

export const breakersOption = z
  .strictObject(
    {
      prefix: mode.default(DEFAULT_BREAKER_MODES.prefix),
      country: mode.default(DEFAULT_BREAKER_MODES.country),
      wrongCodes: mode.default(DEFAULT_BREAKER_MODES.wrongCodes),
    },
    { error: 'an object such as { prefix: "enforce", country: "audit", wrongCodes: "enforce" }' },
  )
  .prefault({});

export const budgetsOption = moneyBudgetsOption.prefault({});
