/** What a check of a code does: nothing, one failure, a wait for a report, or the end of the verification. */
import type { MethodKind } from '../../contract/method-kind.js';
import { NOT_FOUND, type Problem, tooManyUntil } from '../../contract/problems.js';
import { type Attempt, type CarriedCode, vitalityOfAttempt } from '../entry/attempt.js';
import type { CodeBook } from '../entry/code.js';
import type { MethodTraits } from '../entry/method-traits.js';
import { type Claim, findVerification, type NumberEntry, prune, replaceVerification } from '../entry/number-entry.js';
import { isSameRequest, isSameRun, type RequestMark } from '../entry/request-mark.js';
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
import type { LimitName } from '../limits/limit-name.js';
import { addProof } from '../limits/standing.js';
import { whatClosesCheck } from './allowance.js';
import type { Decision } from './decision.js';
import { nextSteps } from './next-steps.js';
import type { Rules } from './rules.js';
import { startCountingAnew } from './trusted-dials.js';

export interface CheckCommand {
  readonly now: number;
  readonly mark: RequestMark;
  readonly claim: Claim;
  readonly verificationId: string;
  /** Absent for a confirmation call, and when the right code was accepted before. */
  readonly code: string | undefined;
  readonly network: string | undefined;
  readonly methods: readonly MethodTraits[];
  /** The codes of the verification; undefined if the secret that began it is lost. */
  readonly book: (verification: OpenVerification) => CodeBook | undefined;
  /** Hides a number so that only a client with the verification's id can read it, and shows it again. */
  readonly cover: { hide(e164: string): string; show(hidden: string): string };
  /** False while the client's key is not written: nothing is evaluated or ended yet. */
  readonly isPermitted: boolean;
  /** Whether the host's claims, which the token needs, are known. */
  readonly hasClaims: boolean;
}

export interface ProvenNumber {
  /** E.164. */
  readonly phone: string;
  readonly purpose: string;
  readonly method: MethodKind;
  readonly isTest: boolean;
  readonly at: number;
}

export type CheckResult =
  /** `by`: the limit that refuses it, if one does. */
  | { readonly kind: 'refused'; readonly problem: Problem; readonly by?: LimitName | undefined }
  /** A wrong code. `verification` is absent if another run of this request got the same answer before. */
  | { readonly kind: 'failed'; readonly problem: Problem; readonly verification?: OpenVerification | undefined }
  /** A right code was accepted, or none was needed. `isKnown`: it was accepted before. */
  | { readonly kind: 'awaiting'; readonly isKnown?: true }
  /** The client's key must be written first. */
  | { readonly kind: 'proposed' }
  /** The host's claims are needed first. */
  | { readonly kind: 'needs_claims'; readonly proven: ProvenNumber }
  | VerifiedCheck;

/** `verification`, as it was while open, is absent if an earlier put, by this run or another, ended it. */
export interface VerifiedCheck {
  readonly kind: 'verified';
  readonly proven: ProvenNumber;
  /** Whether this very run ended it, and so must tell the host. */
  readonly isOwn: boolean;
  readonly verification?: OpenVerification | undefined;
  readonly attempt?: Attempt | undefined;
}

type CheckDecision = Decision<CheckResult>;

const refuse = (problem: Problem, by?: LimitName): CheckDecision => ({ result: { kind: 'refused', problem, by } });

const CODE_WITHOUT_CALL = 'This verification takes no code: it is confirmed on the phone. Send the verificationId alone.';
const CODE_MISSING = 'The member "code" is missing.';
const CODE_LENGTH = 'The code has the wrong number of digits. Type the code of the newest call or message that has come.';

/** Decides a check. A code is evaluated only where the result is `failed`, `awaiting` or `verified`. */
export function decideCheck(before: NumberEntry, command: CheckCommand, rules: Rules): CheckDecision {
  const { now, claim, code, mark } = command;
  const entry = prune(before, now);
  const verification = findVerification(entry, claim, now);
  if (verification === undefined) return refuse(NOT_FOUND);
  if (verification.state === 'closed') return decideClosed(before, verification, command);
  // First of all, so that a repeat of a wrong check is never evaluated.
  const known = verification.wrongChecks.find((each) => isSameRequest(each, mark));
  if (known !== undefined) return failedBefore(before, known, mark, checksLeftOf(verification), verification);
  if (checksLeftOf(verification) === 0) return refuse({ ok: false, code: 'verification_closed', reason: 'too_many_checks' });
  const checkable = checkableAttempts(verification, rules.report, now);
  const confirmations = openConfirmations(verification, rules.report, now);
  if (checkable.length === 0 && confirmations.length === 0) return callFailed(entry, verification, command, rules);
  if (code === undefined) return decideWithoutCode(entry, verification, command, rules);
  if (checkable.length === 0) return refuse({ ok: false, code: 'invalid_request', detail: CODE_WITHOUT_CALL });
  if (!checkable.some((attempt) => codeLengthOf(attempt) === code.length)) {
    return refuse({ ok: false, code: 'invalid_request', detail: CODE_LENGTH });
  }
  const { until, by } = whatClosesCheck(entry, { network: command.network, standing: verification.standing }, rules.limits, now);
  if (until > now) return refuse(tooManyUntil(until, now), by);
  const book = command.book(verification);
  if (book === undefined) return refuse(NOT_FOUND);
  // Evaluated only once the key is written. Otherwise a client could try many codes under one key and measure the time of the answers.
  if (!command.isPermitted) return { result: { kind: 'proposed' } };
  const fitting = attemptsFitting(checkable, code, book);
  const [fit] = fitting;
  if (fit === undefined) return fail(entry, verification, command);
  const alive = fitting.find((attempt) => vitalityOfAttempt(attempt, rules.report, now) === 'alive');
  return alive === undefined ? accept(entry, verification, fit.code) : verify(entry, verification, alive, command);
}

