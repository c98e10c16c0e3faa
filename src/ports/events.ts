/** The events for the host: numbers masked, no codes, no ids of clients or providers. */

import type { CallOutcome, ClosedReason } from '../contract/answers.js';
import type { MethodKind } from '../contract/method-kind.js';
import type { TripReason } from '../core/fraud/breaker.js';
import type { Price } from '../core/fraud/money.js';
import type { LimitName } from '../core/limits/limit-name.js';
import type { Blame } from './method.js';
import type { TokenFault } from './token.js';

/** Members of all events of one verification. Its `txn` is also in the token, but is not an id that clients or providers use. */
export interface VerificationEventMembers {
  /** The same for all events of one verification, and in the token. */
  readonly txn: string;
  /** The number, masked. */
  readonly phone: string;
  /** The number's country: ISO 3166 alpha-2. */
  readonly country: string;
  /** What the number is verified for. */
  readonly purpose: string;
}

/** What events about one call say beside that. */
export interface CallEventMembers extends VerificationEventMembers {
  /** The provider's name. */
  readonly provider: string;
  /** The method's id, for example `mcn.flashCall`. */
  readonly methodId: string;
  /** The method's kind. */
  readonly method: MethodKind;
}

/**
 * Why a stored value cannot be opened.
 * - `unknown_key`: it was sealed by a secret that is not given here.
 * - `altered`: it is not as it was sealed, although its secret is given.
 * - `unknown_format`: another version of this package wrote it, or another program.
 */
export type UnreadableReason = 'unknown_key' | 'altered' | 'unknown_format';

/**
 * Why `requireVerifiedPhone` has refused a request.
 * - `missing`: it has no token.
 * - `expired`: the token was good, until its time was over.
 * - `not_yet_valid`: the clock of the process that signed it is ahead by more than a minute.
 * - `purpose`: it is for another purpose.
 * - `test_number`: it is of a test number.
 * - `phone`: it is of another number than the one that `phone` returned.
 * - `invalid`: this service has not signed it, or it is not a token of a verified number.
 */
export type TokenRefusal = 'missing' | 'purpose' | 'test_number' | 'phone' | TokenFault;

/** Why a binding does not fit: it is not that of the start, or there is none. */
export type BindingRefusal = 'differs' | 'missing';

