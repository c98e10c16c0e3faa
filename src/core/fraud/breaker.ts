/** The breakers' decisions: which figures of a prefix, a country or the checks of codes look like fraud. */

export const MINUTE = 60_000;

/**
 * - `enforce`: asks for the challenge, or lets one call a minute through. - `audit`: only reports by events. - `off`: counts nothing, so
 * the limits of this scope do not hold either.
 */
export type BreakerMode = 'enforce' | 'audit' | 'off';

/** What each breaker does when it trips. */
export interface BreakerModes {
  /** For each prefix: an attacker that pumps calls has many numbers that differ only in their last four digits. @default 'enforce' */
  readonly prefix: BreakerMode;
  /** @default 'audit' */
  readonly country: BreakerMode;
  /** For the share of wrong codes, over all numbers. Enforced only where the host has a `challenge`. @default 'enforce' */
  readonly wrongCodes: BreakerMode;
}

export const DEFAULT_BREAKER_MODES: BreakerModes = { prefix: 'enforce', country: 'audit', wrongCodes: 'enforce' };

/** Infinity switches a limit off. The two for suspicion let trusted dials and passed challenges through; the others exempt nobody. */
export interface BreakerLimits {
  /** Dials of a prefix that may be unsettled at once. Five more may be unpaid, and at least 25. @default 20 */
  readonly prefixUnsettled: number;
  /** The share of the dials of a prefix (and of a country) that must be verified; 0 switches the shares off. @default 0.2 */
  readonly prefixVerifiedShare: number;
  /** Dials of a prefix in an hour of the clock. @default 200 */
  readonly prefixStartsPerHour: number;
  /** Dials of a prefix in a day (UTC); needs one more counter for each start. @default Infinity */
  readonly prefixStartsPerDay: number;
  /** Dials to a country in an hour of the clock; those of other processes are up to two seconds old. @default Infinity */
  readonly countryStartsPerHour: number;
  /** Dials to a country in a day (UTC). @default Infinity */
  readonly countryStartsPerDay: number;
}

export const DEFAULT_BREAKER_LIMITS: BreakerLimits = {
  prefixUnsettled: 20,
  prefixVerifiedShare: 0.2,
  prefixStartsPerHour: 200,
  prefixStartsPerDay: Number.POSITIVE_INFINITY,
  countryStartsPerHour: Number.POSITIVE_INFINITY,
  countryStartsPerDay: Number.POSITIVE_INFINITY,
};

/** Dials before the one that is asked for. `starts` and `verified` are of this and the last hour of the clock. */
export interface PrefixFigures {
  readonly starts: number;
  readonly verified: number;
  /** Not verified, and of this or the last minute of the clock: a dial is unsettled for 60 to 120 s. */
  readonly unsettled: number;
  /** Dials of the last day minus five for each verified one (at a share of 0.2), never below 0. */
  readonly unpaid: number;
}

export interface CountryFigures {
  readonly starts: number;
  readonly verified: number;
  /** Of `starts`, those before this and the last minute of the clock. */
  readonly settled: number;
}

export interface CodeFigures {
  readonly checks: number;
  readonly wrong: number;
}

/** Which figures look like fraud: too many unsettled dials, too few verified ones, or too many unpaid ones. */
export type TripReason = 'unsettled' | 'unverified' | 'starts';

/** From so many settled dials on, the share of verified ones says something. */
const ENOUGH_SETTLED = 20;
/** So many unpaid dials, settled or not, are too many: five more than may be unsettled, and at least this many. */
const MOST_UNPAID = 25;
const ENOUGH_SETTLED_OF_A_COUNTRY = 100;
const ENOUGH_CHECKS = 50;
const MOST_WRONG = 0.5;

export function mostUnpaid({ prefixUnsettled }: BreakerLimits): number {
  return Math.max(MOST_UNPAID, prefixUnsettled + 5);
}

/**
 * Why the next dial of a prefix is refused; `undefined` if it is not.
 *
 * `unsettled` stops a burst, and `unverified` stops what goes on for longer. But an attacker that stays just below 20 unsettled dials
 * would place about 40 calls before 20 are settled, and one that spreads its dials over three hours of the clock about 30. Therefore
 * `starts`: each dial adds one to the unpaid dials, each verified one subtracts 1 / 0.2 = 5, and the sum is never below 0. A client that
 * verifies none has 25 unpaid dials after 25, and the 26th is refused, however slow they are within the counter's day, and however many
 * requests it sends at once: one counter gives each dial its own total.
 *
 * Honest people, of whom 60 % verify within 20 s: a group of n adds n and subtracts 5 * 0.6 n = 3n, so only dials younger than 20 s are
 * unpaid. `unsettled` allows 20 of them, so `starts` is never the limit that refuses. `unverified` refuses below 20 %, and they have 60 %.
 */
export function whyPrefixTrips(figures: PrefixFigures, limits: BreakerLimits): TripReason | undefined {
  if (figures.unsettled >= limits.prefixUnsettled) return 'unsettled';
  if (isTooFew(figures.verified, figures.starts - figures.unsettled, ENOUGH_SETTLED, limits)) return 'unverified';
  return figures.unpaid >= mostUnpaid(limits) ? 'starts' : undefined;
}

/** By the share alone: by the other figures the first minutes of a whole country would look like fraud. */
export function whyCountryTrips({ verified, settled }: CountryFigures, limits: BreakerLimits): TripReason | undefined {
  return isTooFew(verified, settled, ENOUGH_SETTLED_OF_A_COUNTRY, limits) ? 'unverified' : undefined;
}

/** People mistype some codes; an attacker that guesses mistypes nearly all. */
export function areCodesGuessed({ checks, wrong }: CodeFigures): boolean {
  return checks >= ENOUGH_CHECKS && wrong > MOST_WRONG * checks;
}

function isTooFew(verified: number, of: number, enough: number, { prefixVerifiedShare }: BreakerLimits): boolean {
  // 0.2 is not an exact binary fraction, and 7 of 35 is not less than it.
  return of >= enough && verified < of * prefixVerifiedShare - 1e-9;
}
