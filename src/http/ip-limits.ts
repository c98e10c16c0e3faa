/** Limits per address over all numbers: one operation of the store for each request, shared by all processes. */
import { hash as digest } from 'node:crypto';
import type { Response } from 'express';
import type { Problem } from '../contract/problems.js';
import { HOUR } from '../core/limits/number-limits.js';
import { explained } from '../engine/engine.js';
import type { Lifecycle } from '../engine/lifecycle/lifecycle.js';
import { networkOf, siteOf } from '../engine/records/network.js';
import type { Clock } from '../ports/clock.js';
import type { Emit } from '../ports/events.js';
import type { CallVerificationStore } from '../ports/store.js';

/** How many requests one address may send, over all numbers. The networks of one IPv6 /48 may together send sixteen times as many. */
export interface IpLimitOptions {
  /** Starts from one network (IPv4 address or IPv6 /56) in an hour: 1 to 1 000 000. @default 30 */
  readonly startsPerHour?: number | undefined;
  /** Checks from one network (IPv4 address or IPv6 /56) in an hour: 1 to 1 000 000. @default 60 */
  readonly checksPerHour?: number | undefined;
}

/** A site has 256 networks. It gets less than they have in all, or whoever has a site would have no limit to speak of. */
const NETWORKS_PER_SITE = 16;

/** What the limiter needs. */
export interface IpLimitNeeds {
  /** False: switched off. */
  readonly ipLimits: Readonly<Record<keyof IpLimitOptions, number>> | false;
  /** With a deadline for each operation. */
  readonly store: CallVerificationStore;
  /** A keyed hash for store keys. */
  hash(label: string, value: string): string;
  readonly clock: Clock;
  readonly emit: Emit;
  /** Whether answers say which limit refused a request. */
  readonly isDevelopment: boolean;
  /** A shutdown waits for what is counted. */
  readonly lifecycle: Pick<Lifecycle, 'others'>;
}

/** Counts one request of its network and site; returns a problem if that was one too many. A closed connection has no address. */
export type IpLimiter = (address: string | undefined, res: Response) => Promise<Problem | undefined>;

/** @param kind what is counted: each has its own limit and counters */
export function createIpLimiter(needs: IpLimitNeeds, kind: 'starts' | 'checks'): IpLimiter {
  const { ipLimits, store, clock, hash, emit, lifecycle } = needs;
  if (ipLimits === false) return async () => undefined;
  const name = kind === 'starts' ? 'startsPerHour' : 'checksPerHour';
  const limit = ipLimits[name];
  const option = `ipLimits.${name}` as const;
  const count: IpLimiter = async (address, res) => {
    const now = clock();
    // The window is part of the key, so the store's expiry only cleans up.
    const hour = Math.floor(now / HOUR);
    const end = (hour + 1) * HOUR;
    const add = (key: string): Promise<number> => store.count(`r:${kind}:${hour}:${hash('address', key)}`, 1, { expiresAt: end + HOUR });
    // Requests without an address share one.
    const network = networkOf(address) ?? 'unknown';
    const used = await add(network);
    // The end of the hour, which is the same for all.
    const retryAfterSeconds = Math.ceil((end - now) / 1000);
    // draft-ietf-httpapi-ratelimit-headers-08. A limiter of the host's may have sent its own already.
    res.appendHeader('RateLimit', `"${kind}"; r=${Math.max(limit - used, 0)}; t=${retryAfterSeconds}`);
    res.appendHeader('RateLimit-Policy', `"${kind}"; q=${limit}; w=${HOUR / 1000}; pk=:${partitionOf(network)}:`);
    // Afterwards, so that what a network is refused takes nothing from its neighbours, and in no header, which would tell of them.
    const site = used > limit ? undefined : siteOf(address);
    const isTooMuch = used > limit || (site !== undefined && (await add(site)) > NETWORKS_PER_SITE * limit);
    if (!isTooMuch) return undefined;
    emit({ type: 'limit.reached', limit: `address.${kind}`, option });
    return explained(needs, { ok: false, code: 'too_many_requests', retryAfterSeconds }, option);
  };
  return (address, res) => lifecycle.others.run(() => count(address, res));
}

/** Tells a client which of its requests count together. */
function partitionOf(network: string): string {
  return digest('sha256', network, 'base64').slice(0, 16);
}
