/** What a provider's answer to a request for a call means for the attempt, for all providers. */
import type { Price } from '../core/fraud/money.js';
import type { PlaceResult } from '../ports/method.js';

/** The provider accepted the request. */
export interface AcceptedCall {
  readonly status: 'accepted';
  readonly callId?: string | undefined;
  readonly code?: string | undefined;
  readonly price?: Price | undefined;
}

/** Accepted, or what happened to the request instead. */
export type CallAnswer<Accepted extends AcceptedCall = AcceptedCall> = Accepted | Exclude<PlaceResult, { readonly status: 'placed' }>;

/** For a method that must carry our code but got none: the provider must not dial from a random number. */
export const NO_CODE_GIVEN: PlaceResult = Object.freeze({ status: 'refused', blame: 'provider', reason: 'no_code_given' });

/**
 * A call that carries our code. If the answer repeats the code, it is passed on to be compared. Without an id no report could be matched
 * to the call, so it is uncertain.
 */
export function resultWithOurCode(answer: CallAnswer): PlaceResult {
  if (answer.status !== 'accepted') return answer;
  const { callId, code, price } = answer;
  return callId === undefined ? { status: 'uncertain', reason: 'missing_id', code, price } : { status: 'placed', callId, code, price };
}
