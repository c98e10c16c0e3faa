/** Whether a call may be placed, for a new verification or as a further attempt, and the entry that says so before it is dialled. */
import { type Attempt, type CarriedCode, newAttempt } from './attempt.js';
import type { MethodKind, MethodTraits } from './kind.js';
import { DAY, freeAt, WEAK_FAILURES_PER_DAY } from './limits.js';
import { firstMethods, furtherMethods, isWeakSpent } from './next-steps.js';
import {
  type Claim,
  dialAllowedAt,
  failuresLeft,
  findOpen,
  findVerification,
  LONGEST_LIFETIME_MS,
  type NumberEntry,
  networkAllowedAt,
  prune,
  type Rules,
  replaceVerification,
} from './number-entry.js';
import type { Phone } from './phone.js';
import { NOT_FOUND, type Problem, tooManyUntil } from './problems.js';
import { close, newestAttempt, type OpenVerification } from './verification.js';

/** Draws or looks up the code that a method will carry; the same answer whenever it is asked for the same method. */
export type Carry<M> = (method: M, verification: OpenVerification) => CarriedCode | undefined;

/** A start as decisions see it. */
export interface StartRequest<M extends MethodTraits> {
  readonly now: number;
  readonly methods: readonly M[];
  /** The kind the client named. */
  readonly kind: MethodKind | undefined;
  readonly network: string | undefined;
  readonly carry: Carry<M>;
}

/** What only the first start of a verification has. */
export interface FirstStart {
  readonly claim: Claim & { readonly purpose: string };
  readonly phone: Phone;
  readonly keyId: string;
  /** The digest of a test number's code: nothing is dialled. */
  readonly testCode?: CarriedCode | undefined;
}

export type StartDecision<M> =
  | { readonly ok: true; readonly entry: NumberEntry; readonly methods: readonly M[]; readonly attemptNumber: number }
  | { readonly ok: false; readonly problem: Problem };

const refuse = (problem: Problem): { ok: false; problem: Problem } => ({ ok: false, problem });

/** Decides a first start. The entry it gives holds the new verification with its attempt, and has superseded the one before. */
export function decideStart<M extends MethodTraits>(
  before: NumberEntry,
  start: FirstStart,
  request: StartRequest<M>,
  rules: Rules,
): StartDecision<M> {
  const { now, network } = request;
  const { claim, phone } = start;
  const entry = prune(before, now);
  const methods = ofKind(firstMethods(request.methods, phone, entry, now), request.kind);
  // A put whose answer was lost may have been made: then this start has won already.
  if (findOpen(entry, claim.idHash, now) !== undefined) return { ok: true, entry, methods, attemptNumber: 1 };
  const allowedAt = Math.max(dialAllowedAt(entry, rules, now), networkAllowedAt(entry, network, rules.limits));
  if (allowedAt > now) return refuse(tooManyUntil(allowedAt, now));
  const method = methods[0];
  if (method === undefined) return refuse(whyNone(entry, request, phone));
  const begun: OpenVerification = {
    state: 'open',
    idHash: claim.idHash,
    purpose: claim.purpose,
    ...(claim.binding === undefined ? {} : { binding: claim.binding }),
    startedAt: now,
    expiresAt: now + rules.lifetimeMs,
    phone: phone.e164,
    keyId: start.keyId,
    generation: 0,
    allowedChecks: Math.min(rules.maxChecks, failuresLeft(entry, network, rules.limits, now)),
    failedChecks: 0,
    attempts: [],
  };
  const verification: OpenVerification =
    start.testCode === undefined
      ? { ...begun, attempts: [newAttempt(method, 1, now, request.carry(method, begun))] }
      : { ...begun, attempts: [testAttempt(method, 1, now, start.testCode)], isTest: true };
  const next: NumberEntry = {
    ...entry,
    dials: [...entry.dials, { at: now, ...(network === undefined ? {} : { network }) }],
    verifications: [...entry.verifications.map((each) => (each.state === 'open' ? close(each, 'superseded') : each)), verification],
  };
  return { ok: true, entry: next, methods, attemptNumber: 1 };
}

/** Decides a further attempt of a verification: the kind named, else the next one. */
export function decideAgain<M extends MethodTraits>(
  before: NumberEntry,
  claim: Claim,
  request: StartRequest<M>,
  rules: Rules,
): StartDecision<M> {
  const { now } = request;
  const entry = prune(before, now);
  const verification = findVerification(entry, claim, now);
  if (verification === undefined) return refuse(NOT_FOUND);
  if (verification.state === 'closed') return refuse({ ok: false, code: 'verification_closed', reason: verification.reason });
  const possible = furtherMethods(request.methods, verification, entry, rules, now);
  const allowedAt = dialAllowedAt(entry, rules, now);
  if (possible.length === 0 || allowedAt >= verification.expiresAt) return refuse({ ok: false, code: 'no_method_left' });
  const methods = ofKind(possible, request.kind);
  const method = methods[0];
  if (method === undefined) return refuse({ ok: false, code: 'method_not_available' });
  if (allowedAt > now) return refuse(tooManyUntil(allowedAt, now));
  const newest = newestAttempt(verification);
  const attempt =
    verification.isTest === true
      ? testAttempt(method, newest.number + 1, now, newest.code)
      : newAttempt(method, newest.number + 1, now, request.carry(method, verification));
  const next: OpenVerification = {
    ...verification,
    expiresAt: Math.max(verification.expiresAt, Math.min(now + rules.lifetimeMs, verification.startedAt + LONGEST_LIFETIME_MS)),
    attempts: [...verification.attempts, attempt],
  };
  const dialled = { ...entry, dials: [...entry.dials, { at: now, isFurther: true as const }] };
  return { ok: true, entry: replaceVerification(dialled, claim.idHash, next), methods, attemptNumber: attempt.number };
}

/** An attempt that nobody dials: as good as answered, and confirmed. */
function testAttempt(method: MethodTraits, number: number, now: number, code: CarriedCode | undefined): Attempt {
  return { ...newAttempt(method, number, now, code), outcome: 'answered', isConfirmed: true };
}

function ofKind<M extends MethodTraits>(methods: readonly M[], kind: MethodKind | undefined): readonly M[] {
  return kind === undefined ? methods : methods.filter((method) => method.kind === kind);
}

/** Why no method can begin: this kind not, this number not, or a small pool not any more today. */
function whyNone<M extends MethodTraits>(entry: NumberEntry, request: StartRequest<M>, phone: Phone): Problem {
  const { now, kind, methods } = request;
  const whatever = firstMethods(methods, phone, entry, now);
  if (kind !== undefined && whatever.length > 0) return { ok: false, code: 'method_not_available' };
  const rested = firstMethods(methods, phone, { ...entry, failures: [] }, now);
  if (isWeakSpent(entry, now) && ofKind(rested, kind).length > 0) {
    return tooManyUntil(freeAt(entry.failures, WEAK_FAILURES_PER_DAY, DAY), now);
  }
  return rested.length > 0 ? { ok: false, code: 'method_not_available' } : { ok: false, code: 'phone_not_supported' };
}
