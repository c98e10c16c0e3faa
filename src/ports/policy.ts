/** What the engine asks of the host before a call: its verdict on the attempt, and what a client must pass. */
import type { MethodKind } from '../contract/method-kind.js';
import type { Standing } from '../core/limits/number-limits.js';
import type { NumberType } from '../core/phone/phone.js';

/** An attempt that a client asks for: of a configured kind, and of a country and type of number that is served. */
export interface PolicyAttempt {
  /** E.164. */
  readonly phone: string;
  /** ISO 3166 alpha-2. */
  readonly country: string;
  /** What the number may be: `mobile`, `fixed`. */
  readonly types: readonly NumberType[];
  /** What the number is verified for. */
  readonly purpose: string;
  /** The kind that would be placed. */
  readonly method: MethodKind;
  /** For example `mcn.flashCall`. If the provider refuses it, the next method follows, and the policy is not asked again. */
  readonly methodId: string;
  /** What the attempt costs, if that is known. */
  readonly price?: { readonly amount: number; readonly currency: string } | undefined;
  /** The client's address, if the host's app knows it. */
  readonly ip?: string | undefined;
  /** A further attempt of a verification. */
  readonly isFurther: boolean;
  /**
   * What the client is: a `stranger`; a client whose network (`proven`) or `device` verified the number before; or a stranger that passed
   * the host's challenge (`challenged`), as the `input` of the host's route says.
   */
  readonly standing: Standing;
  /**
   * The limits of this number refuse the attempt, whatever the policy says: it can skip look-ups that cost. Its verdict is asked for all the
   * same, because a client that gets `deny` or `challenge` for every number must not learn which of them was called lately.
   */
  readonly isLimited: boolean;
  /** Of this number, before this attempt. A verdict that depends on them tells the client something about the number. */
  readonly counts: {
    readonly dialsLastHour: number;
    readonly dialsLastDay: number;
    readonly failuresLastDay: number;
    readonly failuresLastMonth: number;
  };
}

/**
 * `allow`; `deny`: 422 `phone_not_supported`; `decoy`: the usual answer, and no call is placed; `challenge`, or one with its own payload:
 * 403 `challenge_required`, unless the client has passed it; `{ method }`: this kind, whatever the client or the order of the list says.
 * A budget is not charged if no call is placed.
 */
export type PolicyVerdict = 'allow' | 'deny' | 'decoy' | 'challenge' | { readonly challenge: unknown } | { readonly method: MethodKind };

/** If it throws, nothing is dialled, and the host's error handler gets the error. */
export type Policy = (attempt: PolicyAttempt) => PolicyVerdict | Promise<PolicyVerdict>;

/** The client that gets a challenge. */
export type ChallengedClient = Pick<PolicyAttempt, 'phone' | 'country' | 'purpose' | 'ip' | 'isFurther'>;

/** What a client must pass: the host's own payload, which the answer holds unchanged, or a function that makes it. */
export type Challenge = object | ((client: ChallengedClient) => unknown);
