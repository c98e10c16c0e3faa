/** What the host is told as it happens: numbers masked, no codes, no ids of clients or providers. */

import type { CallOutcome, ClosedReason } from '../contract/answers.js';
import type { MethodKind } from '../contract/method-kind.js';
import type { TripReason } from '../core/fraud/breaker.js';
import type { Blame } from './method.js';

/** Ties the events of one verification together; the token's `txn` is the same. No id that a client or a provider knows. */
export interface VerificationEventMembers {
  /** The same for all events of one verification. */
  readonly txn: string;
  /** The number, masked. */
  readonly phone: string;
  /** What the number is verified for. */
  readonly purpose: string;
}

/** What events about one call tell beside that. */
export interface CallEventMembers extends VerificationEventMembers {
  /** The provider's name. */
  readonly provider: string;
  /** The method's id, for example `mcn.flashCall`. */
  readonly methodId: string;
  /** The method's kind. */
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

/** What happened, without its time. */
export type EventDetails =
  /** A verification begins. The first call follows, unless the policy answers with a decoy or the number is a test number. */
  | ({ readonly type: 'verification.started'; readonly country: string } & VerificationEventMembers)
  /** The number is verified, and the client gets a token. */
  | ({ readonly type: 'verification.verified'; readonly method: MethodKind; readonly isTest: boolean } & VerificationEventMembers)
  /** A verification ended without success. One whose time just runs out is reported when its number is used again, if it is. */
  | ({ readonly type: 'verification.closed'; readonly reason: ClosedReason } & VerificationEventMembers)
  /** The provider accepted the call or the message. */
  | ({ readonly type: 'call.placed' } & CallEventMembers)
  /** The provider refused the call, so no telephone rings. The next method is tried. */
  | ({ readonly type: 'call.refused'; readonly blame: Blame; readonly reason: string } & CallEventMembers)
  /** Nobody knows whether the provider placed the call: the telephone may be ringing, so no other call is placed. */
  | ({ readonly type: 'call.uncertain'; readonly reason: string } & CallEventMembers)
  /** A callback told what became of a call. */
  | ({ readonly type: 'call.reported'; readonly outcome: CallOutcome; readonly cause?: number | undefined } & CallEventMembers)
  /** A client sent a wrong code. */
  | ({ readonly type: 'code.rejected'; readonly checksLeft: number } & VerificationEventMembers)
  /** A limit refused a request. */
  | { readonly type: 'limit.reached'; readonly limit: string; readonly phone?: string | undefined }
  /** 80 % of a budget is spent, or all of it. Reported once for each of the two and each hour or day. */
  | {
      readonly type: 'budget.reached';
      /** `callsPerHour`, `callsPerDay`, `RUB.perHour`, `RUB.perDay`, … */
      readonly budget: string;
      /** 1: nothing is left but what is kept for proven clients, or a call did not fit any more. */
      readonly share: 0.8 | 1;
    }
  /** A breaker found traffic that looks like fraud. Reported once a minute at most by each process, for each prefix and country. */
  | ({ readonly type: 'breaker.tripped'; readonly mode: 'enforce' | 'audit' } & Tripped)
  /** A callback was refused: its sender did not prove to be the provider, or it was too large. */
  | { readonly type: 'callback.rejected'; readonly provider: string; readonly reason: 'token' | 'header' | 'address' | 'too_large' }
  /** A callback reports a call that this service does not know. This is normal where a second app uses the same account. */
  | { readonly type: 'callback.unmatched'; readonly provider: string }
  /** A callback came from the provider and could not be understood. */
  | { readonly type: 'callback.unmapped'; readonly provider: string }
  /** 20 or more calls were placed within 15 minutes, and none of them was reported. The webhook may be switched off. */
  | {
      readonly type: 'callback.missing';
      readonly provider: string;
      /** Calls placed within 15 minutes. */
      readonly calls: number;
    }
  /** The provider does not work for your account: no money, a bad key, a billing failure. Reported once in five minutes for each provider and reason. */
  | { readonly type: 'account.trouble'; readonly provider: string; readonly reason: string }
  /** This method failed again and again, so it rests for a while. Reported once, until the circuit is closed. */
  | { readonly type: 'circuit.opened'; readonly provider: string; readonly methodId: string }
  /** This method is used again. */
  | { readonly type: 'circuit.closed'; readonly provider: string; readonly methodId: string }
  /** The codes that a provider chooses repeat, or follow one another. */
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
  /** The store failed, or did not answer in time. The client gets 503. */
  | { readonly type: 'store.failed'; readonly verb: string; readonly reason: string };

/** Something that happened, and when. */
export type CallVerificationEvent = {
  /** When it happened. */
  readonly at: Date;
} & EventDetails;

/** Tells an event; never throws. */
export type Emit = (event: EventDetails) => void;
