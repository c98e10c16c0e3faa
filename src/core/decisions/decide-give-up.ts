/** Removes an attempt for which no call was placed. */
import type { Problem } from '../../contract/problems.js';
import { findOpen, type NumberEntry, replaceVerification } from '../entry/number-entry.js';
import { isSameRun } from '../entry/request-mark.js';
import { callerOf, isConfirmationContested } from './confirmation-contests.js';
import type { Decision } from './decision.js';
import { type AttemptRef, whyNotOpen } from './own-attempt.js';
import { endOf, type Rules } from './rules.js';
import { removeDial } from './trusted-dials.js';

/**
 * Removes the attempt and its dial, even if the verification is over by now, and the verification too if it has no other attempt. It may
 * be done twice: what is already removed stays removed.
 *
 * @returns why the verification is over, if it is
 */
export function decideGiveUp(entry: NumberEntry, command: AttemptRef, rules: Rules): Decision<Problem | undefined> {
  const { now, idHash, mark } = command;
  const without = removeDial(entry, mark);
  const open = findOpen(entry, idHash, now);
  if (open === undefined) {
    const result = whyNotOpen(entry, command);
    return without === entry ? { result } : { result, entry: without };
  }
  const attempts = open.attempts.filter((attempt) => !isSameRun(attempt.mark, mark));
  if (attempts.length === open.attempts.length) return { result: undefined };
  const expiresAt = Math.min(open.expiresAt, endOf({ startedAt: open.startedAt, attempts }, rules));
  const next = attempts.length === 0 ? undefined : { ...open, attempts, expiresAt };
  // It has ended the confirmation calls of others, which must cost something.
  const hasEndedOthers = open.hasConfirmation === true && isConfirmationContested(entry, callerOf(entry, open), now);
  return { result: undefined, entry: replaceVerification(hasEndedOthers ? entry : without, idHash, next) };
}
