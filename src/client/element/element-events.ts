/** The events of the element: they bubble, and cross shadow roots. */

import type { CallOutcome, Verified } from '../../contract/answers.js';
import type { MethodKind } from '../../contract/method-kind.js';
import type { ClientProblem } from '../client-problem.js';
import type { EndReason, Step } from './flow.js';

/** `answer` instead of the token where the host answers a check in words of its own. */
export type VerifiedDetail =
  | Pick<Verified, 'token' | 'tokenType' | 'expiresIn' | 'phone'>
  | { readonly phone: string; readonly answer: Readonly<Record<string, unknown>> };

/** What did not work, or why it is over (`verification_closed`). */
export type FailedDetail = Omit<ClientProblem, 'ok' | 'reason'> & { readonly reason?: EndReason | undefined };

/** Something must be passed before a call is placed. */
export interface ChallengeDetail {
  /** The host's own payload. */
  readonly challenge: unknown;
  /** Asks for the call again, with these members in the body. */
  readonly respond: (members: Readonly<Record<string, unknown>>) => void;
}

/** Where the person is now. */
export interface StateChangeDetail {
  /** What the person is at. */
  readonly step: Step;
  /** The kind of the newest call. */
  readonly method: MethodKind;
  /** What became of it. */
  readonly outcome: CallOutcome;
}

/** The element's events by their names. */
export interface CallVerificationElementEventMap {
  /** The number is confirmed. */
  verified: CustomEvent<VerifiedDetail>;
  /** Something did not work, or it is over. */
  failed: CustomEvent<FailedDetail>;
  /** Something must be passed first: call `preventDefault`, then `respond`. */
  challenge: CustomEvent<ChallengeDetail>;
  /** What the person sees has changed. */
  statechange: CustomEvent<StateChangeDetail>;
}

type DetailOf<Name extends keyof CallVerificationElementEventMap> = CallVerificationElementEventMap[Name]['detail'];

/** @returns false if somebody called `preventDefault`, which only `challenge` allows */
export function dispatch<Name extends keyof CallVerificationElementEventMap>(
  target: EventTarget,
  name: Name,
  detail: DetailOf<Name>,
): boolean {
  return target.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable: name === 'challenge' }));
}
