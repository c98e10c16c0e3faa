/** The options that limit attackers: limits of numbers, prefixes and countries, budgets, breakers. */
import { z } from 'zod';
import { type BreakerMode, DEFAULT_BREAKER_LIMITS, DEFAULT_BREAKER_MODES } from '../core/fraud/breaker.js';
import type { MoneyBudget } from '../core/fraud/money.js';
import { DEFAULT_NUMBER_LIMITS } from '../core/limits/number-limits.js';
import type { IpLimitOptions } from '../http/ip-limits.js';
import { moneyBudgetsOption } from '../options/money-options.js';
import { option, type ShapeOf } from '../options/parse-options.js';

/** How many dials and failed checks are allowed. Whole numbers from 1 to 1 000 000, or `false`, which switches the limit off. */
export interface LimitOptions {
  /** Dials of one number in any hour. @default 5 */
  readonly startsPerHour?: number | false | undefined;
  /** Dials of one number in any 24 hours. @default 10 */
  readonly startsPerDay?: number | false | undefined;
  /**
   * Failed checks of one number in any 24 hours. With four digits, 10 give an attacker a chance of 0.1 % (NIST SP 800-63B-4, 3.1.3.2).
   * @default 10
   */
  readonly failuresPerDay?: number | false | undefined;
  /** Failed checks of one number in any 30 days. @default 30 */
  readonly failuresPerMonth?: number | false | undefined;
  /** How many verifications of one number one network (IPv4 address or IPv6 /56) may begin in any hour. @default 3 */
  readonly networkStartsPerHour?: number | false | undefined;
  /** How many verifications of one number one network may begin in any 24 hours. @default 5 */
  readonly networkStartsPerDay?: number | false | undefined;
  /**
   * Failed checks of one number by one network in any 24 hours, so that no stranger can lock a person out. Strangers of one network also
   * have at most a third of `failuresPerMonth`; those of one IPv6 /48 together have seven tenths of `failuresPerDay` and half of
   * `failuresPerMonth`. No such share is below this limit, and `false` switches them off, too. @default 5
   */
  readonly networkFailuresPerDay?: number | false | undefined;
  /**
   * Dials of a prefix that may be unsettled (not verified, and younger than a minute or two) at once. Five more may be unpaid, and at
   * least 25. @default 20
   */
  readonly prefixUnsettled?: number | false | undefined;
  /** The share, from 0 to 1, of the dials of a prefix (and of a country) that must be verified. @default 0.2 */
  readonly prefixVerifiedShare?: number | false | undefined;
  /** Dials of a prefix in an hour of the clock, by anybody: no proof and no challenge opens this limit, nor the next three. @default 200 */
  readonly prefixStartsPerHour?: number | false | undefined;
  /** Dials of a prefix in a day (UTC); needs one more counter for each start. @default false */
  readonly prefixStartsPerDay?: number | false | undefined;
  /** Dials to a country in an hour of the clock; those of other processes are up to two seconds old. @default false */
  readonly countryStartsPerHour?: number | false | undefined;
  /** Dials to a country in a day (UTC); those of other processes are up to two seconds old. @default false */
  readonly countryStartsPerDay?: number | false | undefined;
  /** All calls, over all numbers and processes, in an hour (UTC): 1 to 1 000 000 000. @default not limited */
  readonly callsPerHour?: number | undefined;
  /**
   * All calls, over all numbers and processes, in a day (UTC): 1 to 1 000 000 000. @default not limited; without any budget a warning is
   * written in production
   */
  readonly callsPerDay?: number | undefined;
}

/** What may be spent, by currency, for example `{ RUB: { perHour: 500, perDay: 5000 } }`. Hours and days are in UTC. */
export type BudgetOptions = Readonly<Record<string, MoneyBudget>>;

/** What each breaker does when it trips. */
export interface BreakerOptions {
  /** For each prefix: an attacker that pumps calls has many numbers that differ only in their last four digits. @default 'enforce' */
  readonly prefix?: BreakerMode | undefined;
  /** For countries. @default 'audit' */
  readonly country?: BreakerMode | undefined;
  /** For the share of wrong codes, over all numbers. Enforced only where the host has a `challenge`. @default 'enforce' */
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

const DEFAULT_LIMITS = { ...DEFAULT_NUMBER_LIMITS, ...DEFAULT_BREAKER_LIMITS };

/** For one developer, who calls the same number from the same address all day. A page in a loop still comes to an end. */
const CALLS_OF_A_DEVELOPER = 1000;
const DEVELOPMENT_LIMITS: typeof DEFAULT_LIMITS = {
  ...DEFAULT_LIMITS,
  startsPerHour: CALLS_OF_A_DEVELOPER,
  startsPerDay: CALLS_OF_A_DEVELOPER,
  networkStartsPerHour: CALLS_OF_A_DEVELOPER,
  networkStartsPerDay: CALLS_OF_A_DEVELOPER,
  prefixUnsettled: Number.POSITIVE_INFINITY,
  prefixVerifiedShare: 0,
  prefixStartsPerHour: Number.POSITIVE_INFINITY,
};

function limitsWith({ prefixVerifiedShare, ...whole }: typeof DEFAULT_LIMITS) {
  return z
    .strictObject(
      {
        ...withDefaults(whole),
        prefixVerifiedShare: share.default(prefixVerifiedShare),
        callsPerHour: calls,
        callsPerDay: calls,
      } satisfies ShapeOf<LimitOptions>,
      { error: 'an object of limits' },
    )
    .prefault({});
}

function ipLimitsWith(startsPerHour: number, checksPerHour: number) {
  const limits = {
    startsPerHour: option.integer(1, 1_000_000).default(startsPerHour),
    checksPerHour: option.integer(1, 1_000_000).default(checksPerHour),
  } satisfies ShapeOf<IpLimitOptions>;
  return z.union([z.literal(false), z.strictObject(limits)], { error: 'false, or an object of limits per address' }).prefault({});
}

const delaysWith = (seconds: number[]) => option.listOf(option.integer(0, 3600), 'a list of seconds').default(seconds);

/** The options that development relaxes. What the host gives wins. No limit of guesses is among them. */
export const callLimits = {
  resendDelaysSeconds: delaysWith([30, 45, 60, 90]),
  limits: limitsWith(DEFAULT_LIMITS),
  ipLimits: ipLimitsWith(30, 60),
};

export const callLimitsOfDevelopment: typeof callLimits = {
  resendDelaysSeconds: delaysWith([1, 2, 3]),
  limits: limitsWith(DEVELOPMENT_LIMITS),
  ipLimits: ipLimitsWith(CALLS_OF_A_DEVELOPER, CALLS_OF_A_DEVELOPER),
};

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
