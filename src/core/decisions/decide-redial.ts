/** Gives an attempt that a provider refused to the next method. A refusal is not a call, so it does not count as a further attempt. */
import { newAttempt } from '../entry/attempt.js';
import { isWeak, type MethodTraits } from '../entry/method-traits.js';
import type { NumberEntry } from '../entry/number-entry.js';
import { isSameRun } from '../entry/request-mark.js';
import type { OpenVerification } from '../entry/verification.js';
import { asksConfirmation, callerOf, isConfirmationContested } from './confirmation-contests.js';
import type { Decision } from './decision.js';
import { isWeakAllowed } from './next-steps.js';
import { type AttemptRef, findAttempt, replaceAttempt } from './own-attempt.js';
import type { Carry } from './start-result.js';

export interface RedialCommand<M extends MethodTraits> extends AttemptRef {
  readonly method: M;
  readonly carry: Carry<M>;
}

export type RedialResult =
  | { readonly kind: 'over' }
  /**
   * A check failed while the previous method was being refused, so a method with a small pool is not allowed any more; or it is a
   * confirmation call, and another client has asked for one, too.
   */
  | { readonly kind: 'unfit' }
  | { readonly kind: 'redialled'; readonly verification: OpenVerification };

export function decideRedial<M extends MethodTraits>(entry: NumberEntry, command: RedialCommand<M>): Decision<RedialResult> {
  const { now, mark, method } = command;
  const found = findAttempt(entry, command);
  if (found === undefined) return { result: { kind: 'over' } };
  const { verification, attempt } = found;
  if (isWeak(method) && !isWeakAllowed(verification, entry, now)) return { result: { kind: 'unfit' } };
  const asks = asksConfirmation(method);
  if (asks && isConfirmationContested(entry, callerOf(entry, verification), now)) return { result: { kind: 'unfit' } };
  const { ordinal } = attempt;
  const next = newAttempt(method, { ordinal, mark: attempt.mark, dialledAt: now, code: command.carry(method, verification) });
  const dials = entry.dials.map((dial) => (isSameRun(dial, mark) ? { ...dial, at: now } : dial));
  const redialled = replaceAttempt(asks ? { ...verification, hasConfirmation: true } : verification, next);
  return { result: { kind: 'redialled', verification: redialled.verification }, entry: redialled.in({ ...entry, dials }) };
}
