/** What MobilGroup's answer means where a call does not carry our code, and for an SMS. */
import type { PlaceResult } from '../../ports/method.js';
import { type CallAnswer, resultWithOurCode } from '../place-result.js';

/** Fewer digits are no code that a verification could rest on. */
const MIN_CODE_LENGTH = 4;

/** A call whose code MobilGroup chose: without being told it, nobody could check it. */
export function resultWithTheirCode(answer: CallAnswer): PlaceResult {
  if (answer.status === 'accepted' && (answer.code ?? '').length < MIN_CODE_LENGTH) {
    return { status: 'uncertain', reason: 'missing_code', callId: answer.callId, price: answer.price };
  }
  return resultWithOurCode(answer);
}

/**
 * An SMS with the code of an earlier call. Id and code of the answer are not read, since nothing says that they would be
 * those of the SMS; a price is read, since it can only be that of the request.
 */
export function resultOfSms(answer: CallAnswer): PlaceResult {
  if (answer.status === 'refused') return answer;
  return answer.status === 'accepted' ? { status: 'placed', price: answer.price } : { status: 'uncertain', reason: answer.reason };
}
