/** The host's own word on an attempt, asked before any money is spent. */
import type { MethodKind } from '../core/kind.js';
import { countWithin, DAY, HOUR } from '../core/limits.js';
import type { NumberEntry } from '../core/number-entry.js';
import { type NumberType, parsePhone } from '../core/phone.js';
import type { OpenVerification } from '../core/verification.js';
import type { CallMethod } from '../ports/method.js';

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
  /** Of this number, before this attempt. */
  readonly counts: { readonly dialsLastHour: number; readonly dialsLastDay: number; readonly failuresLastDay: number };
}

/** `deny`: 422 `phone_not_supported`, and nothing is dialled or counted. */
export type PolicyVerdict = 'allow' | 'deny';

/** What it throws goes to the host's error handler; nothing is dialled then. */
export type Policy = (attempt: PolicyAttempt) => PolicyVerdict | Promise<PolicyVerdict>;

/** What the policy is told about an attempt that is about to be written down. */
export function policyAttempt(
  before: NumberEntry,
  verification: OpenVerification,
  method: CallMethod,
  now: number,
  client: { readonly ip: string | undefined; readonly isFurther: boolean },
): PolicyAttempt {
  const phone = parsePhone(verification.phone);
  return {
    phone: verification.phone,
    country: phone?.country ?? '',
    types: phone?.types ?? [],
    purpose: verification.purpose,
    method: method.kind,
    methodId: method.id,
    price: method.price,
    ip: client.ip,
    isFurther: client.isFurther,
    counts: {
      dialsLastHour: countWithin(before.dials, now, HOUR),
      dialsLastDay: countWithin(before.dials, now, DAY),
      failuresLastDay: countWithin(before.failures, now, DAY),
    },
  };
}
