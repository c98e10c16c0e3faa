/** Whether a call may be placed, for a new verification or as a further attempt, and the entry that says so before it is dialled. */

import type { MethodKind } from '../../contract/method-kind.js';
import { NOT_FOUND, type Problem, tooManyUntil } from '../../contract/problems.js';
import { type Attempt, type CarriedCode, newAttempt } from '../entry/attempt.js';
import type { MethodTraits } from '../entry/method-traits.js';
import {
  type Claim,
  findOpen,
  findVerification,
  LONGEST_LIFETIME_MS,
  type NumberEntry,
  prune,
  type Rules,
  replaceVerification,
} from '../entry/number-entry.js';
import { close, doesCodeCount, newestAttempt, type OpenVerification } from '../entry/verification.js';
import { DAY, freeAt, type Standing, WEAK_FAILURES_PER_DAY } from '../limits/number-limits.js';
import { type Credentials, markOf, standingOf } from '../limits/standing.js';
import type { Phone } from '../phone/phone.js';
import { beginAllowedAt, type Client, dialAllowedAt, failuresLeft } from './allowance.js';
import { firstMethods, furtherMethods, isWeakSpent } from './next-steps.js';

/** Draws or looks up the code that a method will carry; the same answer whenever it is asked for the same method. */
export type Carry<M> = (method: M, verification: OpenVerification) => CarriedCode | undefined;

/** A start as decisions see it. */
export interface StartRequest<M extends MethodTraits> {
  readonly now: number;
  readonly methods: readonly M[];
  /** The kind the client named. */
  readonly kind: MethodKind | undefined;
  readonly credentials: Credentials;
  readonly carry: Carry<M>;
  /** Nothing is to be dialled, and nobody is to notice: what such an attempt carries instead of a code and a call's id. */
  readonly decoy?: Decoy | undefined;
}

/** Random texts: the digest fits no code. */
export interface Decoy {
  readonly digest: string;
  readonly callId: string;
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
  const { now, credentials } = request;
  const { claim, phone } = start;
  const entry = prune(before, now);
  const { network } = credentials;
  const beginsAs = (standing: Standing): number => beginAllowedAt(entry, { network, standing }, rules, now);
  const own = standingOf(entry.proofs, { ...credentials, hasPassedChallenge: false }, now);
  const client: Client = { network, standing: chooseStanding(own, credentials, beginsAs, now) };
  const methods = ofKind(firstMethods(request.methods, phone, entry, now), request.kind);
  // A put whose answer was lost may have been made: then this start has won already.
  if (findOpen(entry, claim.idHash, now) !== undefined) return { ok: true, entry, methods, attemptNumber: 1 };
  const allowedAt = beginsAs(client.standing);
  if (allowedAt > now) return refuse(whyClosed(allowedAt, beginsAs('challenged'), rules, now));
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
    allowedChecks: Math.min(rules.maxChecks, failuresLeft(entry, client, rules.limits, now)),
    failedChecks: 0,
    attempts: [],
    ...markOf(client.standing),
  };
  const verification: OpenVerification =
    start.testCode === undefined
      ? { ...begun, attempts: [attemptBy(method, 1, begun, request)] }
      : { ...begun, attempts: [testAttempt(method, 1, now, start.testCode)], isTest: true };
  const next: NumberEntry = {
    ...entry,
    dials: [...entry.dials, { at: now, ...(network === undefined ? {} : { network }), ...markOf(client.standing) }],
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
  const { network } = request.credentials;
  const dialsAs = (standing: Standing): number => dialAllowedAt(entry, { network, standing }, rules, now);
  const standing = chooseStanding(verification.standing ?? 'stranger', request.credentials, dialsAs, now);
  const allowedAt = dialsAs(standing);
  const challengedAt = dialsAs('challenged');
  const isOpenToChallenge = rules.canChallenge && challengedAt < allowedAt && challengedAt < verification.expiresAt;
  if (possible.length === 0 || (allowedAt >= verification.expiresAt && !isOpenToChallenge))
    return refuse({ ok: false, code: 'no_method_left' });
  const methods = ofKind(possible, request.kind);
  const method = methods[0];
  if (method === undefined) return refuse({ ok: false, code: 'method_not_available' });
  if (allowedAt > now) return refuse(whyClosed(allowedAt, challengedAt, rules, now));
  const newest = newestAttempt(verification);
  const attempt =
    verification.isTest === true
      ? testAttempt(method, newest.number + 1, now, newest.code)
      : attemptBy(method, newest.number + 1, verification, request);
  const next: OpenVerification = {
    ...verification,
    ...markOf(standing),
    expiresAt: Math.max(verification.expiresAt, Math.min(now + rules.lifetimeMs, verification.startedAt + LONGEST_LIFETIME_MS)),
    attempts: [...verification.attempts, attempt],
  };
  const dialled = {
    ...entry,
    dials: [...entry.dials, { at: now, isFurther: true as const, ...(network === undefined ? {} : { network }), ...markOf(standing) }],
  };
  return { ok: true, entry: replaceVerification(dialled, claim.idHash, next), methods, attemptNumber: attempt.number };
}

/** An attempt that is to be dialled, or a decoy. */
function attemptBy<M extends MethodTraits>(method: M, number: number, verification: OpenVerification, request: StartRequest<M>): Attempt {
  const { now, decoy } = request;
  if (decoy === undefined) return newAttempt(method, number, now, request.carry(method, verification));
  // After a real call its code stays what it was, if it still counts; else it carries one that nobody can hit.
  const before = verification.attempts.findLast(({ code }) => code !== undefined && doesCodeCount(verification, code))?.code;
  const code: CarriedCode | undefined =
    method.codeLength === 0 ? undefined : (before ?? { from: 'other', digest: decoy.digest, length: method.codeLength });
  return { ...newAttempt(method, number, now, code), callId: decoy.callId, isDecoy: true };
}

/**
 * A passed challenge opens what is closed even to those who proved the number; and where others who passed it have used up
 * what it gives, those still have their own. A stranger has not: who passed it makes no more guesses than it allows.
 */
function chooseStanding(
  own: Standing,
  { hasPassedChallenge }: Credentials,
  opensAt: (standing: Standing) => number,
  now: number,
): Standing {
  if (!hasPassedChallenge) return own;
  const challengedAt = opensAt('challenged');
  return own !== 'stranger' && challengedAt > now && opensAt(own) < challengedAt ? own : 'challenged';
}

/** Closed until a time, unless a challenge opens it now, or sooner. The delay after a dial is nobody's to pass. */
function whyClosed(allowedAt: number, challengedAt: number, { canChallenge }: Rules, now: number): Problem {
  if (!canChallenge) return tooManyUntil(allowedAt, now);
  return challengedAt <= now ? { ok: false, code: 'challenge_required' } : tooManyUntil(Math.min(allowedAt, challengedAt), now);
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
