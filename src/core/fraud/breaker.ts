/** The breakers' decisions: by which figures a prefix, a country or the checking of codes looks like fraud. */

/** In milliseconds. */
export const MINUTE = 60_000;

/** - `enforce`: challenges, or slows down to a probe a minute. - `audit`: tells, by events. - `off`: nothing is counted, so the scope's limits do not hold either. */
export type BreakerMode = 'enforce' | 'audit' | 'off';

/** What each breaker does when it trips. */
export interface BreakerModes {
  /** Numbers without their last four digits: where a pumper's numbers lie side by side. @default 'enforce' */
  readonly prefix: BreakerMode;
  /** @default 'audit' */
  readonly country: BreakerMode;
  /** The share of wrong codes, over all numbers. Enforced only where the host can ask for a challenge. @default 'enforce' */
  readonly wrongCodes: BreakerMode;
}

export const DEFAULT_BREAKER_MODES: BreakerModes = { prefix: 'enforce', country: 'audit', wrongCodes: 'enforce' };

/** Infinity switches a limit off. Clients that are trusted pass all of these; their dials are counted. */
export interface BreakerLimits {
  /** Dials of a prefix that may be unsettled at once. Five more may be unpaid, 25 at least. @default 20 */
  readonly prefixUnsettled: number;
  /** Of a prefix's (and a country's) dials, the share that must end verified; 0 switches the shares off. @default 0.2 */
  readonly prefixVerifiedShare: number;
  /** Dials of a prefix in an hour of the clock. @default 200 */
  readonly prefixStartsPerHour: number;
  /** Dials of a prefix in a day (UTC); costs a counter more. @default Infinity */
  readonly prefixStartsPerDay: number;
  /** Dials to a country in an hour of the clock; those of other processes by counts that are up to two seconds old. @default Infinity */
  readonly countryStartsPerHour: number;
  /** The same in a day (UTC). @default Infinity */
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
  /** Of this and the last minute of the clock, and not verified: a dial is unsettled for 60 s at least and 120 s at most. */
  readonly unsettled: number;
  /** Dials of the last day for which no verified one makes up; at a share of 0.2 each makes up for five. */
  readonly unpaid: number;
}

export interface CountryFigures {
  readonly starts: number;
  readonly verified: number;
  /** Of `starts`, those that are not of this or the last minute of the clock. */
  readonly settled: number;
}

export interface CodeFigures {
  readonly checks: number;
  readonly wrong: number;
}

/** Which figures look like fraud: too many unsettled dials, too few verified ones, or too many unpaid ones. */
export type TripReason = 'unsettled' | 'unverified' | 'starts';

/** Settled dials from which their verified share says something. */
const ENOUGH_SETTLED = 20;
/** Unpaid dials, settled or not, that are too many: five more than may be unsettled, and at least this many. */
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
 * `unsettled` stops a burst and `unverified` what goes on for longer. But one who keeps just below 20 unsettled dials would
 * get about 40 through before 20 are settled, and one whose dials lie across three hours of the clock about 30. So `starts`:
 * each dial adds one to what is unpaid, each verified one takes 1 / 0.2 = 5 away, and nothing is saved up below 0. Who
 * verifies none has 25 unpaid after 25 dials, and the 26th is refused: at any pace that makes 25 in the counter's day,
 * and however many race, since one counter gives each dial a total of its own.
 *
 * People of whom 60 % verify within 20 s: a group of n adds n and takes 5 * 0.6 n = 3n away, so nothing of it is left after
 * 20 s, and unpaid are at most the dials younger than that. `unsettled` allows 20 of them, so `starts` never is the one to
 * refuse. `unverified` needs less than 20 % where 60 % are.
 */
export function whyPrefixTrips(figures: PrefixFigures, limits: BreakerLimits): TripReason | undefined {
  if (figures.unsettled >= limits.prefixUnsettled) return 'unsettled';
  if (isTooFew(figures.verified, figures.starts - figures.unsettled, ENOUGH_SETTLED, limits)) return 'unverified';
  return figures.unpaid >= mostUnpaid(limits) ? 'starts' : undefined;
}

/** By the share alone: a whole country's first minutes would look like fraud by the other figures. */
export function whyCountryTrips({ verified, settled }: CountryFigures, limits: BreakerLimits): TripReason | undefined {
  return isTooFew(verified, settled, ENOUGH_SETTLED_OF_A_COUNTRY, limits) ? 'unverified' : undefined;
}

/** People mistype some codes; guessers mistype nearly all. */
export function areCodesGuessed({ checks, wrong }: CodeFigures): boolean {
  return checks >= ENOUGH_CHECKS && wrong > MOST_WRONG * checks;
}

function isTooFew(verified: number, of: number, enough: number, { prefixVerifiedShare }: BreakerLimits): boolean {
  // 0.2 is no binary fraction, and 7 of 35 are not less than it.
  return of >= enough && verified < of * prefixVerifiedShare - 1e-9;
}
