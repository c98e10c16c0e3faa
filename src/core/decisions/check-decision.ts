/** What a check of a code does: nothing, one failure, a wait for a report, or the end of the verification. */

import { NOT_FOUND, type Problem, tooManyUntil } from '../../contract/problems.js';
import { type Attempt, type CarriedCode, vitalityOfAttempt } from '../entry/attempt.js';
import type { CodeBook } from '../entry/code.js';
import type { MethodTraits } from '../entry/method-traits.js';
import { type Claim, findVerification, type NumberEntry, prune, type Rules, replaceVerification } from '../entry/number-entry.js';
import {
  attemptsCarrying,
  attemptsFitting,
  type ClosedVerification,
  checkableAttempts,
  checksLeftOf,
  close,
  codeLengthOf,
  failOnce,
  isSameCode,
  type OpenVerification,
  openConfirmations,
} from '../entry/verification.js';
import { addProof, markOf } from '../limits/standing.js';
import { checkAllowedAt } from './allowance.js';
import { nextSteps } from './next-steps.js';

/** A check as decisions see it. */
export interface CheckRequest {
  readonly now: number;
  readonly claim: Claim;
  readonly verificationId: string;
  /** Absent for a confirmation call, and when the right code was accepted before. */
  readonly code: string | undefined;
  readonly network: string | undefined;
  readonly methods: readonly MethodTraits[];
  /** Of the request, if it came under a client's key: keyed hash of both. */
  readonly mark?: string | undefined;
  /** The codes of the verification; undefined if the key that began it is no longer given. */
  readonly book: (verification: OpenVerification) => CodeBook | undefined;
}

/** `entry`, where there is one, must be put before the result is told. */
export type CheckDecision =
  | { readonly result: 'problem'; readonly problem: Problem; readonly entry?: NumberEntry; readonly verification?: OpenVerification }
  | { readonly result: 'awaiting'; readonly entry?: NumberEntry }
  | VerifiedDecision
  /** This very request ended the verification before, and this is what it was given. */
  | { readonly result: 'repeated'; readonly token: string; readonly entry?: undefined };

export interface VerifiedDecision {
  readonly result: 'verified';
  readonly entry: NumberEntry;
  readonly verification: OpenVerification;
  readonly attempt: Attempt;
  /** What the entry keeps for a repeat. */
  readonly token?: string | undefined;
}

const problem = (problem: Problem): CheckDecision => ({ result: 'problem', problem });

const CODE_WITHOUT_CALL = 'This verification has no code: the person confirms it on the phone. Send "verificationId" alone.';
const CODE_MISSING = 'The member "code" is missing. Send the digits that the person typed.';
const CODE_LENGTH = 'The code has more or fewer digits than the one that was sent. Check it and try again.';

/** Decides a check. A code is evaluated only where the result is `code_incorrect`, `awaiting` or `verified`. */
export function decideCheck(before: NumberEntry, request: CheckRequest, rules: Rules): CheckDecision {
  const { now, claim, code } = request;
  const entry = prune(before, now);
  const verification = findVerification(entry, claim, now);
  if (verification === undefined) return problem(NOT_FOUND);
  if (verification.state === 'closed') return decideClosed(verification, request.mark);
  // Before all else, so that no repeat of a wrong check is ever evaluated.
  if (request.mark !== undefined && verification.wrongChecks?.includes(request.mark) === true) {
    return problem({ ok: false, code: 'code_incorrect', checksLeft: checksLeftOf(verification) });
  }
  if (checksLeftOf(verification) === 0) return problem({ ok: false, code: 'verification_closed', reason: 'too_many_checks' });
  const checkable = checkableAttempts(verification, rules.report, now);
  const confirmations = openConfirmations(verification, rules.report, now);
  if (checkable.length === 0 && confirmations.length === 0) {
    const steps = nextSteps(request.methods, verification, entry, rules, now);
    return problem({ ok: false, code: 'call_failed', verificationId: request.verificationId, ...steps });
  }
  if (code === undefined) return decideWithoutCode(entry, verification, request, rules);
  if (checkable.length === 0) return problem({ ok: false, code: 'invalid_request', detail: CODE_WITHOUT_CALL });
  if (!checkable.some((attempt) => codeLengthOf(attempt) === code.length)) {
    return problem({ ok: false, code: 'invalid_request', detail: CODE_LENGTH });
  }
  const client = { network: request.network, standing: verification.standing ?? 'stranger' } as const;
  const allowedAt = checkAllowedAt(entry, client, rules.limits, now);
  if (allowedAt > now) return problem(tooManyUntil(allowedAt, now));
  const book = request.book(verification);
  if (book === undefined) return problem(NOT_FOUND);
  const fitting = attemptsFitting(verification, checkable.filter(isDialled), code, book);
  const fit = fitting[0];
  if (fit === undefined) return fail(entry, verification, request);
  const alive = fitting.find((attempt) => vitalityOfAttempt(attempt, rules.report, now) === 'alive');
  if (alive !== undefined) return verify(entry, verification, alive, request);
  return accept(entry, verification, fit.code);
}

