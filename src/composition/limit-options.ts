/** The options that bound what attackers get: limits of numbers, prefixes and countries, budgets, breakers. */
import { z } from 'zod';
import { type BreakerMode, DEFAULT_BREAKER_LIMITS, DEFAULT_BREAKER_MODES } from '../core/fraud/breaker.js';
import type { MoneyBudget } from '../core/fraud/money.js';
import { DEFAULT_NUMBER_LIMITS } from '../core/limits/number-limits.js';
import { moneyBudgetsOption } from '../options/money-options.js';
import { option, type ShapeOf } from '../options/parse-options.js';

/** How many dials and failed checks there may be. Whole numbers from 1 to 1 000 000, or `false`: that limit is switched off. */
export interface LimitOptions {
  /** Dials of one number in any hour. @default 5 */
  readonly startsPerHour?: number | false | undefined;
  /** Dials of one number in any 24 hours. @default 10 */
  readonly startsPerDay?: number | false | undefined;
  /** Failed checks of one number in any 24 hours: at four digits 10 mean 0.1 % for a guesser (NIST SP 800-63B-4, 3.1.3.2). @default 10 */
  readonly failuresPerDay?: number | false | undefined;
  /** Failed checks of one number in any 30 days. @default 30 */
  readonly failuresPerMonth?: number | false | undefined;
  /** Verifications of one number begun by one network (IPv4 address or IPv6 /64) in any hour. @default 3 */
  readonly networkStartsPerHour?: number | false | undefined;
  /** Verifications of one number begun by one network in any 24 hours. @default 5 */
  readonly networkStartsPerDay?: number | false | undefined;
  /** Failed checks of one number by one network in any 24 hours, so that no stranger can lock a person out. @default 5 */
  readonly networkFailuresPerDay?: number | false | undefined;
  /** Dials of a prefix that may be unsettled at once. Five more may be unpaid, 25 at least. @default 20 */
  readonly prefixUnsettled?: number | false | undefined;
  /** Of a prefix's (and a country's) dials, the share from 0 to 1 that must end verified. @default 0.2 */
  readonly prefixVerifiedShare?: number | false | undefined;
  /** Dials of a prefix in an hour of the clock. @default 200 */
  readonly prefixStartsPerHour?: number | false | undefined;
  /** Dials of a prefix in a day (UTC); costs a counter more. @default false */
  readonly prefixStartsPerDay?: number | false | undefined;
  /** Dials to a country in an hour of the clock, by counts that are up to a second old. @default false */
  readonly countryStartsPerHour?: number | false | undefined;
  /** Dials to a country in a day (UTC), by counts that are up to a second old. @default false */
  readonly countryStartsPerDay?: number | false | undefined;
  /** Calls in all, over all numbers and processes, in an hour (UTC): 1 to 1 000 000 000. @default not limited */
  readonly callsPerHour?: number | undefined;
  /** Calls in all, over all numbers and processes, in a day (UTC): 1 to 1 000 000 000. @default not limited: a warning in production */
  readonly callsPerDay?: number | undefined;
}

/** What may be spent, by currency, for example `{ RUB: { perHour: 500, perDay: 5000 } }`. Hours and days are UTC's. */
export type BudgetOptions = Readonly<Record<string, MoneyBudget>>;

/** What each breaker does when it trips. */
export interface BreakerOptions {
  /** Of numbers without their last four digits: where a pumper's numbers lie side by side. @default 'enforce' */
  readonly prefix?: BreakerMode | undefined;
  /** Of countries. @default 'audit' */
  readonly country?: BreakerMode | undefined;
  /** Of the share of wrong codes, over all numbers. Enforced only where the host can ask for a challenge. @default 'enforce' */
  readonly wrongCodes?: BreakerMode | undefined;
}

const off = (limit: z.ZodType<number, number>, error: string) =>
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
    } satisfies ShapeOf<LimitOptions>,
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
    } satisfies ShapeOf<BreakerOptions>,
    { error: 'an object such as { prefix: "enforce", country: "audit", wrongCodes: "enforce" }' },
  )
  .prefault({});

export const budgetsOption = moneyBudgetsOption.prefault({});
