/** What MCN's answer means for a call, if it says more than whether our code is on its way. */
import type { PlaceResult } from '../../ports/method.js';
import { resultWithOurCode } from '../place-result.js';
import type { McnAnswer } from './ask.js';

/** A call that must reach the number itself: a redirected attempt is dead, even if its reports cannot be matched. */
export function resultUnlessRedirected(answer: McnAnswer): PlaceResult {
  if (answer.status !== 'accepted' || !answer.isRedirected) return resultWithOurCode(answer);
  return { status: 'placed', callId: answer.callId, code: answer.code, isRedirected: true };
}

/** A call without a code. MCN's sample answer has one, but it cannot be compared with anything. */
export function resultWithoutCode(answer: McnAnswer): PlaceResult {
  const result = resultWithOurCode(answer);
  return result.status === 'refused' ? result : { ...result, code: undefined };
}

/** A call without reports, so that its id is not needed. Its answer has no code to compare, either. */
export function resultWithoutReports(answer: McnAnswer): PlaceResult {
  return answer.status === 'accepted' ? { status: 'placed', callId: answer.callId } : answer;
}
