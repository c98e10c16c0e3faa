/** What the Express floor needs of a verification service beside its public methods, and where it is found. */

import type { Lifecycle } from '../engine/lifecycle/lifecycle.js';
import type { CallVerification, UseCases } from '../engine/service.js';
import { ConfigurationError } from '../options/configuration-error.js';
import { describeValue } from '../options/parse-options.js';
import type { ReadToken } from '../ports/token.js';
import type { BindingNeeds } from './binding.js';
import type { IssuingDeviceCookie } from './device-cookie.js';
import type { IpLimitNeeds } from './ip-limits.js';

export interface Internals extends IpLimitNeeds, BindingNeeds {
  readonly useCases: UseCases;
  readonly lifecycle: Lifecycle;
  /** ISO 3166 alpha-2, the countries that at least one method can call. */
  readonly countries: readonly string[] | 'any';
  readToken(token: string): ReadToken;
  /** The host takes callbacks in this process. */
  takesCallbacks(): void;
  /** For numbers in national format. */
  readonly defaultCountry: string | undefined;
  /** Undefined: devices get no proof. */
  readonly deviceCookie: IssuingDeviceCookie | undefined;
}

/**
 * A registered symbol, so that the ES and the CommonJS module, and two copies of either, find each other's. The number is the version of
 * the shape above: raise it with every change that an older copy could not use.
 */
const INTERNALS = Symbol.for('express-call-verification.internals.3');

/** Not enumerable, so it appears in no log, and a copy of the service's methods is not taken for the service. */
export function withInternals(calls: CallVerification, internals: Internals): CallVerification {
  return Object.defineProperty(calls, INTERNALS, { value: internals });
}

/** @throws {ConfigurationError} for anything that `createCallVerification` did not make */
export function internalsOf(factory: string, calls: CallVerification): Internals {
  const internals = typeof calls === 'object' && calls !== null && INTERNALS in calls ? calls[INTERNALS] : undefined;
  if (internals === undefined) {
    throw new ConfigurationError(factory, 'calls', `must be what createCallVerification returned, but is ${describeValue(calls)}.`);
  }
  return internals as Internals;
}
