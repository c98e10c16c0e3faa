/** The element as a component of React 18 and 19. */
'use client';

import { createElement, type ForwardRefExoticComponent, forwardRef, type RefAttributes, useImperativeHandle, useState } from 'react';
import type { CallVerificationElement } from '../element/call-verification-element.js';
import type { CallVerificationProps } from './call-verification-props.js';
import { createElementLink } from './element-link.js';

/** What the link sets and listens to. */
const OF_LINK: ReadonlySet<string> = new Set(['client', 'headers', 'messages', 'onVerified', 'onFailed', 'onChallenge', 'onStateChange']);

/**
 * `<call-verification>` for React. A `ref` gives the element. It registers the element when the first one is in a page, so it can be imported
 * and rendered on a server.
 */
export const CallVerification: ForwardRefExoticComponent<CallVerificationProps & RefAttributes<CallVerificationElement>> = forwardRef<
  CallVerificationElement,
  CallVerificationProps
>(function CallVerification(props, ref) {
  const { className, required, disabled, readonlyPhone, noResume, ...others } = props;
  const attributes = Object.fromEntries(Object.entries(others).filter(([name]) => !OF_LINK.has(name)));
  const [link] = useState(createElementLink);
  useImperativeHandle<CallVerificationElement | null, CallVerificationElement | null>(ref, () => link.current(), [link]);
  return createElement('call-verification', {
    ...attributes,
    class: className,
    // React 18 would write `required="false"`, which switches it on.
    required: required || undefined,
    disabled: disabled || undefined,
    'readonly-phone': readonlyPhone || undefined,
    'no-resume': noResume || undefined,
    // A new function each time, so that React calls it after each commit.
    ref: (element: CallVerificationElement | null) => link.take(element, props),
  });
});
