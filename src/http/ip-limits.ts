/** Limits per address over all numbers, by express-rate-limit over the service's store. */
import { isIPv6 } from 'node:net';
import type { Request, RequestHandler, Response } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { HOUR } from '../core/limits.js';
import type { Problem } from '../core/problems.js';
import { createRateLimitStore } from '../stores/rate-limit-store.js';
import { clientAddress } from './client-address.js';
import type { HttpSettings } from './http-settings.js';
import { runMiddleware } from './run-middleware.js';

/** Carries the limiter's refusal out of it. */
class AddressLimitReached extends Error {
  constructor(readonly resetTime: number) {
    super('Too many requests of one address');
  }
}

/** A customer of an IPv6 provider has a /64 or more. */
const IPV6_PREFIX = 64;

/** Counts one request of its address; a problem if that was one too many. */
export type IpLimiter = (req: Request, res: Response) => Promise<Problem | undefined>;

/** @param kind what is counted: each has its own limit and counters */
export function createIpLimiter(settings: HttpSettings, kind: 'starts' | 'checks'): IpLimiter {
  const { ipLimits, store, clock, hash, emit } = settings;
  if (ipLimits === false) return async () => undefined;
  const limitOf = (req: Request): number => {
    if (kind === 'checks') return ipLimits.checksPerHour;
    const isMapped = req.ip?.startsWith('::ffff:') === true;
    return isIPv6(req.ip ?? '') && !isMapped ? ipLimits.startsPerHourIpv6 : ipLimits.startsPerHour;
  };
  const limiter: RequestHandler = rateLimit({
    windowMs: HOUR,
    limit: limitOf,
    // A connection that is gone has no address; all such share one.
    keyGenerator: (req) => (req.ip === undefined ? 'unknown' : ipKeyGenerator(req.ip, IPV6_PREFIX)),
    store: createRateLimitStore(store, { name: kind, hash: (key) => hash('address', key), clock }),
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    identifier: kind,
    // `clientAddress` says both in our own words, and refuses where these only log.
    validate: { xForwardedForHeader: false, trustProxy: false, ip: false },
    handler: (req, _res, next) => next(new AddressLimitReached((req as RateLimited).rateLimit?.resetTime?.getTime() ?? clock() + HOUR)),
  });
  return async (req, res) => {
    clientAddress(req);
    try {
      await runMiddleware(limiter, req, res);
      return undefined;
    } catch (error) {
      if (!(error instanceof AddressLimitReached)) throw error;
      emit({ type: 'limit.reached', limit: `address.${kind}` });
      const retryAfterSeconds = Math.max(1, Math.ceil((error.resetTime - clock()) / 1000));
      return { ok: false, code: 'too_many_requests', retryAfterSeconds };
    }
  };
}

interface RateLimited extends Request {
  readonly rateLimit?: { readonly resetTime?: Date };
}
