/** Listens to what one service publishes on `node:diagnostics_channel`. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { performance } from 'node:perf_hooks';
import { type CallMessage, callChannel, type EventMessage, eventChannel, type ServiceIdentity } from '../ports/channels.js';
import type { CallVerificationEvent } from '../ports/events.js';
import type { EndedRequest } from './recorder.js';

export interface Heard {
  event(event: CallVerificationEvent): void;
  request(request: EndedRequest): void;
}

/**
 * Channels are global, so what other services of the process publish is left out. A listener that throws would end the process, so this one
 * never does.
 *
 * @returns what ends it
 */
export function listenTo(service: ServiceIdentity, clock: () => number, heard: Heard): () => void {
  const startedAt = new WeakMap<object, number>();
  const ours =
    <Message extends { readonly service: ServiceIdentity }>(take: (message: Message) => void) =>
    (message: unknown): void => {
      try {
        if ((message as Message).service === service) take(message as Message);
      } catch {
        // What cannot be counted is not shown.
      }
    };
  const listeners: readonly (readonly [string | symbol, (message: unknown) => void])[] = [
    [eventChannel.name, ours<EventMessage>(({ event }) => heard.event(event))],
    [callChannel.start.name, ours<CallMessage>((message) => void startedAt.set(message, performance.now()))],
    [
      callChannel.asyncEnd.name,
      ours<CallMessage>((message) => {
        const began = startedAt.get(message);
        if (began !== undefined) heard.request(requestOf(message, performance.now() - began, clock()));
      }),
    ],
  ];
  for (const [name, listener] of listeners) subscribe(name, listener);
  return () => {
    for (const [name, listener] of listeners) unsubscribe(name, listener);
  };
}

function requestOf({ txn, provider, methodId, method, country }: CallMessage, tookMs: number, at: number): EndedRequest {
  return { txn, provider, methodId, method, country, tookMs: Math.round(tookMs), at };
}
