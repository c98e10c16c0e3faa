/** Makes spans and durations of the work that the channels tell of. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { type Context, context, type Span, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';
import type { ServiceIdentity } from '../ports/channels.js';
import { attributesOf, type Given } from './attributes.js';
import { guarded } from './guarded.js';
import { HISTOGRAMS, type Instruments } from './instruments.js';
import { type Messages, WORKS, type WorkName } from './works.js';

const NO_TXNS: ReadonlySet<string> = new Set();

/** A piece of work under way. */
interface Running {
  readonly startedAt: number;
  /** Where the work was begun, with its span. */
  readonly inside: Context;
  /** None for the store's work in the background: nobody waits for it, and it belongs to no request. */
  readonly span: Span | undefined;
  hasThrown: boolean;
  isOver: boolean;
}

/** @returns what ends the observation of the service */
export function observeWork(tracer: Tracer, { histograms }: Instruments, service: ServiceIdentity): () => void {
  /** The work that encloses the present one. The context of OpenTelemetry cannot be bound to a channel by its API alone. */
  const enclosing = new AsyncLocalStorage<Running | undefined>();
  const running = new WeakMap<object, Running>();

  const begin = <Name extends WorkName>(name: Name, message: Messages[Name]): Running => {
    const known = running.get(message);
    if (known !== undefined) return known;
    const span = beginSpan(name, message);
    const inside = span === undefined ? context.active() : trace.setSpan(context.active(), span);
    const begun: Running = { startedAt: performance.now(), inside, span, hasThrown: false, isOver: false };
    running.set(message, begun);
    return begun;
  };

  const beginSpan = <Name extends WorkName>(name: Name, message: Messages[Name]): Span | undefined => {
    const around = enclosing.getStore();
    const parent = around === undefined || around.isOver || around.span === undefined ? undefined : around.inside;
    // A timer of the store's may have been set by a request that was answered long ago.
    if (name === 'store' && parent === undefined && trace.getActiveSpan()?.isRecording() !== true) return undefined;
    const { kind, nameOf, membersOf } = WORKS[name];
    const attributes = attributesOf({ service: service.name, ...membersOf(message) });
    return tracer.startSpan(nameOf(message), { kind, attributes }, parent ?? context.active());
  };

  const finish = <Name extends WorkName>(name: Name, message: Messages[Name]): void => {
    const work = running.get(message);
    if (work === undefined || work.isOver) return;
    work.isOver = true;
    const { membersOf, errorOf } = WORKS[name];
    const errorType = errorOf(message) ?? message.errorType ?? (work.hasThrown ? '_OTHER' : undefined);
    const members: Given = { service: service.name, ...membersOf(message), errorType };
    endSpan(work, members, 'txns' in message ? new Set(message.txns) : NO_TXNS);
    const seconds = (performance.now() - work.startedAt) / 1000;
    const counted = ['service', ...HISTOGRAMS[name].attributes] as const;
    histograms[name].record(seconds, attributesOf(Object.fromEntries(counted.map((each) => [each, members[each]]))), work.inside);
  };

  /** @param txns of all verifications that a callback reported on */
  const endSpan = ({ span, inside }: Running, members: Given, txns: ReadonlySet<string>): void => {
    if (span === undefined) return;
    span.setAttributes(attributesOf(members));
    if (members.errorType !== undefined) span.setStatus({ code: SpanStatusCode.ERROR });
    // An attribute that is sometimes a list could not be searched for: each of several has a span of its own.
    if (txns.size > 1) {
      for (const txn of txns) {
        tracer.startSpan('call_verification.report', { attributes: attributesOf({ service: service.name, txn }) }, inside).end();
      }
    }
    span.end();
  };

  const observe = <Name extends WorkName>(name: Name): (() => void) => {
    const { channel } = WORKS[name];
    const ours =
      (work: (message: Messages[Name]) => void) =>
      (message: Messages[Name]): void => {
        if (message.service === service) work(message);
      };
    const subscribers = {
      start: guarded(ours((message) => begin(name, message))),
      end: guarded(
        ours((message) => {
          // Thrown before there was a promise: nothing else will come.
          if (running.get(message)?.hasThrown === true) finish(name, message);
        }),
      ),
      asyncStart: () => undefined,
      asyncEnd: guarded(ours((message) => finish(name, message))),
      error: guarded(
        ours((message) => {
          const work = running.get(message);
          if (work !== undefined) work.hasThrown = true;
        }),
      ),
    };
    const enter = guarded((message: Messages[Name]) => (message.service === service ? begin(name, message) : enclosing.getStore()));
    channel.start.bindStore(enclosing, enter);
    channel.subscribe(subscribers);
    return () => {
      channel.unsubscribe(subscribers);
      channel.start.unbindStore(enclosing);
    };
  };

  const stops = (Object.keys(WORKS) as WorkName[]).map((name) => observe(name));
  return () => {
    for (const stop of stops) stop();
  };
}