/** Only the request that ended the verification gets its result again. */
function decideClosed(before: NumberEntry, { reason, endedBy, purpose }: ClosedVerification, command: CheckCommand): CheckDecision {
  const { mark, cover, hasClaims } = command;
  if (endedBy === undefined || !isSameRequest(endedBy.mark, mark)) return refuse({ ok: false, code: 'verification_closed', reason });
  const { at, verified } = endedBy;
  if (verified === undefined) return failedBefore(before, endedBy.mark, mark, 0);
  const proven = { phone: cover.show(verified.hiddenPhone), purpose, method: verified.kind, isTest: verified.isTest, at };
  if (!hasClaims) return { result: { kind: 'needs_claims', proven } };
  const isOwn = isSameRun(endedBy.mark, mark);
  return { result: { kind: 'verified', proven, isOwn }, entry: isOwn ? before : undefined };
}

/** A wrong check that was counted before: in this run, whose put's answer was lost, or in another run. */
function failedBefore(
  before: NumberEntry,
  known: RequestMark,
  mark: RequestMark,
  checksLeft: number,
  verification?: OpenVerification,
): CheckDecision {
  const problem: Problem = { ok: false, code: 'code_incorrect', checksLeft };
  return isSameRun(known, mark)
    ? { result: { kind: 'failed', problem, verification }, entry: before }
    : { result: { kind: 'failed', problem } };
}

/** A confirmation call that was confirmed, or a code that was accepted and whose report may have come. */
function decideWithoutCode(entry: NumberEntry, verification: OpenVerification, command: CheckCommand, rules: Rules): CheckDecision {
  const { now } = command;
  const checkable = checkableAttempts(verification, rules.report, now);
  const accepted = verification.accepted === undefined ? [] : attemptsCarrying(checkable, verification.accepted);
  const able = [...openConfirmations(verification, rules.report, now), ...accepted];
  const alive = able.find((attempt) => vitalityOfAttempt(attempt, rules.report, now) === 'alive');
  if (alive !== undefined) {
    return command.isPermitted ? verify(entry, verification, alive, command) : { result: { kind: 'proposed' } };
  }
  if (able.length > 0) return { result: { kind: 'awaiting' } };
  if (verification.accepted !== undefined) return callFailed(entry, verification, command, rules);
  return refuse({ ok: false, code: 'invalid_request', detail: CODE_MISSING });
}

function callFailed(entry: NumberEntry, verification: OpenVerification, command: CheckCommand, rules: Rules): CheckDecision {
  const steps = nextSteps(command.methods, verification, entry, rules, command.now);
  return refuse({ ok: false, code: 'call_failed', verificationId: command.verificationId, ...steps });
}

function verify(entry: NumberEntry, verification: OpenVerification, attempt: Attempt, command: CheckCommand): CheckDecision {
  const { now, mark, network, cover } = command;
  const { purpose, phone } = verification;
  const isTest = verification.isTest === true;
  const proven = { phone: phone.e164, purpose, method: attempt.kind, isTest, at: now };
  if (!command.hasClaims) return { result: { kind: 'needs_claims', proven } };
  const verified = { kind: attempt.kind, isTest, hiddenPhone: cover.hide(phone.e164) };
  const after = isTest ? entry : { ...startCountingAnew(entry), proofs: addProof(entry.proofs, network, now) };
  const closed = close(verification, 'verified', { mark, at: now, verified });
  return {
    result: { kind: 'verified', proven, isOwn: true, verification, attempt },
    entry: replaceVerification(after, verification.idHash, closed),
  };
}

function accept(entry: NumberEntry, verification: OpenVerification, code: CarriedCode): CheckDecision {
  // The same right code again adds nothing.
  if (verification.accepted !== undefined && isSameCode(verification.accepted, code))
    return { result: { kind: 'awaiting', isKnown: true } };
  const next: OpenVerification = { ...verification, accepted: code };
  return { result: { kind: 'awaiting' }, entry: replaceVerification(entry, verification.idHash, next) };
}

function fail(entry: NumberEntry, verification: OpenVerification, { now, network, mark }: CheckCommand): CheckDecision {
  const failed = failOnce(verification, mark);
  const checksLeft = checksLeftOf(failed);
  const next = checksLeft === 0 ? close(failed, 'too_many_checks', { mark, at: now }) : failed;
  const failures = [...entry.failures, { at: now, network, standing: verification.standing }];
  return {
    result: { kind: 'failed', problem: { ok: false, code: 'code_incorrect', checksLeft }, verification: failed },
    entry: replaceVerification({ ...entry, failures }, verification.idHash, next),
  };
}
