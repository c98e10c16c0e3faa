/** The limits of one number: how many dials and failed checks are allowed, by which clients, in which time, and when the next one is. */

/** Windows in milliseconds. */
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const MONTH = 30 * DAY;

/** What one number may cost and suffer. The default of each limit gives its reason. */
export interface NumberLimits {
  /** Dials of one number in any hour. @default 5 */
  readonly startsPerHour: number;
  /** Dials of one number in any 24 hours. @default 10 */
  readonly startsPerDay: number;
  /** Failed checks of one number in any 24 hours. With four digits, 10 are a chance of 0.1 % (NIST SP 800-63B-4, 3.1.3.2). @default 10 */
  readonly failuresPerDay: number;
  /** Failed checks of one number in any 30 days. @default 30 */
  readonly failuresPerMonth: number;
  /** How many verifications of one number one network (IPv4 address or IPv6 /56) may begin in any hour. @default 3 */
  readonly networkStartsPerHour: number;
  /** How many verifications of one number one network may begin in any 24 hours. @default 5 */
  readonly networkStartsPerDay: number;
  /**
   * Failed checks of one number by one network in any 24 hours, so that no stranger can lock a person out. Strangers of one network also
   * have at most a third of `failuresPerMonth`; those of one IPv6 /48 together have seven tenths of `failuresPerDay` and half of
   * `failuresPerMonth`. No such share is below this limit, and `false` switches them off, too. @default 5
   */
  readonly networkFailuresPerDay: number;
}

export const DEFAULT_NUMBER_LIMITS: NumberLimits = {
  startsPerHour: 5,
  startsPerDay: 10,
  failuresPerDay: 10,
  failuresPerMonth: 30,
  networkStartsPerHour: 3,
  networkStartsPerDay: 5,
  networkFailuresPerDay: 5,
};

/** A weak pool of own numbers is not used for a number after so many failed checks in 24 hours. */
export const WEAK_FAILURES_PER_DAY = 2;

/**
 * What a client is to the limits of a number: a stranger, a client in a network that proved the number, the device that proved it, or a
 * client that passed the host's challenge. All but strangers have budgets that no stranger can use up.
 */
export type Standing = 'stranger' | 'proven' | 'device' | 'challenged';

/** In the order of the stored form: append only. */
export const STANDINGS = ['stranger', 'proven', 'device', 'challenged'] as const satisfies readonly Standing[];

/** Something that happened at a time, from a network (its name in entries) if that is known. */
export interface Happening {
  readonly at: number;
  readonly network?: string | undefined;
  /** Whose budget it used. Absent: a stranger's. */
  readonly standing?: Standing | undefined;
}

/** How many happened in the `window` milliseconds before `now`. */
export function countWithin(happenings: readonly Happening[], now: number, window: number): number {
  return happenings.filter((each) => each.at > now - window).length;
}

/** When fewer than `limit` will be in the sliding window; `now` or earlier if that is so already, as with a limit of Infinity. */
export function freeAt(happenings: readonly Happening[], limit: number, window: number): number {
  const blocking = happenings
    .map((each) => each.at)
    .sort((a, b) => b - a)
    .at(limit - 1);
  return blocking === undefined ? 0 : blocking + window;
}
