/** Which kinds are calls, and whether a call or a message may have brought a code. */
import type { CallOutcome } from '../../contract/answers.js';
import type { MethodKind } from '../../contract/method-kind.js';

const CALLS: readonly MethodKind[] = ['flash_call', 'voice_call', 'confirmation_call'];

/** What is not a call is a message, of whatever kind the host has named. */
export function isMessage(method: MethodKind | undefined): method is MethodKind {
  return method !== undefined && !CALLS.includes(method);
}

/** Outcomes after which nothing was shown, said or sent. */
const NOTHING_CAME: readonly CallOutcome[] = ['failed', 'rejected', 'redirected'];
const NOTHING_SAID: readonly CallOutcome[] = [...NOTHING_CAME, 'unavailable', 'no_answer', 'busy'];

export interface PlacedCall {
  readonly method: MethodKind;
  readonly outcome: CallOutcome;
}

/** Whether it may have brought a code, or may still do so: a flash call needs no answer. */
export function mayBringCode({ method, outcome }: PlacedCall): boolean {
  return method !== 'confirmation_call' && !(method === 'flash_call' ? NOTHING_CAME : NOTHING_SAID).includes(outcome);
}

/** Whether there may be a code to type. An earlier call of the same verification may have brought one. */
export function isCodePossible(call: PlacedCall & { readonly attempt: number; readonly isAwaiting: boolean }): boolean {
  return call.method !== 'confirmation_call' && !call.isAwaiting && (call.attempt > 1 || mayBringCode(call));
}
