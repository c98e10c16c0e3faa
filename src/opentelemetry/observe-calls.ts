/** Spans and metrics of one service. */
import { type MeterProvider, metrics, type TracerProvider, trace } from '@opentelemetry/api';
import { type EventMessage, eventChannel } from '../ports/channels.js';
import { createEventMetrics } from './event-metrics.js';
import { guarded } from './guarded.js';
import { createInstruments } from './instruments.js';
import { observeHealth } from './observe-health.js';
import { observeWork } from './observe-work.js';
import type { ObservedCalls } from './observed-calls.js';

/** Where spans and metrics go. */
export interface ObserveCallsOptions {
  /** Makes the spans. @default the global one */
  readonly tracerProvider?: TracerProvider | undefined;
  /** Makes the metrics. @default the global one */
  readonly meterProvider?: MeterProvider | undefined;
}

const SCOPE = 'express-call-verification';

/**
 * Makes spans and metrics of what a service does, until the function that it returns is called. Call it once for each service, after your
 * SDK has started: metrics that are made earlier go nowhere. Nothing in them is a number, a code, a token, a key, or an id of a client or
 * provider, and nothing that fails in here reaches your requests.
 */
export function observeCalls(calls: ObservedCalls, options: ObserveCallsOptions = {}): () => void {
  const { service } = calls;
  const { tracerProvider, meterProvider } = options;
  const tracer = (tracerProvider ?? trace).getTracer(SCOPE);
  const meter = (meterProvider ?? metrics).getMeter(SCOPE);
  const instruments = createInstruments(meter);
  const count = createEventMetrics(instruments, service.name);
  const onMessage = guarded((message: unknown): void => {
    const { service: its, event } = message as EventMessage;
    if (its === service) count(event);
  });
  eventChannel.subscribe(onMessage);
  const stops = [
    () => eventChannel.unsubscribe(onMessage),
    observeWork(tracer, instruments, service),
    observeHealth(meter, service.name, () => calls.health()),
  ];
  return () => {
    for (const stop of stops.splice(0)) stop();
  };
}
