/** Which methods may be tried for a number or next for a verification, in which order, and from when. */

import type { NextSteps } from '../../contract/answers.js';
import type { MethodKind } from '../../contract/method-kind.js';
import { roundedUpSeconds } from '../../contract/problems.js';
import { type Attempt, providerOf } from '../entry/attempt.js';
import { isWeak, type MethodTraits, servesNumber } from '../entry/method-traits.js';
import type { NumberEntry } from '../entry/number-entry.js';
import { doesCodeCount, isCarrying, newestAttempt, type OpenVerification } from '../entry/verification.js';
import { countWithin, DAY, WEAK_FAILURES_PER_DAY } from '../limits/number-limits.js';
import type { Phone } from '../phone/phone.js';
import { clientOf, dialAllowedAt } from './allowance.js';
import { asksConfirmation, callerOf, isConfirmationContested } from './confirmation-contests.js';
import type { Rules } from './rules.js';

/** Methods that can begin a verification of any such number, in order of preference. What happened to this number does not matter. */
export function firstMethods<M extends MethodTraits>(methods: readonly M[], phone: Phone): readonly M[] {
  return methods.filter((method) => method.codeFrom !== 'earlier_call' && servesNumber(method, phone));
}

/** Methods that can follow in this verification: first kinds not tried yet, then methods not tried yet, then by preference. */
export function furtherMethods<M extends MethodTraits>(
  methods: readonly M[],
  verification: OpenVerification,
  entry: NumberEntry,
  rules: Rules,
  now: number,
): readonly M[] {
  if (verification.attempts.length >= rules.maxAttempts) return [];
  const timesTried = (method: M): number => {
    if (verification.attempts.some((attempt) => attempt.methodId === method.id)) return 2;
    return verification.attempts.some((attempt) => attempt.kind === method.kind) ? 1 : 0;
  };
  return methods
    .filter((method) => servesNumber(method, verification.phone))
    .filter((method) => method.codeFrom !== 'earlier_call' || callToRepeat(verification, method) !== undefined)
    .filter((method) => !isWeak(method) || isWeakAllowed(verification, entry, now))
    .sort((a, b) => timesTried(a) - timesTried(b));
}

/** The call whose code an SMS would repeat: the newest of the same account that has an id and whose code still counts. */
export function callToRepeat(verification: OpenVerification, method: MethodTraits): Attempt | undefined {
  return verification.attempts
    .filter(isCarrying)
    .findLast(
      (attempt) =>
        providerOf(attempt) === method.provider.name &&
        attempt.reach !== 'text' &&
        attempt.callId !== undefined &&
        attempt.isVoid !== true &&
        doesCodeCount(verification, attempt),
    );
}

export function nextSteps(
  methods: readonly MethodTraits[],
  verification: OpenVerification,
  entry: NumberEntry,
  rules: Rules,
  now: number,
): NextSteps {
  const isContested = isConfirmationContested(entry, callerOf(entry, verification), now);
  const possible = furtherMethods(methods, verification, entry, rules, now).filter((method) => !isContested || !asksConfirmation(method));
  const retryAt = dialAllowedAt(entry, clientOf(entry, verification), rules, now);
  // Counted from this verification's own last call, so that asking again and again does not tell more; then to a whole second.
  const { dialledAt } = newestAttempt(verification);
  const toldAt = 1000 * Math.ceil(dialledAt / 1000 + roundedUpSeconds(Math.max(0, retryAt - dialledAt)));
  if (possible.length === 0 || toldAt >= verification.expiresAt) return { nextMethods: [], retryAt: null };
  const kinds = new Set<MethodKind>(possible.map((method) => method.kind));
  return { nextMethods: [...kinds], retryAt: new Date(toldAt).toISOString() };
}

/** A code of a small pool gets one check, so no check of the verification may have failed. */
export function isWeakAllowed(verification: OpenVerification, entry: NumberEntry, now: number): boolean {
  return verification.failedChecks === 0 && !isWeakSpent(entry, now);
}

/** A small pool is used for a number only while few of its checks have failed. */
export function isWeakSpent(entry: NumberEntry, now: number): boolean {
  return countWithin(entry.failures, now, DAY) >= WEAK_FAILURES_PER_DAY;
}
