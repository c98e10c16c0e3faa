/** The attributes of spans and metrics: short names in the code, full names outside. */
import type { Attributes } from '@opentelemetry/api';

/** None of them holds a number, a code, or an id of a client or provider. */
export const ATTRIBUTES = {
  service: 'call_verification.service',
  txn: 'call_verification.txn',
  purpose: 'call_verification.purpose',
  country: 'call_verification.country',
  provider: 'call_verification.provider',
  methodId: 'call_verification.method_id',
  method: 'call_verification.method',
  outcome: 'call_verification.outcome',
  blame: 'call_verification.blame',
  cause: 'call_verification.cause',
  reason: 'call_verification.reason',
  isFurther: 'call_verification.further',
  reports: 'call_verification.reports',
  verb: 'call_verification.store.verb',
  currency: 'call_verification.currency',
  price: 'call_verification.price',
  event: 'call_verification.event',
  limit: 'call_verification.limit',
  option: 'call_verification.option',
  scope: 'call_verification.scope',
  mode: 'call_verification.mode',
  budget: 'call_verification.budget',
  share: 'call_verification.share',
  state: 'call_verification.state',
  errorType: 'error.type',
} as const;

export type AttributeName = keyof typeof ATTRIBUTES;

export type Given<Name extends AttributeName = AttributeName> = { readonly [Each in Name]?: string | number | boolean | undefined };

/** What is given, under its full names. What is undefined is left out. */
export function attributesOf(given: Given): Attributes {
  const attributes: Attributes = {};
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined) attributes[ATTRIBUTES[name as AttributeName]] = value;
  }
  return attributes;
}
