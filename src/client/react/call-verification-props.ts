/** The properties of the component. */
import type { HTMLAttributes } from 'react';
import type { CallVerificationElement } from '../element/call-verification-element.js';
import type { CallVerificationElementEventMap } from '../element/element-events.js';
import type { CallVerificationAttributes } from '../element/frameworks.js';

/** What the element takes, and its events by React's names. `client` should be the same object at every rendering. */
export interface CallVerificationProps
  extends Omit<CallVerificationAttributes, 'readonly-phone' | 'no-resume'>,
    Omit<HTMLAttributes<CallVerificationElement>, keyof CallVerificationAttributes | 'children' | 'dangerouslySetInnerHTML'> {
  /** The number is confirmed: `event.detail` has the token. */
  readonly onVerified?: ((event: CallVerificationElementEventMap['verified']) => void) | undefined;
  /** Something failed, or the verification is over. */
  readonly onFailed?: ((event: CallVerificationElementEventMap['failed']) => void) | undefined;
  /** The person must pass a challenge first: call `event.preventDefault()`, then `event.detail.respond`. */
  readonly onChallenge?: ((event: CallVerificationElementEventMap['challenge']) => void) | undefined;
  /** What the person sees has changed. */
  readonly onStateChange?: ((event: CallVerificationElementEventMap['statechange']) => void) | undefined;
}
