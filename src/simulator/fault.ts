/** What can be wrong with a provider, set by hand. */
import type { ProviderName } from './provider-name.js';

/**
 * No call is placed:
 * - `down`: nobody listens at the provider's address (at `simulator.url`, which serves all of them, the connection is cut instead).
 * - `hangs`, `cuts_connection`: takes the request, then is silent, or hangs up.
 * - `redirects`: answers 307 to another address. `no_money`, `account_disabled`: refuses, in its own words.
 * - a number from 200 to 599: that status with an HTML page. `{ errorCode }`: a refusal in the form of an answer, with this code.
 *
 * The call is placed, and then:
 * - `hangs_after_call`, `cuts_after_call`, `cuts_during_answer`: no answer, or half of one.
 * - `garbage`, `huge_answer`, `{ statusAfterCall }`: an answer that cannot be used.
 * - `no_id`, `no_code`: the answer lacks it. `wrong_code`: another code than the one asked for is used and told.
 * - `{ slowMs }`: the right answer, late.
 *
 * Of the provider `sms`, whose messages take the place of the call, and whose answers have no code:
 * - `undelivered`: the message is accepted, never arrives, and is reported as undelivered.
 */
export type SimulatorFault =
  | 'down'
  | 'hangs'
  | 'cuts_connection'
  | 'redirects'
  | 'no_money'
  | 'account_disabled'
  | 'hangs_after_call'
  | 'cuts_after_call'
  | 'cuts_during_answer'
  | 'garbage'
  | 'huge_answer'
  | 'no_id'
  | 'no_code'
  | 'wrong_code'
  | 'undelivered'
  | number
  | { readonly errorCode: string }
  | { readonly statusAfterCall: number }
  | { readonly slowMs: number };

/** How long a fault lasts. */
export interface FaultOptions {
  /** After so many requests the provider works again. Without it the fault stays. `down` takes no requests and ignores it. */
  readonly times?: number | undefined;
}

export interface FaultBoard {
  set(provider: ProviderName, fault: SimulatorFault | null, options?: FaultOptions): void;
  /** The fault of the next request. */
  take(provider: ProviderName): SimulatorFault | undefined;
}

export function createFaultBoard(): FaultBoard {
  const faults = new Map<ProviderName, { readonly fault: SimulatorFault; left: number }>();
  return {
    set(provider, fault, { times = Number.POSITIVE_INFINITY } = {}) {
      if (typeof fault === 'number' && !(Number.isInteger(fault) && fault >= 200 && fault <= 599)) {
        throw new Error(`A fault that is a number must be an HTTP status from 200 to 599, not ${fault}.`);
      }
      if (fault === null) faults.delete(provider);
      else faults.set(provider, { fault, left: times });
    },
    take(provider) {
      const entry = faults.get(provider);
      if (entry === undefined) return undefined;
      if (entry.fault !== 'down') entry.left -= 1;
      if (entry.left <= 0) faults.delete(provider);
      return entry.fault;
    },
  };
}
