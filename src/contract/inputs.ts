/** What starts, checks and the others are asked with: what a client sends, and what its host adds. */
import type { MethodKind } from './method-kind.js';

/** Purposes are compared, so both sides must have the same default. */
export const DEFAULT_PURPOSE = 'sign-in';

/** What a client asks a start for, or the host's `input` in its place: `phone` or `verificationId`, and never both. */
export interface StartBody {
  /** The number to verify, as people write it; at most 64 characters. Begins a verification. */
  readonly phone?: string | undefined;
  /** The `verificationId` of a start. Calls again for that verification. */
  readonly verificationId?: string | undefined;
  /** The kind of call that is wanted. @default the first that is possible, in the order of `methods` */
  readonly method?: MethodKind | undefined;
  /** Whether the client passed the host's challenge. Only `input` may say so: in a client's body it is a 400. @default false */
  readonly challengePassed?: boolean | undefined;
}

/** Input of `calls.start`. What is wrong with it comes back as `invalid_request`. */
export interface StartInput extends StartBody {
  /** What the number is verified for, 1 to 64 characters. A check must name the same. @default 'sign-in' */
  readonly purpose?: string | undefined;
  /** What every later request must present again, such as the session's id; 1 to 65 536 characters. @default bound to nothing */
  readonly binding?: string | undefined;
  /** The client's address, by which limits per network go. @default unknown: such clients share the number's limits alone */
  readonly ip?: string | undefined;
  /** What the device was given when it verified a number, as the device cookie carries it. @default none */
  readonly deviceProof?: string | undefined;
  /**
   * Names this one request, so that it takes effect once however often it comes: 16 to 255 visible ASCII characters, drawn by
   * the client at random. Whoever knows it, within its binding or network, is given that request's answer. @default none
   */
  readonly idempotencyKey?: string | undefined;
}

/** What a client asks a check for, or the host's `input` in its place. */
export interface CheckBody {
  /** The `verificationId` of a start. */
  readonly verificationId: string;
  /** The digits that the person typed. @default none: asks whether a confirmation call was confirmed, or an awaited report has come */
  readonly code?: string | undefined;
}

/** Input of `calls.check`. What is wrong with it comes back as `invalid_request`, and no check is spent. */
export interface CheckInput extends CheckBody {
  /** What the number is verified for: another one than that of the start is `verification_not_found`. @default 'sign-in' */
  readonly purpose?: string | undefined;
  /** The binding of the start. Another one is `verification_not_found`. @default none */
  readonly binding?: string | undefined;
  /** The client's address, by which limits per network go. @default unknown */
  readonly ip?: string | undefined;
  /** As at a start: a repeat is answered alike and spends no second check. @default none */
  readonly idempotencyKey?: string | undefined;
}

/** Input of `calls.status`, `watchStatus` and `cancel`. */
export interface ReferenceInput {
  /** The `verificationId` of a start. */
  readonly verificationId: string;
  /** The binding of the start. Another one is `verification_not_found`. @default none */
  readonly binding?: string | undefined;
}

/** A start that was parsed: it names a number, or else a verification. */
export type ParsedStart = Omit<StartInput, 'phone' | 'verificationId'> &
  ({ readonly phone: string; readonly verificationId?: undefined } | { readonly phone?: undefined; readonly verificationId: string });
