/** What MobilGroup's answer means for a call, by who chose its code. */
import type { PlaceResult } from '../../ports/method.js';
import type { MobilGroupAnswer } from './ask.js';

/** Fewer digits are no code that a verification could rest on. */
const MIN_CODE_LENGTH = 4;

/** A call that carries our code: a code told back is passed on, so that it can be compared. */
export function resultWithOurCode(answer: MobilGroupAnswer): PlaceResult {
  if (answer.status !== 'accepted') return answer;
  const { callId, code, price } = answer;
  return callId === undefined ? { status: 'uncertain', reason: 'missing_id', code, price } : { status: 'placed', callId, code, price };
}

/** A call whose code MobilGroup chose: without being told it, nobody could check it. */
export function resultWithTheirCode(answer: MobilGroupAnswer): PlaceResult {
  if (answer.status === 'accepted' && (answer.code ?? '').length < MIN_CODE_LENGTH) {
    return { status: 'uncertain', reason: 'missing_code', callId: answer.callId, price: answer.price };
  }
  return resultWithOurCode(answer);
}
