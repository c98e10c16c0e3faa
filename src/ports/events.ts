/** What the host is told as it happens: numbers masked, no codes, no ids of clients or providers. */

import type { MethodKind } from '../contract/method-kind.js';
import type { ClosedReason } from '../contract/problems.js';
import type { CallOutcome } from '../core/entry/outcome.js';
import type { TripReason } from '../core/fraud/breaker.js';
import type { Blame } from './method.js';

/** Ties the events of one verification together; the token's `txn` is the same. No id that a client or a provider knows. */
interface OfVerification {
  readonly txn: string;
  /** Masked. */
  readonly phone: string;
  readonly purpose: string;
}

interface OfCall extends OfVerification {
  readonly provider: string;
  /** The method's id, for example `mcn.flashCall`. */
  readonly methodId: string;
  readonly method: MethodKind;
}

/** Why a breaker has tripped. Told at most once a minute by each process, for each prefix and country. */
export type Tripped =
  | {
      readonly scope: 'prefix';
      /** `unsettled`: too many dials at once; `unverified`: too few of those a minute old are verified; `starts`: too many are unpaid. */
      readonly reason: TripReason;
      /** Its numbers without their last four digits: `+7915777****`. */
      readonly prefix: string;
      readonly country: string;
      /** Dials of this and the last hour of the clock, and how many of them are verified. */
      readonly starts: number;
      readonly verified: number;
      /** Dials of this and the last minute that are not verified. */
      readonly unsettled: number;
      /** Dials of the last day for which no verified one makes up; at a share of 0.2 each makes up for five. */
      readonly unpaid: number;
    }
  | {
      readonly scope: 'country';
      readonly reason: TripReason;
      readonly country: string;
      readonly starts: number;
      readonly verified: number;
      /** Of `starts`, those of more than a minute ago. */
      readonly settled: number;
    }
  | {
      readonly scope: 'wrong_codes';
      readonly reason: 'wrong_codes';
      /** Of the last ten minutes. */
      readonly checks: number;
      readonly wrong: number;
    };

export type CallVerificationEvent = { readonly at: Date } & (
  | ({ readonly type: 'verification.started'; readonly country: string } & OfVerification)
  | ({ readonly type: 'verification.verified'; readonly method: MethodKind; readonly isTest: boolean } & OfVerification)
  | ({ readonly type: 'verification.closed'; readonly reason: ClosedReason } & OfVerification)
  | ({ readonly type: 'call.placed' } & OfCall)
  | ({ readonly type: 'call.refused'; readonly blame: Blame; readonly reason: string } & OfCall)
  | ({ readonly type: 'call.uncertain'; readonly reason: string } & OfCall)
  | ({ readonly type: 'call.reported'; readonly outcome: CallOutcome; readonly cause?: number | undefined } & OfCall)
  | ({ readonly type: 'code.rejected'; readonly checksLeft: number } & OfVerification)
  | { readonly type: 'limit.reached'; readonly limit: string; readonly phone?: string | undefined }
  | {
      readonly type: 'budget.reached';
      /** `callsPerHour`, `callsPerDay`, `RUB.perHour`, `RUB.perDay`, … */
      readonly budget: string;
      /** 1: nothing is left but what is kept for proven clients, or a call did not fit any more. */
      readonly share: 0.8 | 1;
    }
  | ({ readonly type: 'breaker.tripped'; readonly mode: 'enforce' | 'audit' } & Tripped)
  | { readonly type: 'callback.rejected'; readonly provider: string; readonly reason: 'token' | 'header' | 'address' | 'too_large' }
  | { readonly type: 'callback.unmatched'; readonly provider: string }
  | { readonly type: 'callback.unmapped'; readonly provider: string }
  | {
      readonly type: 'callback.missing';
      readonly provider: string /** Placed within 15 minutes, and not one reported. */;
      readonly calls: number;
    }
  /** Told once for a provider and reason in any five minutes. */
  | { readonly type: 'account.trouble'; readonly provider: string; readonly reason: string }
  /** This method is not dialled for a while: it failed again and again. Told once, until it is closed. */
  | { readonly type: 'circuit.opened'; readonly provider: string; readonly methodId: string }
  | { readonly type: 'circuit.closed'; readonly provider: string; readonly methodId: string }
  | {
      readonly type: 'codes.predictable';
      readonly provider: string;
      readonly methodId: string;
      /** `repeats`: the codes come from few. `sequence`: a code can be told from the one before. */
      readonly reason: 'repeats' | 'sequence';
      /** What a code is worth by this sample, rounded down to halves of a bit. A fair one of four digits: 13. */
      readonly entropyBits: number;
      /** Codes that were looked at. */
      readonly sample: number;
      /** Whether the method is out of use in this process now. */
      readonly isSwitchedOff: boolean;
    }
  | { readonly type: 'store.failed'; readonly verb: string; readonly reason: string }
);

type WithoutTime<E> = E extends unknown ? Omit<E, 'at'> : never;

/** Tells an event; never throws. */
export type Emit = (event: WithoutTime<CallVerificationEvent>) => void;
