/** One verification of one number: its attempts, its code, and the little that is kept when it is over. */
import type { CallOutcome, ClosedReason } from '../../contract/answers.js';
import type { MethodKind } from '../../contract/method-kind.js';
import type { Standing } from '../limits/number-limits.js';
import type { Phone } from '../phone/phone.js';
import type { Attempt, CarriedCode, ReportRule } from './attempt.js';
import { vitalityOfAttempt } from './attempt.js';
import { type CodeBook, isSameText } from './code.js';
import type { RequestMark } from './request-mark.js';

/** What identifies a verification, open or over. */
interface Identity {
  /** Keyed hash of the verification's id. */
  readonly idHash: string;
  readonly purpose: string;
  /** Keyed hash of what the client must present with the id. */
  readonly binding?: string | undefined;
  readonly startedAt: number;
  readonly expiresAt: number;
}

export interface OpenVerification extends Identity {
  readonly state: 'open';
  readonly phone: Phone;
  /** The secret that began it. Its code is derived from this secret until it ends. */
  readonly keyId: string;
  /** Raised when our own code is burnt. */
  readonly generation: number;
  /** How many checks it got at its start: the smallest of all limits. */
  readonly allowedChecks: number;
  readonly failedChecks: number;
  readonly attempts: readonly Attempt[];
  /** The right code that was given while a report was awaited. */
  readonly accepted?: CarriedCode | undefined;
  /** A configured test number: nothing was dialled. */
  readonly isTest?: true | undefined;
  /** Marks of the wrong checks, so that a repeat is not evaluated again. */
  readonly wrongChecks: readonly RequestMark[];
  /** The standing whose budgets its calls and failures use. */
  readonly standing: Standing;
  /** A confirmation call was asked for in it, whether one was placed or not. */
  readonly hasConfirmation?: true | undefined;
}

/** The request that ended a verification. For a while its repeat gets the same result. */
export interface EndingRequest {
  readonly mark: RequestMark;
  readonly at: number;
  /** What its token said. Absent: it gave no token. */
  readonly verified?: { readonly kind: MethodKind; readonly isTest: boolean; readonly hiddenPhone: string } | undefined;
}

export interface ClosedVerification extends Identity {
  readonly state: 'closed';
  readonly endedBy?: EndingRequest | undefined;
  readonly reason: ClosedReason;
  readonly kind: MethodKind;
  readonly codeLength: number;
  readonly outcome: CallOutcome;
}

export type Verification = OpenVerification | ClosedVerification;

export function newestAttempt(verification: OpenVerification): Attempt {
  const newest = verification.attempts.at(-1);
  if (newest === undefined) throw new Error('a verification without an attempt');
  return newest;
}

/** The attempt that a client is told of: the newest, but a confirmation call that cannot confirm only if there is no other. */
export function toldAttempt(verification: OpenVerification): Attempt {
  return verification.attempts.findLast((each) => !(each.isVoid === true && each.reach === 'key_press')) ?? newestAttempt(verification);
}

export function failOnce(verification: OpenVerification, mark: RequestMark): OpenVerification {
  return { ...verification, failedChecks: verification.failedChecks + 1, wrongChecks: [...verification.wrongChecks, mark] };
}

/** Ends a verification, and keeps only what answers about it need. */
export function close(verification: OpenVerification, reason: ClosedReason, endedBy?: EndingRequest): ClosedVerification {
  const { idHash, purpose, binding, startedAt, expiresAt } = verification;
  const newest = newestAttempt(verification);
  const { kind, outcome } = newest;
  return {
    state: 'closed',
    idHash,
    purpose,
    binding,
    startedAt,
    expiresAt,
    endedBy,
    reason,
    kind,
    codeLength: codeLengthOf(newest),
    outcome,
  };
}

/**
 * How long a repeat of the request that ended a verification is recognised. A client that misses an answer asks again within seconds; a
 * minute is promised, and another is for clocks that differ.
 */
const REPEATABLE_MS = 120_000;

/** A verification as it is at `now`: after its lifetime it is over, even if that was not written. */
export function asOf(verification: Verification, now: number): Verification {
  if (verification.state === 'open') return now >= verification.expiresAt ? close(verification, 'expired') : verification;
  const { endedBy } = verification;
  return endedBy !== undefined && now >= endedBy.at + REPEATABLE_MS ? { ...verification, endedBy: undefined } : verification;
}

