/** The host's own word on an attempt, asked before any money is spent. */

import { METHOD_KINDS, type MethodKind } from '../../contract/method-kind.js';
import type { Problem } from '../../contract/problems.js';
import type { NumberEntry } from '../../core/entry/number-entry.js';
import type { OpenVerification } from '../../core/entry/verification.js';
import { countWithin, DAY, HOUR, MONTH } from '../../core/limits/number-limits.js';
import type { NumberType, Phone } from '../../core/phone/phone.js';
import type { CallMethod } from '../../ports/method.js';

/** An attempt that all other rules allow. */
export interface PolicyAttempt {
  /** E.164. */
  readonly phone: string;
  /** ISO 3166 alpha-2. */
  readonly country: string;
  readonly types: readonly NumberType[];
  readonly purpose: string;
  readonly method: MethodKind;
  /** For example `mcn.flashCall`. If it is refused, the next method of the list follows without another question. */
  readonly methodId: string;
  readonly price?: { readonly amount: number; readonly currency: string } | undefined;
  /** The client's address, if the host's app knows it. */
  readonly ip?: string | undefined;
  /** A further attempt of a verification. */
  readonly isFurther: boolean;
  /** The number was verified before from this client's network, or by its device. */
  readonly isProven: boolean;
  /** The `input` of the host's route says so. */
  readonly hasPassedChallenge: boolean;
  /** Of this number, before this attempt. */
  readonly counts: {
    readonly dialsLastHour: number;
    readonly dialsLastDay: number;
    readonly failuresLastDay: number;
    readonly failuresLastMonth: number;
  };
}

/**
 * `allow`; `deny`: 422 `phone_not_supported`; `decoy`: the same answer as ever, and no call; `challenge`, or one with its own
 * payload: 403 `challenge_required`, unless `hasPassedChallenge`; `{ method }`: this kind, whatever the client or the order of
 * the list says. Whatever is not dialled counts for no budget.
 */
export type PolicyVerdict = 'allow' | 'deny' | 'decoy' | 'challenge' | { readonly challenge: unknown } | { readonly method: MethodKind };

/** What it throws goes to the host's error handler; nothing is dialled then. */
export type Policy = (attempt: PolicyAttempt) => PolicyVerdict | Promise<PolicyVerdict>;

/** Whom a challenge is for. */
export type ChallengedClient = Pick<PolicyAttempt, 'phone' | 'country' | 'purpose' | 'ip' | 'isFurther'>;

/** What a client must pass: the host's own payload, told as it is in the answer, or what makes it. */
export type Challenge = object | ((client: ChallengedClient) => unknown);

/** The answer that names the host's challenge. */
export async function challengeOf(challenge: Challenge | undefined, client: ChallengedClient): Promise<Problem> {
  const payload: unknown = typeof challenge === 'function' ? await challenge(client) : challenge;
  return { ok: false, code: 'challenge_required', ...(payload === undefined ? {} : { challenge: payload }) };
}

/** An attempt as it was decided. */
interface Decided {
  readonly before: NumberEntry;
  readonly verification: OpenVerification;
  readonly method: CallMethod;
  readonly phone: Phone;
  readonly now: number;
}

/** What the policy is told about an attempt that is about to be written down. */
export function policyAttempt(
  { before, verification, method, phone, now }: Decided,
  client: Pick<PolicyAttempt, 'ip' | 'isFurther' | 'isProven' | 'hasPassedChallenge'>,
): PolicyAttempt {
  return {
    phone: phone.e164,
    country: phone.country,
    types: phone.types,
    purpose: verification.purpose,
    method: method.kind,
    methodId: method.id,
    price: method.price,
    ...client,
    counts: {
      dialsLastHour: countWithin(before.dials, now, HOUR),
      dialsLastDay: countWithin(before.dials, now, DAY),
      failuresLastDay: countWithin(before.failures, now, DAY),
      failuresLastMonth: countWithin(before.failures, now, MONTH),
    },
  };
}

/** @throws {TypeError} if the host's policy gave something else, which must not pass for any verdict */
export function assertVerdict(given: unknown): asserts given is PolicyVerdict {
  if (typeof given === 'string' && ['allow', 'deny', 'decoy', 'challenge'].includes(given)) return;
  if (typeof given === 'object' && given !== null) {
    if ('challenge' in given) return;
    if ('method' in given && METHOD_KINDS.some((kind) => kind === given.method)) return;
  }
  throw new TypeError('policy must give "allow", "deny", "decoy", "challenge", { challenge } or { method }');
}
