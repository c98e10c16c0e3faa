/** What first starts and further attempts have in common: command, results, and the choice of the client's budgets. */
import type { MethodKind } from '../../contract/method-kind.js';
import type { Problem } from '../../contract/problems.js';
import { tooManyUntil } from '../../contract/problems.js';
import type { Attempt, CarriedCode } from '../entry/attempt.js';
import type { MethodTraits } from '../entry/method-traits.js';
import type { Claim, NumberEntry } from '../entry/number-entry.js';
import { isSameRun, type RequestMark } from '../entry/request-mark.js';
import type { OpenVerification, Verification } from '../entry/verification.js';
import type { LimitName } from '../limits/limit-name.js';
import type { Standing } from '../limits/number-limits.js';
import type { Credentials } from '../limits/standing.js';
import type { Phone } from '../phone/phone.js';
import type { Closing } from './allowance.js';
import type { Decision } from './decision.js';
import type { Rules } from './rules.js';

/** Draws or looks up the code that a method will carry. It gives the same answer whenever it is called for the same method. */
export type Carry<M> = (method: M, verification: OpenVerification) => CarriedCode | undefined;

/** A start or a further attempt. */
export interface StartCommand<M extends MethodTraits> {
  readonly now: number;
  readonly mark: RequestMark;
  readonly claim: Claim & { readonly purpose: string };
  readonly methods: readonly M[];
  /** The kind that the client named, or the host's policy. */
  readonly kind: MethodKind | undefined;
  readonly credentials: Credentials;
  readonly carry: Carry<M>;
  /** The method for which policy, breakers and budgets have already allowed an attempt. Absent: they were not asked yet. */
  readonly permitted: M['id'] | undefined;
  /** They allowed it as a trusted dial. */
  readonly isPermittedAsTrusted?: boolean | undefined;
}

/** Why a number does not allow an attempt: what the client is answered, and the limit, for the host. */
export interface Closed {
  readonly problem: Problem;
  readonly by: LimitName;
}

export type StartResult<M extends MethodTraits> =
  /** `by`: the limit of the number that refuses it, if one does. */
  | { readonly kind: 'refused'; readonly problem: Problem; readonly phone?: Phone | undefined; readonly by?: LimitName | undefined }
  /** Another run of this request has already done it. */
  | { readonly kind: 'known'; readonly verification: Verification }
  /** Policy, breakers and budgets are asked next. Then it is decided again, or refused by `limit`. */
  | Proposed<M>
  /** It is recorded, and may be dialled by one of `methods`. */
  | { readonly kind: 'recorded'; readonly verification: OpenVerification; readonly methods: readonly M[] };

/** An attempt that could be made of a number that nothing happened to. */
export interface Proposed<M extends MethodTraits> {
  readonly kind: 'proposed';
  readonly entry: NumberEntry;
  readonly verification: OpenVerification;
  readonly method: M;
  /** All that could be used in its place, itself first. */
  readonly methods: readonly M[];
  /** Whether it is one of the number's trusted dials. */
  readonly isTrusted: boolean;
  /**
   * Why this number does not allow it. What any number would be refused is asked for before it is told, so that such a refusal says
   * nothing about this one.
   */
  readonly limit: Closed | undefined;
}

export function refused<M extends MethodTraits>(problem: Problem, phone?: Phone): Decision<StartResult<M>> {
  return { result: { kind: 'refused', problem, phone } };
}

/** An attempt: recorded if the entry allows it and it is permitted, otherwise proposed. @param method the first of `methods` */
export function recorded<M extends MethodTraits>(
  entry: NumberEntry,
  next: NumberEntry,
  verification: OpenVerification,
  { method, methods, limit }: { readonly method: M; readonly methods: readonly M[]; readonly limit: Closed | undefined },
  { permitted, isPermittedAsTrusted, mark }: StartCommand<M>,
): Decision<StartResult<M>> {
  const isTrusted = next.dials.some((dial) => isSameRun(dial, mark) && dial.isTrusted === true);
  // Other runs may have used up the trusted dials meanwhile.
  const isPermitted = method.id === permitted && (isTrusted || isPermittedAsTrusted !== true);
  if (limit !== undefined || !isPermitted) return { result: { kind: 'proposed', entry, verification, method, methods, isTrusted, limit } };
  return { result: { kind: 'recorded', verification, methods }, entry: next };
}

/** A start that took effect before: in this run, whose put's answer was lost, or in another run. */
export function knownBefore<M extends MethodTraits>(
  before: NumberEntry,
  verification: Verification,
  { methods, all }: { readonly methods: readonly M[]; readonly all: readonly M[] },
  mark: RequestMark,
): Decision<StartResult<M>> {
  const own = verification.state === 'open' ? verification.attempts.find((attempt) => isSameRun(attempt.mark, mark)) : undefined;
  if (own === undefined || verification.state === 'closed') return { result: { kind: 'known', verification } };
  // What was recorded is dialled first, whatever the order would be now.
  const isRecorded = ({ id }: M): boolean => id === own.methodId;
  const inOrder = [...all.filter(isRecorded), ...methods.filter((method) => !isRecorded(method))];
  return { result: { kind: 'recorded', verification, methods: inOrder }, entry: before };
}

export function ofKind<M extends MethodTraits>(methods: readonly M[], kind: MethodKind | undefined): readonly M[] {
  return kind === undefined ? methods : methods.filter((method) => method.kind === kind);
}

/** A confirmation call that would confirm nothing: it is not dialled, and counts all the same. */
export function notDialled(attempt: Attempt): Attempt {
  return { ...attempt, isDialling: undefined, isVoid: true };
}

/** An attempt of a test number, which is not dialled: it counts as answered and confirmed. */
export function answeredAtOnce(attempt: Attempt): Attempt {
  return { ...attempt, isDialling: undefined, outcome: 'answered', isConfirmed: true };
}

/**
 * A passed challenge opens what is closed even to clients that proved the number. If other clients that passed it have used up what it
 * gives, a client that proved the number still has its own budget. A stranger does not: a passed challenge gives strangers no more
 * guesses than its budget allows.
 */
export function chooseStanding(
  own: Standing,
  { hasPassedChallenge }: Credentials,
  opensAt: (standing: Standing) => number,
  now: number,
): Standing {
  if (!hasPassedChallenge) return own;
  const challengedAt = opensAt('challenged');
  return own !== 'stranger' && challengedAt > now && opensAt(own) < challengedAt ? own : 'challenged';
}

/** Closed until a time, unless a challenge opens it now or sooner. No client passes the delay after a dial. */
export function whyClosed({ until, by }: Closing, challengedAt: number, { canChallenge }: Rules, now: number): Closed {
  if (!canChallenge) return { problem: tooManyUntil(until, now), by };
  if (challengedAt <= now) return { problem: { ok: false, code: 'challenge_required' }, by };
  return { problem: tooManyUntil(Math.min(until, challengedAt), now), by };
}
