/** What no attack may exceed in any run, as pure functions of what was seen from outside. */

/** Something that was seen, at a time in milliseconds. */
export interface Seen {
  readonly at: number;
}

export interface SeenOfNumber extends Seen {
  readonly phone: string;
}

/** A bound with what was measured against it. */
export interface Bound {
  readonly name: string;
  /** The most that holds. */
  readonly most: number;
  readonly measured: number;
}

const MINUTE = 60_000;
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export const MOST_FAILED_GUESSES_PER_DAY = 10;
const MOST_FAILED_GUESSES_PER_MONTH = 30;
const MOST_CALLS_BEFORE_CHALLENGE = 25;
const MOST_CALLS_PER_NUMBER_AND_HOUR = 5;
const MOST_CALLS_PER_NUMBER_AND_DAY = 10;
const MOST_STARTS_PER_ADDRESS = 30;
export const MOST_CHECKS_PER_VERIFICATION = 3;

export function isHeld({ most, measured }: Bound): boolean {
  return measured <= most;
}

/** The most that lie in any `window` milliseconds, its end not included. */
export function mostWithin(seen: readonly Seen[], window: number): number {
  const times = seen.map(({ at }) => at).sort((a, b) => a - b);
  let most = 0;
  let first = 0;
  for (const [index, at] of times.entries()) {
    while ((times[first] ?? at) <= at - window) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}

/** The same, of the number that has the most. */
export function mostOfOneNumber(seen: readonly SeenOfNumber[], window: number): number {
  return Math.max(0, ...[...groupBy(seen, ({ phone }) => phone).values()].map((each) => mostWithin(each, window)));
}

/** @param window default a day */
export function failedGuessesPerNumber(failures: readonly SeenOfNumber[]): readonly Bound[] {
  return [
    { name: 'failed guesses per number and day', most: MOST_FAILED_GUESSES_PER_DAY, measured: mostOfOneNumber(failures, DAY) },
    { name: 'failed guesses per number and 30 days', most: MOST_FAILED_GUESSES_PER_MONTH, measured: mostOfOneNumber(failures, 30 * DAY) },
  ];
}

export function callsPerNumber(calls: readonly SeenOfNumber[]): readonly Bound[] {
  return [
    { name: 'calls per number and hour', most: MOST_CALLS_PER_NUMBER_AND_HOUR, measured: mostOfOneNumber(calls, HOUR) },
    { name: 'calls per number and day', most: MOST_CALLS_PER_NUMBER_AND_DAY, measured: mostOfOneNumber(calls, DAY) },
  ];
}

/** A start by somebody who never proves anything, and whether a call was placed for it. */
export interface SeenStart extends Seen {
  readonly prefix: string;
  readonly isDialled: boolean;
}

/**
 * Calls to the prefix that had the most of them before it turned anybody away: within this and the last hour of the clock, as
 * whoever is slower than that spends what a person might.
 *
 * @param canChallenge without a challenge, a prefix that is closed lets one probe a minute through: those are not counted
 */
export function callsBeforeChallenge(starts: readonly SeenStart[], canChallenge: boolean): Bound {
  const before = [...groupBy(starts, ({ prefix }) => prefix).values()].map((each) => {
    const challenged = each.findIndex(({ isDialled }) => !isDialled);
    const hours = groupBy(challenged === -1 ? each : each.slice(0, challenged), ({ at }) => Math.floor(at / HOUR));
    const windows = [...hours].map(([hour, calls]) => [...(hours.get(hour - 1) ?? []), ...calls]);
    return Math.max(0, ...windows.map((calls) => calls.length - (canChallenge ? 0 : probesAmong(calls))));
  });
  return {
    name: 'calls within two hours before a prefix is challenged',
    most: MOST_CALLS_BEFORE_CHALLENGE,
    measured: Math.max(0, ...before),
  };
}

/** Of the calls after as many as may be, one for each minute. */
function probesAmong(calls: readonly Seen[]): number {
  return new Set(calls.slice(MOST_CALLS_BEFORE_CHALLENGE).map(({ at }) => Math.floor(at / MINUTE))).size;
}

const MOST_CALLS_OF_A_PREFIX_PER_HOUR = 200;
const CALLS_WITHOUT_SUSPICION = 3;
/** What one verified call pays for: 1 / `prefixVerifiedShare`. */
const PAID_BY_ONE = 5;

export interface PrefixPumped {
  /** Those of the pumper: none was verified on the day of the attack. */
  readonly calls: readonly Seen[];
  /** All to the prefix. */
  readonly ofAnybody: readonly Seen[];
  /** How many numbers the pumper verified before. */
  readonly numbers: number;
  /** Calls to the prefix that others verified on that day. */
  readonly paid: number;
  /** There is no challenge: one call a minute is let through to a prefix that is closed. */
  readonly isProbing: boolean;
}

/**
 * Calls to numbers that a pumper owns and verified once.
 *
 * Of volume: a prefix gets 200 calls in an hour of the clock, whoever asks. Of suspicion: each number may be dialled three times since it
 * was verified without being suspected, which makes 3 for each. What comes after that is a stranger's: 25 unpaid calls, and five more
 * for each call that a customer of the same prefix verifies on that day. Where nobody can be challenged, one call a minute passes a
 * closed prefix: one for each minute in which the pumper was called, at the most.
 */
export function callsToPrefix({ calls, ofAnybody, numbers, paid, isProbing }: PrefixPumped): readonly Bound[] {
  const probes = isProbing ? new Set(calls.map(({ at }) => Math.floor(at / MINUTE))).size : 0;
  const perHour = [...groupBy(ofAnybody, ({ at }) => Math.floor(at / HOUR)).values()].map((each) => each.length);
  return [
    { name: 'calls to a prefix in an hour', most: MOST_CALLS_OF_A_PREFIX_PER_HOUR, measured: Math.max(0, ...perHour) },
    {
      name: 'unverified calls to numbers that were verified once',
      most: CALLS_WITHOUT_SUSPICION * numbers + MOST_CALLS_BEFORE_CHALLENGE + PAID_BY_ONE * paid + probes,
      measured: calls.length,
    },
  ];
}

/** Calls in all that may be placed in an hour and in a day of UTC. */
export interface CallBudget {
  readonly perHour: number;
  readonly perDay: number;
}

/** Calls of a window of the budget beyond it. Budgets count hours and days of UTC. */
export function callsOverBudget(calls: readonly Seen[], budget: CallBudget, inFlight: number): Bound {
  const over = (window: number, most: number): number[] =>
    [...groupBy(calls, ({ at }) => Math.floor(at / window)).values()].map((each) => each.length - most);
  const measured = Math.max(0, ...over(HOUR, budget.perHour), ...over(DAY, budget.perDay));
  return { name: 'calls over the budget (most: those in flight)', most: inFlight, measured };
}

/** Calls for one address in any hour of UTC. */
export function startsPerAddress(calls: readonly Seen[]): Bound {
  const hours = [...groupBy(calls, ({ at }) => Math.floor(at / HOUR)).values()].map((each) => each.length);
  return { name: 'calls for one address in an hour', most: MOST_STARTS_PER_ADDRESS, measured: Math.max(0, ...hours) };
}

/** None of these may ever be. */
export function none(name: string, measured: number): Bound {
  return { name, most: 0, measured };
}

function groupBy<T, K>(all: readonly T[], keyOf: (each: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const each of all) {
    const group = groups.get(keyOf(each));
    if (group === undefined) groups.set(keyOf(each), [each]);
    else group.push(each);
  }
  return groups;
}
