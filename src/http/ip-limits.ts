/** Limits per address over all numbers, by express-rate-limit over the service's store. */
import type { Request, RequestHandler, Response } from 'express';
import { type Options, rateLimit } from 'express-rate-limit';
import type { Problem } from '../contract/problems.js';
import { HOUR } from '../core/limits/number-limits.js';
import type { Lifecycle } from '../engine/lifecycle/lifecycle.js';
import { networkOf, siteOf } from '../engine/records/network.js';
import type { Clock } from '../ports/clock.js';
import type { Emit } from '../ports/events.js';
import type { CallVerificationStore } from '../ports/store.js';
import { createRateLimitStore } from '../stores/rate-limit-store.js';
import { clientAddress } from './client-address.js';
import { runMiddleware } from './run-middleware.js';

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
  /** A shutdown waits for what is counted. */
  readonly lifecycle: Pick<Lifecycle, 'others'>;
}

/** Carries the limiter's refusal to the caller. */
class AddressLimitReached extends Error {}

/** Counts one request of its network and site; returns a problem if that was one too many. */
export type IpLimiter = (req: Request, res: Response) => Promise<Problem | undefined>;

/** @param kind what is counted: each has its own limit and counters */
export function createIpLimiter({ ipLimits, store, clock, hash, emit, lifecycle }: IpLimitNeeds, kind: 'starts' | 'checks'): IpLimiter {
  if (ipLimits === false) return async () => undefined;
  const limit = kind === 'starts' ? ipLimits.startsPerHour : ipLimits.checksPerHour;
  const create = (of: 'network' | 'site', options: Pick<Options, 'limit' | 'keyGenerator' | 'standardHeaders'>): RequestHandler =>
    rateLimit({
      ...options,
      windowMs: HOUR,
      store: createRateLimitStore(store, { name: kind, hash: (key) => hash('address', key), clock }),
      legacyHeaders: false,
      identifier: kind,
      requestPropertyName: `callVerification.${kind}.${of}`,
      // `clientAddress` reports the same in our own words, and refuses where these checks only log.
      validate: { xForwardedForHeader: false, trustProxy: false, ip: false, keyGeneratorIpFallback: false },
      handler: (_req, _res, next) => next(new AddressLimitReached()),
    });
  // A closed connection has no address; all such requests share one.
  const ofNetwork = create('network', { limit, keyGenerator: (req) => networkOf(req.ip) ?? 'unknown', standardHeaders: 'draft-8' });
  // Its headers would tell a client what its neighbours do.
  const ofSite = create('site', {
    limit: NETWORKS_PER_SITE * limit,
    keyGenerator: (req) => siteOf(req.ip) ?? 'none',
    standardHeaders: false,
  });
  const count: IpLimiter = async (req, res) => {
    clientAddress(req);
    try {
      await runMiddleware(ofNetwork, req, res);
      // Afterwards, so that what a network is refused takes nothing from its neighbours.
      if (siteOf(req.ip) !== undefined) await runMiddleware(ofSite, req, res);
      return undefined;
    } catch (error) {
      if (!(error instanceof AddressLimitReached)) throw error;
      emit({ type: 'limit.reached', limit: `address.${kind}` });
      // The end of the hour, which is the same for all.
      return { ok: false, code: 'too_many_requests', retryAfterSeconds: Math.ceil((HOUR - (clock() % HOUR)) / 1000) };
    }
  };
  return (req, res) => lifecycle.others.run(() => count(req, res));
}
