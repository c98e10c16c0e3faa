/** OpenTelemetry's own SDK with exporters that keep everything, until the test is over. */
import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { BasicTracerProvider, InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { onTestFinished } from 'vitest';

export interface Telemetry {
  readonly tracerProvider: BasicTracerProvider;
  /** All that have ended, oldest first. */
  spans(): readonly ReadableSpan[];
  /** All that an exporter is given, as text. */
  text(): string;
}

/** Registers a context manager for the whole process: one at a time. */
export function openTelemetry(): Telemetry {
  const spans = new InMemorySpanExporter();
  const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] });
  const manager = new AsyncLocalStorageContextManager().enable();
  if (!context.setGlobalContextManager(manager)) throw new Error('another test has registered a context manager');
  onTestFinished(async () => {
    context.disable();
    await tracerProvider.shutdown();
  });
  return {
    tracerProvider,
    spans: () => spans.getFinishedSpans(),
    text: () => JSON.stringify(spans.getFinishedSpans().map(describeSpan)),
  };
}

function describeSpan(span: ReadableSpan): object {
  const { name, kind, attributes, status, events, links, resource } = span;
  return { name, kind, attributes, status, events, links: links.map((link) => link.attributes), resource: resource.attributes };
}
