/** The events of the element: they bubble, and cross shadow roots. */

import type { CallOutcome, Verified } from '../../contract/answers.js';
import type { MethodKind } from '../../contract/method-kind.js';
import type { ClientProblem } from '../client-problem.js';
import type { EndReason, Step } from './flow.js';

/** `answer` instead of the token if the host answers a check with a document of its own. */
export type VerifiedDetail =
  | Pick<Verified, 'token' | 'tokenType' | 'expiresIn' | 'phone'>
  | { readonly phone: string; readonly answer: Readonly<Record<string, unknown>> };

/** What failed, or why the verification is over (`verification_closed`). */
export type FailedDetail = Omit<ClientProblem, 'ok' | 'reason'> & { readonly reason?: EndReason | undefined };

/** The person must pass a challenge before a call is placed. */
export interface ChallengeDetail {
  /** The host's own payload. */
  readonly challenge: unknown;
  /** Requests the call again, with these members in the body. */
  readonly respond: (members: Readonly<Record<string, unknown>>) => void;
}

/** The new state of the element. */
export interface StateChangeDetail {
  /** The step that the person is at. */
  readonly step: Step;
  /** The kind of the newest call. */
  readonly method: MethodKind;
  /** What became of that call. */
  readonly outcome: CallOutcome;
}

/** The element's events by name. */
export interface CallVerificationElementEventMap {
  /** The number is confirmed. */
  verified: CustomEvent<VerifiedDetail>;
  /** Something failed, or the verification is over. */
  failed: CustomEvent<FailedDetail>;
  /** The person must pass a challenge first: call `preventDefault`, then `respond`. */
  challenge: CustomEvent<ChallengeDetail>;
  /** What the person sees has changed. */
  statechange: CustomEvent<StateChangeDetail>;
}

/** `addEventListener` and `removeEventListener`, whose listeners know the event by its name. */
export interface ListenerMethod {
  /** An event of the element. */
  <Name extends keyof CallVerificationElementEventMap>(
    name: Name,
    listener: (event: CallVerificationElementEventMap[Name]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  /** An event that every element has. */
  <Name extends keyof HTMLElementEventMap>(
    name: Name,
    listener: (event: HTMLElementEventMap[Name]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  /** Any other. */
  (name: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | AddEventListenerOptions): void;
}

type DetailOf<Name extends keyof CallVerificationElementEventMap> = CallVerificationElementEventMap[Name]['detail'];

/** @returns false if a listener called `preventDefault`, which only `challenge` allows */
export function dispatch<Name extends keyof CallVerificationElementEventMap>(
  target: EventTarget,
  name: Name,
  detail: DetailOf<Name>,
): boolean {
  return target.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable: name === 'challenge' }));
}
