/** What MobilGroup's answer means for a call that does not carry our code, and for an SMS. */
import type { PlaceResult } from '../../ports/method.js';
import { type CallAnswer, resultWithOurCode } from '../place-result.js';

/** A shorter code is not safe enough for a verification. */
const MIN_CODE_LENGTH = 4;

/** A call whose code MobilGroup chose: it can be checked only if the answer has the code. */
export function resultWithTheirCode(answer: CallAnswer): PlaceResult {
  if (answer.status === 'accepted' && (answer.code ?? '').length < MIN_CODE_LENGTH) {
    return { status: 'uncertain', reason: 'missing_code', callId: answer.callId, price: answer.price };
  }
  return resultWithOurCode(answer);
}

/**
 * An SMS with the code of an earlier call. Id and code of the answer are not read, because nothing says that they belong to the SMS. A
 * price is read, because it can only be that of the request.
 */
export function resultOfSms(answer: CallAnswer): PlaceResult {
  if (answer.status === 'refused') return answer;
  return answer.status === 'accepted' ? { status: 'placed', price: answer.price } : { status: 'uncertain', reason: answer.reason };
}
