/** Asks the host's policy, and makes the answer with its challenge. */
import { STANDARD_KINDS } from '../../contract/method-kind.js';
import type { Problem } from '../../contract/problems.js';
import type { NumberEntry } from '../../core/entry/number-entry.js';
import type { OpenVerification } from '../../core/entry/verification.js';
import { countWithin, DAY, HOUR, MONTH } from '../../core/limits/number-limits.js';
import type { CallMethod } from '../../ports/method.js';
import type { Challenge, ChallengedClient, PolicyAttempt, PolicyVerdict } from '../../ports/policy.js';

/** The answer with the host's challenge. */
export async function challengeOf(challenge: Challenge | undefined, client: ChallengedClient): Promise<Problem> {
  const payload: unknown = typeof challenge === 'function' ? await challenge(client) : challenge;
  return { ok: false, code: 'challenge_required', ...(payload === undefined ? {} : { challenge: payload }) };
}

/** An attempt as it was decided. */
interface Decided {
  /** Before the attempt. */
  readonly entry: NumberEntry;
  readonly verification: OpenVerification;
  readonly method: CallMethod;
  readonly now: number;
}

/** What the policy gets about an attempt that is about to be recorded. */
export function policyAttempt(
  { entry, verification, method, now }: Decided,
  client: Pick<PolicyAttempt, 'ip' | 'isFurther' | 'isLimited' | 'standing'>,
): PolicyAttempt {
  const { e164, country, types } = verification.phone;
  return {
    phone: e164,
    country,
    types,
    purpose: verification.purpose,
    method: method.kind,
    methodId: method.id,
    price: method.price,
    ...client,
    counts: {
      dialsLastHour: countWithin(entry.dials, now, HOUR),
      dialsLastDay: countWithin(entry.dials, now, DAY),
      failuresLastDay: countWithin(entry.failures, now, DAY),
      failuresLastMonth: countWithin(entry.failures, now, MONTH),
    },
  };
}

/** @throws {TypeError} if the host's policy returned something else, which must not pass for a verdict */
export function assertVerdict(given: unknown, methods: readonly CallMethod[]): asserts given is PolicyVerdict {
  if (typeof given === 'string' && ['allow', 'deny', 'decoy', 'challenge'].includes(given)) return;
  if (typeof given === 'object' && given !== null) {
    if ('challenge' in given) return;
    if ('method' in given && [...STANDARD_KINDS, ...methods.map(({ kind }) => kind)].some((kind) => kind === given.method)) return;
  }
  throw new TypeError('policy must return "allow", "deny", "decoy", "challenge", { challenge } or { method }');
}
