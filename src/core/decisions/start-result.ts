/** What starts and further attempts have in common: what they are asked with, what may come of them, and whose budgets they use. */
import type { MethodKind } from '../../contract/method-kind.js';
import type { Problem } from '../../contract/problems.js';
import { tooManyUntil } from '../../contract/problems.js';
import type { Attempt, CarriedCode } from '../entry/attempt.js';
import type { MethodTraits } from '../entry/method-traits.js';
import type { Claim, NumberEntry } from '../entry/number-entry.js';
import { isSameRun, type RequestMark } from '../entry/request-mark.js';
import type { OpenVerification, Verification } from '../entry/verification.js';
import type { Standing } from '../limits/number-limits.js';
import type { Credentials } from '../limits/standing.js';
import type { Phone } from '../phone/phone.js';
import type { Decision } from './decision.js';
import type { Rules } from './rules.js';

/** Draws or looks up the code that a method will carry; the same answer whenever it is asked for the same method. */
export type Carry<M> = (method: M, verification: OpenVerification) => CarriedCode | undefined;

/** A start as decisions see it. */
export interface StartCommand<M extends MethodTraits> {
  readonly now: number;
  readonly mark: RequestMark;
  readonly claim: Claim & { readonly purpose: string };
  readonly methods: readonly M[];
  /** The kind that the client named, or the host's policy. */
  readonly kind: MethodKind | undefined;
  readonly credentials: Credentials;
  readonly carry: Carry<M>;
  /** The method for which policy, breakers and budgets have let an attempt pass. Absent: they were not asked yet. */
  readonly permitted: M['id'] | undefined;
}

export type StartResult<M extends MethodTraits> =
  | { readonly kind: 'refused'; readonly problem: Problem; readonly phone?: Phone | undefined }
  /** Another run of this request did it already. */
  | { readonly kind: 'known'; readonly verification: Verification }
  /** All that the entry knows allows it. It is to be permitted by those outside, and then decided again. */
  | { readonly kind: 'proposed'; readonly entry: NumberEntry; readonly verification: OpenVerification; readonly method: M }
  /** It is on record, and may be dialled by one of `methods`. */
  | { readonly kind: 'recorded'; readonly verification: OpenVerification; readonly methods: readonly M[] };

export function refused<M extends MethodTraits>(problem: Problem, phone?: Phone): Decision<StartResult<M>> {
  return { result: { kind: 'refused', problem, phone } };
}

/** An attempt that the entry allows: to be put if it is permitted, else to be proposed. @param method the first of `methods` */
export function recorded<M extends MethodTraits>(
  entry: NumberEntry,
  next: NumberEntry,
  verification: OpenVerification,
  { method, methods }: { readonly method: M; readonly methods: readonly M[] },
  { permitted }: StartCommand<M>,
): Decision<StartResult<M>> {
  if (method.id !== permitted) return { result: { kind: 'proposed', entry, verification, method } };
  return { result: { kind: 'recorded', verification, methods }, entry: next };
}

/** A start that took effect before: in this very run, whose put's answer was lost, or in another run. */
export function knownBefore<M extends MethodTraits>(
  before: NumberEntry,
  verification: Verification,
  methods: readonly M[],
  mark: RequestMark,
): Decision<StartResult<M>> {
  const isOwn = verification.state === 'open' && verification.attempts.some((attempt) => isSameRun(attempt.mark, mark));
  return isOwn ? { result: { kind: 'recorded', verification, methods }, entry: before } : { result: { kind: 'known', verification } };
}

export function ofKind<M extends MethodTraits>(methods: readonly M[], kind: MethodKind | undefined): readonly M[] {
  return kind === undefined ? methods : methods.filter((method) => method.kind === kind);
}

/** An attempt that nobody dials: as good as answered, and confirmed. */
export function answeredAtOnce(attempt: Attempt): Attempt {
  return { ...attempt, isDialling: undefined, outcome: 'answered', isConfirmed: true };
}

/**
 * A passed challenge opens what is closed even to clients that proved the number; and where others that passed it have
 * used up what it gives, those still have their own budget. A stranger has none: whoever passes it as a stranger makes no
 * more guesses than it allows.
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

/** Closed until a time, unless a challenge opens it now, or sooner. Nobody passes the delay after a dial. */
export function whyClosed(allowedAt: number, challengedAt: number, { canChallenge }: Rules, now: number): Problem {
  if (!canChallenge) return tooManyUntil(allowedAt, now);
  return challengedAt <= now ? { ok: false, code: 'challenge_required' } : tooManyUntil(Math.min(allowedAt, challengedAt), now);
}