/** Why a breaker has tripped. Reported at most once a minute by each process, for each prefix and country. */
export type Tripped =
  | {
      readonly scope: 'prefix';
      /** `unsettled`: too many dials at once; `unverified`: too few of those a minute old are verified; `starts`: too many are unpaid. */
      readonly reason: TripReason;
      /** Its numbers without their last four digits: `+7915777****`. */
      readonly prefix: string;
      readonly country: string;
      /** Dials of this and the last hour of the clock, and how many of them were verified. */
      readonly starts: number;
      readonly verified: number;
      /** Dials of this and the last minute that are not verified. */
      readonly unsettled: number;
      /** Dials of the last day minus five for each verified one (at a share of 0.2), never below 0. */
      readonly unpaid: number;
    }
  | {
      readonly scope: 'country';
      readonly reason: TripReason;
      readonly country: string;
      readonly starts: number;
      readonly verified: number;
      /** Of `starts`, those that are older than a minute. */
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
  /**
   * A verification begins. The first call follows, unless the policy answers with a decoy, the number is a test number, or a confirmation
   * call is not placed because another client has asked for one (then `limit.reached` says `confirmations`).
   */
  | ({ readonly type: 'verification.started'; readonly isTest: boolean } & VerificationEventMembers)
  /** The number is verified, and the client gets a token. */
  | ({
      readonly type: 'verification.verified';
      readonly method: MethodKind;
      readonly isTest: boolean;
      /** Whose call or message it was. Absent for a test number, and after a failure of the store. */
      readonly provider?: string | undefined;
      /** The method's id. Absent as `provider` is. */
      readonly methodId?: string | undefined;
      /** Milliseconds since the verification began. Absent after a failure of the store. */
      readonly afterMs?: number | undefined;
    } & VerificationEventMembers)
  /** A verification ended without success. If its time just runs out, that is reported when its number is used again, if ever. */
  | ({ readonly type: 'verification.closed'; readonly reason: ClosedReason } & VerificationEventMembers)
  /** The provider accepted the call or the message. */
  | ({
      readonly type: 'call.placed';
      /** What it costs, as the provider says, or else as the method's option does. */
      readonly price?: Price | undefined;
    } & CallEventMembers)
  /** The provider refused the call, so no telephone rings. The next method is tried. */
  | ({ readonly type: 'call.refused'; readonly blame: Blame; readonly reason: string } & CallEventMembers)
  /** It is not known whether the provider placed the call. The telephone may be ringing, so no other call is placed. */
  | ({ readonly type: 'call.uncertain'; readonly reason: string; readonly price?: Price | undefined } & CallEventMembers)
  /** A callback said what became of a call. */
  | ({
      readonly type: 'call.reported';
      readonly outcome: CallOutcome;
      readonly cause?: number | undefined;
      /** Milliseconds since it was dialled. */
      readonly afterMs: number;
    } & CallEventMembers)
  /** A client sent a wrong code. */
  | ({ readonly type: 'code.rejected'; readonly checksLeft: number } & VerificationEventMembers)
  /** A limit refused a request. */
  | {
      readonly type: 'limit.reached';
      /** What was refused: `starts`, `failures`, `policy`, `address.starts`, … */
      readonly limit: string;
      /** The option that sets the limit, such as `limits.networkStartsPerHour`. Absent: no option does. */
      readonly option?: LimitName | undefined;
      readonly phone?: string | undefined;
    }
  /** `requireVerifiedPhone` refused a request with 401. Only the host gets the reason. */
  | {
      readonly type: 'access.refused';
      readonly reason: TokenRefusal;
      /** What the route asks for. */
      readonly purpose: string;
      /** What the token is for, if it is good but for another purpose. */
      readonly tokenPurpose?: string | undefined;
    }
  /**
   * A request has the id of an open verification, but `bindTo` gives another value for it than for the start (`differs`), or gives nothing for
   * a request (`missing`). The client gets 404 as for an unknown id, or 400 for a start. Reported once a minute at most by each process, for
   * each reason.
   */
  | { readonly type: 'binding.refused'; readonly reason: BindingRefusal }
  /** 80 % of a budget is spent, or all of it. Reported once for each of the two and each hour or day. */
  | {
      readonly type: 'budget.reached';
      /** `callsPerHour`, `callsPerDay`, `RUB.perHour`, `RUB.perDay`, … */
      readonly budget: string;
      /** 0.8: 80 % is spent. 1: only the part for trusted dials of proven clients is left, or the next call was too expensive. */
      readonly share: 0.8 | 1;
    }
  /** A breaker found traffic that looks like fraud. Reported once a minute at most by each process, for each prefix and country. */
  | ({ readonly type: 'breaker.tripped'; readonly mode: 'enforce' | 'audit' } & Tripped)
  /** A callback was refused: its sender did not prove to be the provider, or it was too large. */
  | { readonly type: 'callback.rejected'; readonly provider: string; readonly reason: 'token' | 'header' | 'address' | 'too_large' }
  /** A callback reports a call that this service does not know. This is normal where a second app uses the same account. */
  | {
      readonly type: 'callback.unmatched';
      readonly provider: string;
      /** Names of fields and kinds of values, never a value: `fields {id: text, q931_status: digits}`. Absent: its fields are not known. */
      readonly shape?: string | undefined;
    }
  /**
   * More than 600 reports about unknown calls came from a provider within a minute, and these were not kept. For each provider, each
   * process reports the first one at once, and then at most once a minute how many there were.
   */
  | {
      readonly type: 'callback.overflow';
      readonly provider: string;
      /** How many were not kept since the last event about it. */
      readonly reports: number;
    }
  /** A callback came from the provider, and it, or a part of it, could not be understood. */
  | {
      readonly type: 'callback.unmapped';
      readonly provider: string;
      /** Names of fields and kinds of values, never a value: `JSON {call: text, cause: number}`. `unreadable`: it did not arrive whole. */
      readonly shape: string;
    }
  /**
   * 20 or more calls in a row were placed, and none of them was reported: within 15 minutes, or, where fewer are placed, within a day. The
   * webhook may be switched off.
   */
  | {
      readonly type: 'callback.missing';
      readonly provider: string;
      /** How many calls that were. */
      readonly calls: number;
    }
  /**
   * A call was placed under `requireCallReport`, and this process has neither made `callWebhooks(calls)` nor taken a report. Unless another
   * process takes them, every right code waits in vain. Reported once, with the first call.
   */
  | { readonly type: 'callback.unmounted'; readonly provider: string }
  /**
   * The provider does not work for your account: no money, a wrong key, a billing failure. Reported once in five minutes for each
   * provider and reason.
   */
  | { readonly type: 'account.trouble'; readonly provider: string; readonly reason: string }
  /** This method failed again and again, so it is not used for a while. Reported once until it is used again. */
  | { readonly type: 'circuit.opened'; readonly provider: string; readonly methodId: string }
  /** This method is used again. */
  | { readonly type: 'circuit.closed'; readonly provider: string; readonly methodId: string }
  /** The codes that a provider chooses repeat, or can be predicted. */
  | {
      readonly type: 'codes.predictable';
      readonly provider: string;
      readonly methodId: string;
      /** `repeats`: the codes come from a small pool. `sequence`: a code can be predicted from the one before. */
      readonly reason: 'repeats' | 'sequence';
      /** How hard a code of this sample is to guess, rounded down to half a bit. A fair code of four digits has 13. */
      readonly entropyBits: number;
      /** How many codes were looked at. */
      readonly sample: number;
      /** Whether this process does not use the method now. */
      readonly isSwitchedOff: boolean;
    }
  /**
   * The store failed, or did not answer in time. The client gets 503. For each reason, each process reports the first one at once, and
   * then at most once a minute how many there were.
   */
  | {
      readonly type: 'store.failed';
      /** What was asked of the store: `get`, `put`, `delete` or `count`. Of several, the last. */
      readonly verb: string;
      /**
       * The first word of a Redis error (`READONLY`), the name of a SQLite error (`SQLITE_FULL`), PostgreSQL's code (`57P01`), a code of
       * Node (`ECONNREFUSED`), or a word of this package (`timeout`, `connection_lost`). Never a driver's text.
       */
      readonly reason: string;
      /** What to do, in a sentence. */
      readonly advice: string;
      /** How many have failed for this reason since the last event about it. */
      readonly count: number;
    }
  /** An operator has opened or forgotten a number, or opened a prefix. */
  | {
      readonly type: 'operator.acted';
      readonly action: 'unlock' | 'forget' | 'release';
      /** Who it was, as the host says: at most 64 characters. */
      readonly by?: string | undefined;
      /** The number, masked. */
      readonly phone?: string | undefined;
      /** What was released: `+7915777****`. */
      readonly prefix?: string | undefined;
    }
  /** The service takes no starts any more, because `drain` or `close` was called. Everything else still works. */
  | {
      readonly type: 'service.draining';
      /** How many requests and writes in the background are under way. */
      readonly running: number;
      /** How long `drain` waits for them at most, in milliseconds. */
      readonly withinMs: number;
    }
  /** What was under way has ended, so the server can be stopped. Nothing is dialled any more. */
  | {
      readonly type: 'service.drained';
      /** How much has not ended in time: 0, unless the store or your own functions hang. */
      readonly unfinished: number;
    }
  /** `close` is done: the store is not used any more, and requests are answered with 503. */
  | { readonly type: 'service.closed' }
  /**
   * A stored value cannot be opened. It is not taken as empty: the client gets 503, and nothing is dialled or overwritten. (Only a price
   * that was told counts as not told.) Reported at most once a minute by each process, for each reason; prices separately.
   */
  | {
      readonly type: 'record.unreadable';
      readonly reason: UnreadableReason;
      /** The short name of the secret that sealed it, which reveals nothing about the secret. Absent if the value does not have one. */
      readonly keyId?: string | undefined;
      /** Whether it counts as empty nevertheless: because of `dangerouslyOverwriteUnreadable`, or because it is only a price that was told. */
      readonly countsAsEmpty: boolean;
      /** What to do, in a sentence. */
      readonly advice: string;
    };

/** Something that happened, and when. */
export type CallVerificationEvent = {
  /** When it happened. */
  readonly at: Date;
} & EventDetails;

/** Reports an event; never throws. */
export type Emit = (event: EventDetails) => void;
