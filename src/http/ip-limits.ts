/** Limits per address over all numbers, by express-rate-limit over the service's store. */
import { isIPv6 } from 'node:net';
import type { Request, RequestHandler, Response } from 'express';
import { rateLimit } from 'express-rate-limit';
import type { Problem } from '../contract/problems.js';
import { HOUR } from '../core/limits/number-limits.js';
import { networkOf } from '../engine/records/network.js';
import type { Clock } from '../ports/clock.js';
import type { Emit } from '../ports/events.js';
import type { CallVerificationStore } from '../ports/store.js';
import { createRateLimitStore } from '../stores/rate-limit-store.js';
import { clientAddress } from './client-address.js';
import { runMiddleware } from './run-middleware.js';

/** How many requests one address may send, over all numbers. */
export interface IpLimitOptions {
  /** Starts from one IPv4 address in an hour: 1 to 1 000 000. @default 30 */
  readonly startsPerHour?: number | undefined;
  /** Starts from one IPv6 /64 in an hour: 1 to 1 000 000. @default 10 */
  readonly startsPerHourIpv6?: number | undefined;
  /** Checks from one IPv4 address or IPv6 /64 in an hour: 1 to 1 000 000. @default 60 */
  readonly checksPerHour?: number | undefined;
}

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
}

/** Carries the limiter's refusal to the caller. */
class AddressLimitReached extends Error {}

/** Counts one request of its address; returns a problem if that was one too many. */
export type IpLimiter = (req: Request, res: Response) => Promise<Problem | undefined>;

/** @param kind what is counted: each has its own limit and counters */
export function createIpLimiter({ ipLimits, store, clock, hash, emit }: IpLimitNeeds, kind: 'starts' | 'checks'): IpLimiter {
  if (ipLimits === false) return async () => undefined;
  // A closed connection has no address; all such requests share one.
  const networkOfClient = (req: Request): string => networkOf(req.ip) ?? 'unknown';
  const limitOf = (req: Request): number => {
    if (kind === 'checks') return ipLimits.checksPerHour;
    return isIPv6(networkOfClient(req).split('/')[0] ?? '') ? ipLimits.startsPerHourIpv6 : ipLimits.startsPerHour;
  };
  const limiter: RequestHandler = rateLimit({
    windowMs: HOUR,
    limit: limitOf,
    keyGenerator: networkOfClient,
    store: createRateLimitStore(store, { name: kind, hash: (key) => hash('address', key), clock }),
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    identifier: kind,
    requestPropertyName: `callVerification.${kind}`,
    // `clientAddress` reports the same in our own words, and refuses where these checks only log.
    validate: { xForwardedForHeader: false, trustProxy: false, ip: false, keyGeneratorIpFallback: false },
    handler: (_req, _res, next) => next(new AddressLimitReached()),
  });
  return async (req, res) => {
    clientAddress(req);
    try {
      await runMiddleware(limiter, req, res);
      return undefined;
    } catch (error) {
      if (!(error instanceof AddressLimitReached)) throw error;
      emit({ type: 'limit.reached', limit: `address.${kind}` });
      // The client's own limit; the standard headers say the same.
      return { ok: false, code: 'too_many_requests', retryAfterSeconds: Math.ceil((HOUR - (clock() % HOUR)) / 1000) };
    }
  };
}