/** Digits of the code that an attempt carries, or will carry. */
export function codeLengthOf(attempt: Attempt): number {
  return attempt.code?.length ?? attempt.codeLength;
}

export const isSameCode = (a: CarriedCode, b: CarriedCode): boolean =>
  a.from === 'us' ? b.from === 'us' && a.generation === b.generation && a.length === b.length : b.from === 'other' && a.digest === b.digest;

type CarryingAttempt = Attempt & { readonly code: CarriedCode };

export function isCarrying(attempt: Attempt): attempt is CarryingAttempt {
  return attempt.code !== undefined;
}

/** Whether another person's phone may have received the code, because a call that carried it was forwarded. */
function isBurnt({ attempts }: Pick<OpenVerification, 'attempts'>, code: CarriedCode): boolean {
  return attempts.some((each) => each.outcome === 'redirected' && each.code !== undefined && isSameCode(each.code, code));
}

/**
 * The code of ours that a further attempt carries: for each length the same for all attempts, unless it was burnt. Then the next one is of
 * the verification's present generation.
 */
export function ourCodeFor(verification: OpenVerification, length: number): CarriedCode & { readonly from: 'us' } {
  const { attempts, generation } = verification;
  for (const { code } of attempts) if (code?.from === 'us' && code.length === length && !isBurnt(verification, code)) return code;
  let next: CarriedCode & { readonly from: 'us' } = { from: 'us', generation, length };
  // A report may have said that a call was forwarded, which raises no generation.
  while (isBurnt(verification, next)) next = { ...next, generation: next.generation + 1 };
  return next;
}

/** Whether a code still counts: our own, unless it was burnt, or the newest that somebody else chose. A decoy's code does not replace one. */
export function doesCodeCount(verification: OpenVerification, { code, isDecoy }: CarryingAttempt): boolean {
  const { attempts } = verification;
  if (code.from === 'us') return !isBurnt(verification, code);
  if (isDecoy === true) return true;
  const newestOther = attempts.findLast((attempt) => attempt.isDecoy !== true && attempt.code?.from === 'other')?.code;
  return newestOther !== undefined && isSameCode(newestOther, code);
}

/** Attempts whose code may be checked, newest first: alive or waiting for a report, with a code that counts. */
export function checkableAttempts(verification: OpenVerification, rule: ReportRule, now: number): readonly CarryingAttempt[] {
  return verification.attempts
    .filter(isCarrying)
    .filter((attempt) => doesCodeCount(verification, attempt) && vitalityOfAttempt(attempt, rule, now) !== 'dead')
    .reverse();
}

/** Confirmation calls that are not dead, newest first. */
export function openConfirmations(verification: OpenVerification, rule: ReportRule, now: number): readonly Attempt[] {
  return verification.attempts
    .filter((attempt) => attempt.reach === 'key_press' && vitalityOfAttempt(attempt, rule, now) !== 'dead')
    .reverse();
}

export function attemptsFitting(attempts: readonly CarryingAttempt[], code: string, book: CodeBook): readonly CarryingAttempt[] {
  const digest = book.digest(code);
  return attempts.filter(({ code: carried }) => {
    if (carried.length !== code.length) return false;
    return carried.from === 'us' ? isSameText(book.ourCode(carried), code) : isSameText(carried.digest, digest);
  });
}

/** The attempts that carry the code that was accepted earlier. */
export function attemptsCarrying(attempts: readonly CarryingAttempt[], accepted: CarriedCode): readonly CarryingAttempt[] {
  return attempts.filter((attempt) => isSameCode(attempt.code, accepted));
}

/** Whether a right code was given, and a report about an attempt with that code may still come. */
export function isAwaitingCall(verification: OpenVerification, rule: ReportRule, now: number): boolean {
  if (verification.accepted === undefined) return false;
  return attemptsCarrying(checkableAttempts(verification, rule, now), verification.accepted).length > 0;
}

/** How many checks may still fail: what was given at the start, or a single one once a code of a small pool was sent. */
export function checksLeftOf(verification: OpenVerification): number {
  const allowed = verification.attempts.some((attempt) => attempt.isWeak === true) ? 1 : verification.allowedChecks;
  return Math.max(0, allowed - verification.failedChecks);
}
