/** What the limits of a number allow a client: when it may dial or check next, and how often it may fail. */

import type { NumberEntry } from '../entry/number-entry.js';
import { newestAttempt, type OpenVerification } from '../entry/verification.js';
import { byNetwork, bySite } from '../limits/client-network.js';
import { countWithin, DAY, freeAt, type Happening, HOUR, MONTH, type NumberLimits, type Standing } from '../limits/number-limits.js';
import { livingProofs } from '../limits/standing.js';
import { dialsOfOne, failureShares, without } from '../limits/strangers-shares.js';
import type { Rules } from './rules.js';

export interface Client {
  /** The name of its network in entries, if its address is known. */
  readonly network: string | undefined;
  readonly standing: Standing;
}

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

function failureWindows(entry: NumberEntry, { network, standing }: Client, limits: NumberLimits, now: number) {
  const kept = livingProofs(entry.proofs, now).length > 0 ? KEPT_FROM[standing] : 0;
  const open = { failuresPerDay: without(kept, limits.failuresPerDay), failuresPerMonth: without(kept, limits.failuresPerMonth) };
  const shares = failureShares(limits, open);
  const failures = failuresAgainst(entry.failures, standing);
  // A device is limited by its own failures, not by its neighbours'.
  const near = standing === 'device' ? failures.filter((failure) => failure.standing === 'device') : failures;
  const ofNetwork = byNetwork(near, network);
  const ofSite = bySite(near, network);
  const windows = [
    { failures, limit: open.failuresPerDay, window: DAY },
    { failures, limit: open.failuresPerMonth, window: MONTH },
    { failures: ofNetwork, limit: shares.networkPerDay, window: DAY },
  ];
  if (!hasShares(standing)) return windows;
  return [
    ...windows,
    { failures: ofNetwork, limit: shares.networkPerMonth, window: MONTH },
    { failures: ofSite, limit: shares.sitePerDay, window: DAY },
    { failures: ofSite, limit: shares.sitePerMonth, window: MONTH },
  ];
}

/** When this client may have the number dialled again: by the growing delay, which is the same for all clients, and by the limits. */
export function dialAllowedAt(entry: NumberEntry, client: Client, rules: Rules, now: number): number {
  const { limits } = rules;
  const dials = dialsAgainst(entry.dials, client.standing);
  const near = hasShares(client.standing) ? bySite(dials, client.network) : byNetwork(dials, client.network);
  return Math.max(
    delayedUntil(entry, rules, now),
    freeAt(dials, limits.startsPerHour, HOUR),
    freeAt(dials, limits.startsPerDay, DAY),
    freeAt(near, dialsOfOne(limits.startsPerHour), HOUR),
    freeAt(near, dialsOfOne(limits.startsPerDay), DAY),
    checkAllowedAt(entry, { network: undefined, standing: client.standing }, limits, now),
  );
}

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

export function beginAllowedAt(entry: NumberEntry, client: Client, rules: Rules, now: number): number {
  const { limits } = rules;
  const begun = byNetwork(dialsAgainst(entry.dials, client.standing), client.network).filter((dial) => dial.isFurther !== true);
  return Math.max(
    dialAllowedAt(entry, client, rules, now),
    freeAt(begun, limits.networkStartsPerHour, HOUR),
    freeAt(begun, limits.networkStartsPerDay, DAY),
    checkAllowedAt(entry, client, limits, now),
  );
}

/** When the number, and this client's network, may fail another check. */
export function checkAllowedAt(entry: NumberEntry, client: Client, limits: NumberLimits, now: number): number {
  return Math.max(...failureWindows(entry, client, limits, now).map(({ failures, limit, window }) => freeAt(failures, limit, window)));
}
