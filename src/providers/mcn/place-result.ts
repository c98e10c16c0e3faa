/** What MCN's answer means for a call, where it is more than whether our code is on its way. */
import type { PlaceResult } from '../../ports/method.js';
import { resultWithOurCode } from '../place-result.js';
import type { McnAnswer } from './ask.js';

/** A call that must reach the number itself: a redirected attempt is dead, whether or not its reports can be matched. */
export function resultUnlessRedirected(answer: McnAnswer): PlaceResult {
  if (answer.status !== 'accepted' || !answer.isRedirected) return resultWithOurCode(answer);
  return { status: 'placed', callId: answer.callId, code: answer.code, isRedirected: true };
}

/** A call without a code. MCN's sample answer has one, but nobody is told it: there is nothing to compare. */
export function resultWithoutCode(answer: McnAnswer): PlaceResult {
  const result = resultWithOurCode(answer);
  return result.status === 'refused' ? result : { ...result, code: undefined };
}

/** A call of which no report comes, so that its id is not needed; nor is a code told that could be compared. */
export function resultWithoutReports(answer: McnAnswer): PlaceResult {
  return answer.status === 'accepted' ? { status: 'placed', callId: answer.callId } : answer;
}
