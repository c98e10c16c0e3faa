/** The answers of a verification if nothing went wrong, for server and client. Over HTTP they have no `ok`. */
import type { MethodKind } from './method-kind.js';

/** What became of a call, lowest rank first. Only the provider's answer can say `redirected`, never a report. */
export type CallOutcome = 'pending' | 'unknown' | 'failed' | 'rejected' | 'unavailable' | 'no_answer' | 'busy' | 'answered' | 'redirected';

/** Every outcome, in the order of the stored form: append only. */
export const CALL_OUTCOMES = [
  'pending',
  'unknown',
  'failed',
  'rejected',
  'unavailable',
  'no_answer',
  'busy',
  'answered',
  'redirected',
] as const satisfies readonly CallOutcome[];

/** Why a verification is over. */
export type ClosedReason = 'expired' | 'too_many_checks' | 'superseded' | 'verified' | 'canceled';

/** Every reason, in the order of the stored form: append only. */
export const CLOSED_REASONS = [
  'expired',
  'too_many_checks',
  'superseded',
  'verified',
  'canceled',
] as const satisfies readonly ClosedReason[];

/** What may be tried next. */
export interface NextSteps {
  /** Kinds that are possible from `retryAt` on; those not tried yet come first. */
  readonly nextMethods: readonly MethodKind[];
  /** The earliest time of the next call: ISO 8601, UTC. `null` if it is after the verification's end. */
  readonly retryAt: string | null;
}

/** A call that may be ringing now. */
export interface Started extends NextSteps {
  /** Distinguishes it from a problem. */
  readonly ok: true;
  /** The id of the verification. Whoever has it may check, so only the client that started should have it, and no URL. */
  readonly verificationId: string;
  /** Open: no code was accepted yet. */
  readonly status: 'pending';
  /** The kind of the call that was placed. */
  readonly method: MethodKind;
  /** Digits of the code; 0 for a confirmation call. */
  readonly codeLength: number;
  /** The call brings another code than the one before it, because its provider chose the code: the newest counts. Otherwise absent. */
  readonly isOtherCode?: true;
  /** The number, masked. */
  readonly phone: string;
  /** How many codes may still be tried. */
  readonly checksLeft: number;
  /** When the verification ends: ISO 8601, UTC. */
  readonly expiresAt: string;
}

/** The number is verified. */
export interface Verified {
  /** Distinguishes it from a problem. */
  readonly ok: true;
  /** Distinguishes it from `AwaitingCall`. */
  readonly status: 'verified';
  /** A JWT that says so (`PhoneTokenClaims`). */
  readonly token: string;
  /** How the token is sent (RFC 6750). */
  readonly tokenType: 'Bearer';
  /** How long the token is valid, in seconds. 0 in the answer to a repeat that comes after its end. */
  readonly expiresIn: number;
  /** The number, E.164. */
  readonly phone: string;
}

/** What only the host learns about a success. No answer over HTTP has it. */
export interface ToldToHost {
  /** Whether the number is one of `testNumbers`: nothing was dialled. */
  readonly test: boolean;
  /**
   * Whether this repeats the answer to an earlier request under the same `Idempotency-Key`. Then the host has acted on it before, or is
   * about to.
   */
  readonly isRepeat: boolean;
}

/** The code was right, or none is needed, but a report about the call has not come yet. */
export interface AwaitingCall {
  /** Distinguishes it from a problem. */
  readonly ok: true;
  /** Distinguishes it from `Verified`. */
  readonly status: 'awaiting_call';
  /** Ask again, without a code, after so many seconds. */
  readonly retryAfterSeconds: number;
}

/** How a verification stands. */
export interface VerificationStatus extends NextSteps {
  /** Distinguishes it from a problem. */
  readonly ok: true;
  /** `awaiting_call`: the right code was given, and a report about the call has not come yet. */
  readonly status: 'pending' | 'awaiting_call' | 'verified' | 'closed';
  /** Why it is over, if it is. */
  readonly reason?: ClosedReason;
  /** The kind of the newest attempt. */
  readonly method: MethodKind;
  /** Digits of the newest attempt's code; 0 for a confirmation call. */
  readonly codeLength: number;
  /** The newest attempt's call, and what became of it. */
  readonly call: { readonly outcome: CallOutcome };
  /** How many codes may still be tried. */
  readonly checksLeft: number;
  /** When the verification ends, or ended: ISO 8601, UTC. */
  readonly expiresAt: string;
}

/** The client has ended the verification, now or by an earlier cancel. Over HTTP: 204, and no document. */
export interface Canceled {
  /** Distinguishes it from a problem. */
  readonly ok: true;
  /** It is over. */
  readonly status: 'closed';
  /** Why. */
  readonly reason: 'canceled';
}

/** A country whose numbers are called here, and how they are written. */
export interface Country {
  /** ISO 3166 alpha-2, for example `RU`. */
  readonly country: string;
  /** Without plus, for example `7`. Several countries may share one. */
  readonly callingCode: string;
  /** How a mobile number is written after the calling code. Each `#` is a digit, everything else stays as it is: `### ###-##-##` */
  readonly mask: string;
  /** How many digits may follow the calling code, ascending: in some countries numbers may be longer or shorter than the mask. */
  readonly lengths: readonly number[];
  /** What people at home dial before a number instead of the calling code, for example `8`; absent if there is none. */
  readonly nationalPrefix?: string;
  /**
   * What is dialled there before a calling code, for example `["011", "00"]`, the country's own first. Absent: `00` alone; empty: it
   * depends on the carrier.
   */
  readonly internationalPrefixes?: readonly string[];
}

/** Which numbers may be verified. */
export interface Countries {
  /** Distinguishes it from a problem. */
  readonly ok: true;
  /** The countries, or `any`. */
  readonly countries: readonly Country[] | 'any';
  /** The country whose national formats are read: ISO 3166 alpha-2. */
  readonly defaultCountry?: string;
}

/** An answer as it is sent over HTTP, where the status says whether it succeeded. */
export type DocumentOf<Answer extends { readonly ok: true }> = Omit<Answer, 'ok'>;

export const CANCELED: Canceled = { ok: true, status: 'closed', reason: 'canceled' };
