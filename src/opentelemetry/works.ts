/** The work that the channels tell of: what its span is called and has on it, and when it has failed. */

import type { TracingChannel } from 'node:diagnostics_channel';
import { SpanKind } from '@opentelemetry/api';
import {
  type CallbackMessage,
  type CallMessage,
  type CheckMessage,
  callbackChannel,
  callChannel,
  checkChannel,
  type StartMessage,
  type StoreMessage,
  startChannel,
  storeChannel,
} from '../ports/channels.js';
import type { Given } from './attributes.js';

export interface Messages {
  readonly start: StartMessage;
  readonly call: CallMessage;
  readonly callback: CallbackMessage;
  readonly check: CheckMessage;
  readonly store: StoreMessage;
}

export type WorkName = keyof Messages;

interface Work<Message extends object> {
  readonly channel: TracingChannel<unknown, Message>;
  readonly kind: SpanKind;
  /** Few names: a method's id and a verb are the only parts that differ. */
  nameOf(message: Message): string;
  membersOf(message: Message): Given;
  /** Why it failed, as a word; undefined if it did not. That a client is refused is no failure. */
  errorOf(message: Message): string | undefined;
}

const errorOfAnswer = ({ outcome }: { readonly outcome?: string | undefined }): string | undefined =>
  outcome === 'temporarily_unavailable' ? outcome : undefined;

const onlyOneOf = (txns: readonly string[]): string | undefined => (new Set(txns).size === 1 ? txns[0] : undefined);

export const WORKS: { readonly [Name in WorkName]: Work<Messages[Name]> } = {
  start: {
    channel: startChannel,
    kind: SpanKind.INTERNAL,
    nameOf: () => 'call_verification.start',
    membersOf: ({ txn, purpose, country, isFurther, outcome }) => ({ txn, purpose, country, isFurther, outcome }),
    errorOf: errorOfAnswer,
  },
  call: {
    channel: callChannel,
    kind: SpanKind.CLIENT,
    nameOf: ({ methodId }) => `call_verification.call ${methodId}`,
    membersOf: ({ txn, provider, methodId, method, country, outcome, blame, price }) => ({
      ...{ txn, provider, methodId, method, country, outcome, blame },
      ...{ price: price?.amount, currency: price?.currency },
    }),
    errorOf: ({ outcome, reason }) => (outcome === 'refused' || outcome === 'uncertain' ? (reason ?? outcome) : undefined),
  },
  callback: {
    channel: callbackChannel,
    kind: SpanKind.INTERNAL,
    nameOf: () => 'call_verification.callback',
    membersOf: ({ provider, reports, outcome, txns = [] }) => ({ provider, reports, outcome, txn: onlyOneOf(txns) }),
    errorOf: errorOfAnswer,
  },
  check: {
    channel: checkChannel,
    kind: SpanKind.INTERNAL,
    nameOf: () => 'call_verification.check',
    membersOf: ({ txn, purpose, outcome }) => ({ txn, purpose, outcome }),
    errorOf: errorOfAnswer,
  },
  store: {
    channel: storeChannel,
    kind: SpanKind.CLIENT,
    nameOf: ({ verb }) => `call_verification.store ${verb}`,
    membersOf: ({ verb, outcome }) => ({ verb, outcome }),
    errorOf: ({ outcome, reason }) => (outcome === 'failed' ? (reason ?? outcome) : undefined),
  },
};
