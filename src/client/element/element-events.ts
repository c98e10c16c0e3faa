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

export interface ChallengeDetail {
  /** The host's own payload. */
  readonly challenge: unknown;
  /** Asks for the call again, with these members in the body. */
  readonly respond: (members: Readonly<Record<string, unknown>>) => void;
}

export interface StateChangeDetail {
  readonly step: Step;
  readonly method: MethodKind;
  readonly outcome: CallOutcome;
}

export interface CallVerificationElementEventMap {
  verified: CustomEvent<VerifiedDetail>;
  failed: CustomEvent<FailedDetail>;
  challenge: CustomEvent<ChallengeDetail>;
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
