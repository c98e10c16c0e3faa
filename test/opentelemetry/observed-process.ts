/** One of several processes of a service that share a store, with logs, traces and metrics. As a program it does what its parent tells it. */
import { Writable } from 'node:stream';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { pino } from 'pino';
import { type CallVerification, createCallVerification, createMcn } from '../../src/index.js';
import { observeCalls, untraced } from '../../src/opentelemetry/index.js';
import { createSqliteStore, openSqlite } from '../../src/stores/sqlite.js';
import { startTelemetry } from '../support/telemetry-sdk.js';

export interface ProcessOptions {
  /** Of the file that the processes share. */
  readonly database: string;
  readonly secret: string;
  readonly mcn: Parameters<typeof createMcn>[0];
}

export interface Seen {
  /** By name, in the order of their ends. */
  readonly spans: readonly { readonly name: string; readonly txn: unknown; readonly traceId: string }[];
  /** All words of spans, metrics and logs. */
  readonly text: string;
}

export interface ObservedProcess {
  readonly calls: CallVerification;
  seen(): Promise<Seen>;
  close(): Promise<void>;
}

export async function openProcess({ database, secret, mcn }: ProcessOptions): Promise<ObservedProcess> {
  const telemetry = startTelemetry();
  const instrumentation = new UndiciInstrumentation({ headersToSpanAttributes: { requestHeaders: ['authorization'] } });
  instrumentation.setTracerProvider(telemetry.tracerProvider);
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const opened = await openSqlite(database);
  const calls = createCallVerification({
    ...{
      secret,
      countries: ['RU'],
      store: createSqliteStore({ database: opened }),
      logger: pino({ base: null, timestamp: false }, stream),
    },
    methods: [createMcn(mcn).flashCall()],
    fetch: untraced(),
  });
  const stop = observeCalls(calls, telemetry);
  return {
    calls,
    async seen() {
      const spans = telemetry.spans().map((span) => ({
        ...{ name: span.name, txn: span.attributes['call_verification.txn'], traceId: span.spanContext().traceId },
      }));
      return { spans, text: `${await telemetry.text()}\n${lines.join('')}` };
    },
    async close() {
      await calls.close();
      stop();
      instrumentation.disable();
      opened.close();
      await telemetry.close();
    },
  };
}

/** What a parent tells its process to do. */
export type Order =
  | { readonly work: 'report'; readonly body: object }
  | { readonly work: 'check'; readonly verificationId: string; readonly code: string }
  | { readonly work: 'seen' };

if (process.send !== undefined && process.argv[2] === 'observed-process') {
  const observed = await openProcess(JSON.parse(process.argv[3] ?? '') as ProcessOptions);
  const follow = (order: Order): Promise<unknown> => {
    if (order.work === 'report') return observed.calls.report('mcn', { method: 'POST', headers: {}, query: {}, body: order.body });
    if (order.work === 'check') return observed.calls.check({ verificationId: order.verificationId, code: order.code });
    return observed.seen();
  };
  process.on('message', (order: Order) => {
    void follow(order).then((answer) => process.send?.({ answer }));
  });
  process.once('disconnect', () => void observed.close());
  process.send({ answer: 'ready' });
}
