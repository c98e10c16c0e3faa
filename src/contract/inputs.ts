/** The input of starts, checks and the others: what a client sends, and what its host adds. */
import type { MethodKind } from './method-kind.js';

/** Purposes are compared, so both sides must have the same default. */
export const DEFAULT_PURPOSE = 'sign-in';

/** What a client sends to start, or the host's `input` in its place: `phone` or `verificationId`, never both. */
export interface StartBody {
  /**
   * The number to verify, as people write it, in the digits of any script, or as a `tel:` URI (RFC 3966); at most 64 characters. Invisible
   * characters are removed. Begins a verification.
   */
  readonly phone?: string | undefined;
  /** The `verificationId` of a start. Calls again for that verification. */
  readonly verificationId?: string | undefined;
  /** The kind of call or message that is wanted, one of `methods`. @default the first that is possible, in the order of `methods` */
  readonly method?: MethodKind | undefined;
  /**
   * The language of a message: a tag of BCP 47 such as `sk` or `pt-BR`, at most 35 characters. Calls do not use it.
   * @default over HTTP, the first language of the header `Accept-Language`
   */
  readonly language?: string | undefined;
  /** Whether the client passed the host's challenge. Only `input` may set it; in a client's body it is a 400. @default false */
  readonly challengePassed?: boolean | undefined;
}

/** Input of `calls.start`. Wrong input gives `invalid_request`. */
export interface StartInput extends StartBody {
  /** What the number is verified for, 1 to 64 characters. A check must name the same. @default 'sign-in' */
  readonly purpose?: string | undefined;
  /** What every later request must present again, such as the session id; 1 to 65 536 characters. @default bound to nothing */
  readonly binding?: string | undefined;
  /** The client's address, for the limits per network. @default unknown: such clients have only the limits of the number */
  readonly ip?: string | undefined;
  /** The proof that the device got when it verified a number, from the device cookie. @default none */
  readonly deviceProof?: string | undefined;
  /**
   * Names this request, so that it takes effect only once: 16 to 255 visible ASCII characters, chosen by the client at random. A client
   * of the same binding (or network) that knows the key can repeat the request. @default none
   */
  readonly idempotencyKey?: string | undefined;
}

/** What a client sends to check, or the host's `input` in its place. */
export interface CheckBody {
  /** The `verificationId` of a start. */
  readonly verificationId: string;
  /**
   * The digits that the person typed, in any script, also with space or single hyphens between them; at most 64 characters.
   * @default none: asks whether a confirmation call was confirmed, or an awaited report has come
   */
  readonly code?: string | undefined;
}

/** Input of `calls.check`. Wrong input gives `invalid_request`, and no check is spent. */
export interface CheckInput extends CheckBody {
  /** What the number is verified for. If it differs from the start's, the answer is `verification_not_found`. @default 'sign-in' */
  readonly purpose?: string | undefined;
  /** The binding of the start. With another one the answer is `verification_not_found`. @default none */
  readonly binding?: string | undefined;
  /** The client's address, for the limits per network. @default unknown */
  readonly ip?: string | undefined;
  /** As at a start: a repeat gets the same answer and spends no second check. @default none */
  readonly idempotencyKey?: string | undefined;
}

/** Input of `calls.status`, `watchStatus` and `cancel`. */
export interface ReferenceInput {
  /** The `verificationId` of a start. */
  readonly verificationId: string;
  /** The binding of the start. With another one the answer is `verification_not_found`. @default none */
  readonly binding?: string | undefined;
}

/** Input of `calls.reportDelivery`: what the service of a sender says about one message. */
export interface DeliveryReport {
  /** The name of the sender. */
  readonly sender: string;
  /** The id that `send` returned: at most 128 characters, or a number. */
  readonly id: string | number;
  /** `undelivered`: it will never come, so the person is offered the next way. `delivered` changes nothing. */
  readonly outcome: 'delivered' | 'undelivered';
}

/** A parsed start: it has either a number or a verification's id. */
export type ParsedStart = Omit<StartInput, 'phone' | 'verificationId'> &
  ({ readonly phone: string; readonly verificationId?: undefined } | { readonly phone?: undefined; readonly verificationId: string });
