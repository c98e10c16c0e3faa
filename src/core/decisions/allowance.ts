/** What the limits of a number allow a client: when it may dial or check next, and how often it may fail. */

import type { NumberEntry } from '../entry/number-entry.js';
import { newestAttempt, type OpenVerification } from '../entry/verification.js';
import { byNetwork, bySite } from '../limits/client-network.js';
import type { LimitName } from '../limits/limit-name.js';
import { countWithin, DAY, freeAt, type Happening, HOUR, MONTH, type NumberLimits, type Standing } from '../limits/number-limits.js';
import { livingProofs } from '../limits/standing.js';
import { dialsOfOne, failureShares, without } from '../limits/strangers-shares.js';
import type { Rules } from './rules.js';

export interface Client {
  /** The name of its network in entries, if its address is known. */
  readonly network: string | undefined;
  readonly standing: Standing;
}

/** What closes a number to a client, and until when; it is open if that is now or earlier. */
export interface Closing {
  readonly until: number;
  readonly by: LimitName;
}

const closing = (by: LimitName, happenings: readonly Happening[], limit: number, window: number): Closing => ({
  by,
  until: freeAt(happenings, limit, window),
});

const last = (closings: readonly [Closing, ...(readonly Closing[])]): Closing =>
  closings.reduce((latest, each) => (each.until > latest.until ? each : latest));

/** The share of a proven number's failures that strangers cannot use up, and that other clients in a proving network cannot use up either. */
const KEPT_FROM: Readonly<Record<Standing, number>> = { stranger: 0.3, proven: 0.1, device: 0, challenged: 0 };

/** Whether a client is bound by the shares of networks and sites: one that proved the number has budgets of its own. */
const hasShares = (standing: Standing): boolean => standing === 'stranger' || standing === 'challenged';

/** The dials that count against a client. For a stranger all count; for others only their own, so that no stranger can use those up. */
function dialsAgainst<H extends Happening>(dials: readonly H[], standing: Standing): readonly H[] {
  return standing === 'stranger' ? dials : dials.filter((dial) => dial.standing === standing);
}

/**
 * The failures that count against a client. Failures after a passed challenge have a separate budget, because the host let these clients
 * pass. All others share one budget, so a number never has more failures than its limit unless the host allows it.
 */
function failuresAgainst(failures: readonly Happening[], standing: Standing): readonly Happening[] {
  return failures.filter((failure) => (failure.standing === 'challenged') === (standing === 'challenged'));
}

function failureWindows(
  entry: NumberEntry,
  { network, standing }: Client,
  limits: NumberLimits,
  now: number,
): readonly [Closing, ...(readonly Closing[])] {
  const kept = livingProofs(entry.proofs, now).length > 0 ? KEPT_FROM[standing] : 0;
  const open = { failuresPerDay: without(kept, limits.failuresPerDay), failuresPerMonth: without(kept, limits.failuresPerMonth) };
  const shares = failureShares(limits, open);
  const failures = failuresAgainst(entry.failures, standing);
  // A device is limited by its own failures, not by its neighbours'.
  const near = standing === 'device' ? failures.filter((failure) => failure.standing === 'device') : failures;
  const ofNetwork = byNetwork(near, network);
  const ofSite = bySite(near, network);
  const own = 'limits.networkFailuresPerDay';
  const windows = [
    closing('limits.failuresPerDay', failures, open.failuresPerDay, DAY),
    closing('limits.failuresPerMonth', failures, open.failuresPerMonth, MONTH),
    closing(own, ofNetwork, shares.networkPerDay, DAY),
  ] as const;
  if (!hasShares(standing)) return windows;
  return [
    ...windows,
    closing(own, ofNetwork, shares.networkPerMonth, MONTH),
    closing(own, ofSite, shares.sitePerDay, DAY),
    closing(own, ofSite, shares.sitePerMonth, MONTH),
  ];
}

/** What keeps this client from having the number dialled again: the growing delay, which is the same for all clients, or a limit. */
export function whatClosesDial(entry: NumberEntry, client: Client, rules: Rules, now: number): Closing {
  const { limits } = rules;
  const dials = dialsAgainst(entry.dials, client.standing);
  const near = hasShares(client.standing) ? bySite(dials, client.network) : byNetwork(dials, client.network);
  return last([
    { until: delayedUntil(entry, rules, now), by: 'resendDelaysSeconds' },
    closing('limits.startsPerHour', dials, limits.startsPerHour, HOUR),
    closing('limits.startsPerDay', dials, limits.startsPerDay, DAY),
    closing('limits.startsPerHour', near, dialsOfOne(limits.startsPerHour), HOUR),
    closing('limits.startsPerDay', near, dialsOfOne(limits.startsPerDay), DAY),
    whatClosesCheck(entry, { network: undefined, standing: client.standing }, limits, now),
  ]);
}

export const dialAllowedAt = (entry: NumberEntry, client: Client, rules: Rules, now: number): number =>
  whatClosesDial(entry, client, rules, now).until;

/** The client that began the newest attempt of a verification. */
export function clientOf(entry: NumberEntry, verification: OpenVerification): Client {
  const { mark } = newestAttempt(verification);
  return { network: entry.dials.find(({ run }) => run === mark.run)?.network, standing: verification.standing };
}

/** When the delay after the last dial is over. It protects the telephone, so no client passes it. */
function delayedUntil(entry: NumberEntry, { resendDelaysMs }: Rules, now: number): number {
  const last = Math.max(0, ...entry.dials.map((dial) => dial.at));
  const recent = countWithin(entry.dials, now, HOUR);
  const delay = resendDelaysMs[Math.min(recent, resendDelaysMs.length) - 1] ?? 0;
  // The last dial's time may be another process's, whose clock is ahead: without a delay there is nothing to wait for.
  return delay === 0 ? 0 : last + delay;
}

export function whatClosesBeginning(entry: NumberEntry, client: Client, rules: Rules, now: number): Closing {
  const { limits } = rules;
  const begun = byNetwork(dialsAgainst(entry.dials, client.standing), client.network).filter((dial) => dial.isFurther !== true);
  return last([
    whatClosesDial(entry, client, rules, now),
    closing('limits.networkStartsPerHour', begun, limits.networkStartsPerHour, HOUR),
    closing('limits.networkStartsPerDay', begun, limits.networkStartsPerDay, DAY),
    whatClosesCheck(entry, client, limits, now),
  ]);
}

export const beginAllowedAt = (entry: NumberEntry, client: Client, rules: Rules, now: number): number =>
  whatClosesBeginning(entry, client, rules, now).until;

/** What keeps the number, and this client's network, from failing another check. */
export function whatClosesCheck(entry: NumberEntry, client: Client, limits: NumberLimits, now: number): Closing {
  return last(failureWindows(entry, client, limits, now));
}

export const checkAllowedAt = (entry: NumberEntry, client: Client, limits: NumberLimits, now: number): number =>
  whatClosesCheck(entry, client, limits, now).until;
