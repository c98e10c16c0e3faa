/** What the server says of a verification when nothing went wrong. */

/** A way to reach the phone. */
export type MethodKind = 'flash_call' | 'voice_call' | 'confirmation_call' | 'sms';

/** What became of a call. */
export type CallOutcome = 'pending' | 'unknown' | 'failed' | 'rejected' | 'unavailable' | 'no_answer' | 'busy' | 'answered' | 'redirected';

/** Why a verification is over. */
export type ClosedReason = 'expired' | 'too_many_checks' | 'superseded' | 'verified' | 'canceled';

/** What may be tried next: kinds possible from `retryAt` on; null when that lies past the verification's end. */
export interface NextSteps {
  readonly nextMethods: readonly MethodKind[];
  /** ISO 8601, UTC. */
  readonly retryAt: string | null;
}

/** A call that may be ringing now. */
export interface Started extends NextSteps {
  readonly ok: true;
  /** Whoever has it may check: keep it in the page's memory. */
  readonly verificationId: string;
  readonly status: 'pending';
  readonly method: MethodKind;
  /** Digits of the code; 0 for a confirmation call. */
  readonly codeLength: number;
  /** Masked. */
  readonly phone: string;
  readonly checksLeft: number;
  /** ISO 8601, UTC. */
  readonly expiresAt: string;
}

/** The number is proven. */
export interface Verified {
  readonly ok: true;
  readonly status: 'verified';
  readonly token: string;
  readonly tokenType: 'Bearer';
  /** Seconds. */
  readonly expiresIn: number;
  /** E.164. */
  readonly phone: string;
}

/** The code was right, or none is needed, and a report about the call is still out. */
export interface AwaitingCall {
  readonly ok: true;
  readonly status: 'awaiting_call';
  readonly retryAfterSeconds: number;
}

/** The number is proven, and the host (a route with `passThrough`) answered in words of its own. */
export interface HostAnswered {
  readonly ok: true;
  readonly status: 'host_answered';
  /** The host's JSON object; empty if it sent none. */
  readonly answer: Readonly<Record<string, unknown>>;
}

/** How a verification stands. */
export interface VerificationStatus extends NextSteps {
  readonly ok: true;
  /** `awaiting_call`: the right code was given and a report about the call is still out. */
  readonly status: 'pending' | 'awaiting_call' | 'verified' | 'closed';
  /** Why it is over, if it is. */
  readonly reason?: ClosedReason;
  /** Of the newest attempt, as are the next two. */
  readonly method: MethodKind;
  readonly codeLength: number;
  readonly call: { readonly outcome: CallOutcome };
  readonly checksLeft: number;
  /** ISO 8601, UTC. */
  readonly expiresAt: string;
}

/** The verification is over at its client's wish. */
export interface Canceled {
  readonly ok: true;
}

/** A country whose numbers are called here. */
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
  readonly ok: true;
  readonly countries: readonly Country[] | 'any';
  /** The country whose national formats are understood. */
  readonly defaultCountry?: string;
}
