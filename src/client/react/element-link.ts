/** Joins an element to the newest properties of its component: what React does not set on a custom element, or not in every version. */
import type { CallVerificationElement } from '../element/call-verification-element.js';
import { defineElement } from '../element/define-element.js';
import type { CallVerificationProps } from './call-verification-props.js';

export interface ElementLink {
  /** Called after each commit, before the browser draws, and with null when the element goes. */
  take(element: CallVerificationElement | null, props: CallVerificationProps): void;
  /** The element, while it is in the page. */
  current(): CallVerificationElement | null;
}

export function createElementLink(): ElementLink {
  let current: CallVerificationElement | null = null;
  let listening: CallVerificationElement | undefined;
  let newest: CallVerificationProps = {};
  return {
    take(element, props) {
      current = element;
      newest = props;
      if (element === null) return;
      // An object in an attribute would be the text "[object Object]".
      const { client, headers, messages } = props;
      Object.assign(element, { client, headers, messages });
      if (element !== listening) {
        listening = element;
        element.addEventListener('verified', (event) => newest.onVerified?.(event));
        element.addEventListener('failed', (event) => newest.onFailed?.(event));
        element.addEventListener('challenge', (event) => newest.onChallenge?.(event));
        element.addEventListener('statechange', (event) => newest.onStateChange?.(event));
      }
      // Only now, so that an element which a server rendered does nothing before its properties and listeners are there.
      defineElement();
    },
    current: () => current,
  };
}
