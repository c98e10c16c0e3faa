/** What the Express floor must know of a verification service beside its methods. */
import type { Request } from 'express';
import type { CallVerificationService } from '../engine/service.js';
import type { Emit } from '../ports/events.js';
import type { CallVerificationStore } from '../ports/store.js';

/** Requests of one address, over all numbers. */
export interface IpLimits {
  /** Starts from one IPv4 address in an hour. @default 30 */
  readonly startsPerHour: number;
  /** Starts from one IPv6 /64 in an hour. @default 10 */
  readonly startsPerHourIpv6: number;
  /** Checks from one address or /64 in an hour. @default 60 */
  readonly checksPerHour: number;
}

/** What of a request a verification is bound to. */
export type BindTo = (req: Request) => string | undefined;

/** Where the cookie goes. It is signed, http-only, tells nothing of the number, and counts for 90 days. */
export interface DeviceCookieOptions {
  /** @default 'call_verification_device' */
  readonly name?: string;
  /** @default '/' */
  readonly path?: string;
  readonly domain?: string;
  /** @default 'lax' */
  readonly sameSite?: 'strict' | 'lax' | 'none';
  /** Sent over https only; browsers take localhost for that, too. @default true */
  readonly secure?: boolean;
}

export interface HttpSettings {
  readonly bindTo: BindTo | undefined;
  /** ISO 3166 alpha-2, those that at least one method can call. */
  readonly countries: readonly string[] | 'any';
  /** For numbers in national format. */
  readonly defaultCountry: string | undefined;
  /** False: switched off. */
  readonly ipLimits: IpLimits | false;
  /** Undefined: devices are given no proof. */
  readonly deviceCookie:
    | (Required<Omit<DeviceCookieOptions, 'domain'>> & { readonly domain?: string | undefined; issue(phone: string): string })
    | undefined;
  /** With a deadline for each verb. */
  readonly store: CallVerificationStore;
  /** A keyed hash for store keys. */
  hash(label: string, value: string): string;
  readonly clock: () => number;
  readonly emit: Emit;
}

/** A verification service as `createCallVerification` makes it and the Express factories take it. */
export interface CallVerification extends CallVerificationService {
  readonly http: HttpSettings;
}
