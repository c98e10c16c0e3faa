/** The answers of a verification when nothing went wrong, once for server and client. Over HTTP they go without `ok`. */
import type { MethodKind } from './method-kind.js';

/** What became of a call, lowest rank first. `redirected` is said by the provider's answer, never by a report. */
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
  /** Kinds that are possible from `retryAt` on, those not tried yet first. */
  readonly nextMethods: readonly MethodKind[];
  /** The earliest time of the next call: ISO 8601, UTC. `null` if it lies past the verification's end. */
  readonly retryAt: string | null;
}

/** A call that may be ringing now. */
export interface Started extends NextSteps {
  /** Told from a problem by this. */
  readonly ok: true;
  /** Names the verification. Whoever has it may check, so it belongs to the client that started, and into no URL. */
  readonly verificationId: string;
  /** Open: no code was accepted yet. */
  readonly status: 'pending';
  /** The kind of the call that was placed. */
  readonly method: MethodKind;
  /** Digits of the code; 0 for a confirmation call. */
  readonly codeLength: number;
  /** The number, masked. */
  readonly phone: string;
  /** How many codes may still be tried. */
  readonly checksLeft: number;
  /** When the verification ends: ISO 8601, UTC. */
  readonly expiresAt: string;
}

/** The number is proven. */
export interface Verified {
  /** Told from a problem by this. */
  readonly ok: true;
  /** Told from `AwaitingCall` by this. */
  readonly status: 'verified';
  /** A JWT that says so (`PhoneTokenClaims`). */
  readonly token: string;
  /** How the token is sent (RFC 6750). */
  readonly tokenType: 'Bearer';
  /** How long the token is good, in seconds. */
  readonly expiresIn: number;
  /** The number, E.164. */
  readonly phone: string;
}

/** The code was right, or none is needed, and a report about the call is still out. */
export interface AwaitingCall {
  /** Told from a problem by this. */
  readonly ok: true;
  /** Told from `Verified` by this. */
  readonly status: 'awaiting_call';
  /** When to ask again, without a code: in so many seconds. */
  readonly retryAfterSeconds: number;
}

/** How a verification stands. */
export interface VerificationStatus extends NextSteps {
  /** Told from a problem by this. */
  readonly ok: true;
  /** `awaiting_call`: the right code was given and a report about the call is still out. */
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

/** The verification is over at its client's wish, now or since an earlier cancel. Over HTTP: 204, and no document. */
export interface Canceled {
  /** Told from a problem by this. */
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
  /** How a mobile number is written after the calling code: each `#` is a digit, all else stands for itself. `### ###-##-##` */
  readonly mask: string;
  /** How many digits may follow the calling code, ascending: numbers of some countries are longer or shorter than the mask. */
  readonly lengths: readonly number[];
  /** What people dial in front of a number at home, instead of the calling code, for example `8`; absent where there is none. */
  readonly nationalPrefix?: string;
}

/** Which numbers may be verified. */
export interface Countries {
  /** Told from a problem by this. */
  readonly ok: true;
  /** The countries, or `any`. */
  readonly countries: readonly Country[] | 'any';
  /** The country whose national formats are understood: ISO 3166 alpha-2. */
  readonly defaultCountry?: string;
}

/** An answer as it goes over HTTP: its status tells success from failure there. */
export type DocumentOf<Answer extends { readonly ok: true }> = Omit<Answer, 'ok'>;

export const CANCELED: Canceled = { ok: true, status: 'closed', reason: 'canceled' };
