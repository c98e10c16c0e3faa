/** What a shop writes with React: a form with the component in it. The same on the server and in the page. */

import type { CallVerificationElement } from 'express-call-verification/element';
import { CallVerification, type CallVerificationProps } from 'express-call-verification/react';
import { createElement, type ReactElement, type Ref } from 'react';

export interface ShopFormProps {
  readonly field: CallVerificationProps;
  readonly fieldRef?: Ref<CallVerificationElement>;
}

export function ShopForm({ field, fieldRef = null }: ShopFormProps): ReactElement {
  return createElement('form', null, createElement(CallVerification, { ...field, ref: fieldRef }));
}

/** Of every kind: texts, switches on and off, objects and functions. */
export const RENDERED: CallVerificationProps = {
  url: '/auth/call',
  className: 'field',
  lang: 'sk',
  name: 'proof',
  phone: '+421901234567',
  required: true,
  disabled: false,
  readonlyPhone: true,
  noResume: false,
  headers: { 'X-CSRF-Token': 'of this session' },
  messages: { 'phone.submit': 'Zavolajte na môj mobil' },
  onVerified: () => undefined,
};