/** Nobody comes by a code, or presses a key, by what was never dialled, however alive it looks. */
function isDialled({ isDecoy }: Attempt): boolean {
  return isDecoy !== true;
}

/** Only the check that ended it is answered as it was. */
function decideClosed({ reason, endedBy }: ClosedVerification, mark: string | undefined): CheckDecision {
  if (mark === undefined || endedBy?.mark !== mark) return problem({ ok: false, code: 'verification_closed', reason });
  return endedBy.token === undefined
    ? problem({ ok: false, code: 'code_incorrect', checksLeft: 0 })
    : { result: 'repeated', token: endedBy.token };
}

/** The same decision, with the token in the entry: it is there for a repeat as soon as the code is spent, and never without. */
export function keepToken(decision: VerifiedDecision, mark: string, token: string, now: number): VerifiedDecision {
  const closed = { ...close(decision.verification, 'verified'), endedBy: { mark, at: now, token } };
  return { ...decision, token, entry: replaceVerification(decision.entry, closed.idHash, closed) };
}

/** A confirmation call that was confirmed, or a code that was accepted and whose report may have come. */
function decideWithoutCode(entry: NumberEntry, verification: OpenVerification, request: CheckRequest, rules: Rules): CheckDecision {
  const { now } = request;
  const confirmations = openConfirmations(verification, rules.report, now);
  const accepted =
    verification.accepted === undefined ? [] : attemptsCarrying(checkableAttempts(verification, rules.report, now), verification.accepted);
  const able = [...confirmations, ...accepted];
  const alive = able.find((attempt) => isDialled(attempt) && vitalityOfAttempt(attempt, rules.report, now) === 'alive');
  if (alive !== undefined) return verify(entry, verification, alive, request);
  if (able.length > 0) return { result: 'awaiting' };
  if (verification.accepted !== undefined) {
    const steps = nextSteps(request.methods, verification, entry, rules, now);
    return problem({ ok: false, code: 'call_failed', verificationId: request.verificationId, ...steps });
  }
  return problem({ ok: false, code: 'invalid_request', detail: CODE_MISSING });
}

function verify(entry: NumberEntry, verification: OpenVerification, attempt: Attempt, { now, network }: CheckRequest): CheckDecision {
  const proven = verification.isTest === true ? entry : { ...entry, proofs: addProof(entry.proofs, network, now) };
  return {
    result: 'verified',
    entry: replaceVerification(proven, verification.idHash, close(verification, 'verified')),
    verification,
    attempt,
  };
}

function accept(entry: NumberEntry, verification: OpenVerification, code: CarriedCode): CheckDecision {
  // The right code again says nothing new.
  if (verification.accepted !== undefined && isSameCode(verification.accepted, code)) return { result: 'awaiting' };
  const next: OpenVerification = { ...verification, accepted: code };
  return { result: 'awaiting', entry: replaceVerification(entry, verification.idHash, next) };
}

function fail(entry: NumberEntry, verification: OpenVerification, request: CheckRequest): CheckDecision {
  const { now, network, mark } = request;
  const failed = failOnce(verification, mark);
  const checksLeft = checksLeftOf(failed);
  const failure = { at: now, ...(network === undefined ? {} : { network }), ...markOf(verification.standing ?? 'stranger') };
  const counted: NumberEntry = { ...entry, failures: [...entry.failures, failure] };
  const closed = { ...close(failed, 'too_many_checks'), ...(mark === undefined ? {} : { endedBy: { mark, at: now } }) };
  return {
    result: 'problem',
    problem: { ok: false, code: 'code_incorrect', checksLeft },
    entry: replaceVerification(counted, verification.idHash, checksLeft === 0 ? closed : failed),
    verification: failed,
  };
}
