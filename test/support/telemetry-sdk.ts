/** OpenTelemetry's own SDK with exporters that keep everything. */
import { type Attributes, context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  AggregationTemporality,
  type DataPoint,
  type Histogram,
  InMemoryMetricExporter,
  MeterProvider,
  type MetricData,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  type Sampler,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';

export interface Point {
  readonly attributes: Attributes;
  /** Of a histogram: how many values it has. */
  readonly value: number;
}

export interface Telemetry {
  readonly tracerProvider: BasicTracerProvider;
  readonly meterProvider: MeterProvider;
  /** All that have ended, oldest first. */
  spans(): readonly ReadableSpan[];
  /** Those of this name, or of one that begins with it and a space. */
  spansOf(name: string): readonly ReadableSpan[];
  /** Exports, and gives what was exported. */
  metrics(): Promise<readonly MetricData[]>;
  /** Exports, and gives the points of one metric. */
  points(name: string): Promise<readonly Point[]>;
  /** Exports, and gives all words that the exporters were given, as text: names and attributes, and no times or sums, in which any digits occur. */
  text(): Promise<string>;
  close(): Promise<void>;
}

/** Far longer than any test. */
const NEVER_BY_ITSELF = 3_600_000;

/** Registers a context manager for the whole process: one at a time. */
export function startTelemetry({ sampler }: { readonly sampler?: Sampler } = {}): Telemetry {
  const spanExporter = new InMemorySpanExporter();
  const spanProcessors = [new SimpleSpanProcessor(spanExporter)];
  const tracerProvider = new BasicTracerProvider({ spanProcessors, ...(sampler === undefined ? {} : { sampler }) });
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: NEVER_BY_ITSELF });
  const meterProvider = new MeterProvider({ readers: [reader] });
  if (!context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())) {
    throw new Error('another test has registered a context manager');
  }
  const spans = (): readonly ReadableSpan[] => spanExporter.getFinishedSpans();
  const metrics = async (): Promise<readonly MetricData[]> => {
    exporter.reset();
    await reader.forceFlush();
    return exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics));
  };
  return {
    tracerProvider,
    meterProvider,
    spans,
    spansOf: (name) => spans().filter((span) => span.name === name || span.name.startsWith(`${name} `)),
    metrics,
    async points(name) {
      const found = (await metrics()).find(({ descriptor }) => descriptor.name === name);
      const points: readonly DataPoint<number | Pick<Histogram, 'count'>>[] = found?.dataPoints ?? [];
      return points.map(({ attributes, value }) => ({ attributes, value: typeof value === 'number' ? value : value.count }));
    },
    async text() {
      return JSON.stringify([spans().map(describeSpan), (await metrics()).map(describeMetric)]);
    },
    async close() {
      context.disable();
      await tracerProvider.shutdown();
      await meterProvider.shutdown();
    },
  };
}

/** What an exporter sends of a span. */
function describeSpan(span: ReadableSpan): object {
  const { name, kind, attributes, status, events, links, resource } = span;
  return {
    name,
    kind,
    attributes,
    status,
    events: events.map(({ name, attributes }) => ({ name, attributes })),
    links: links.map((link) => link.attributes),
    resource: resource.attributes,
  };
}

function describeMetric({ descriptor, dataPoints }: MetricData): object {
  return { ...descriptor, points: dataPoints.map(({ attributes }) => attributes) };
}
