/** The process whose streams are counted: a host's app that tells its parent its heap, its processor time, and what it asked of the store. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { callStatus, createCallVerification, createMcn, startCallVerification } from '../../../../src/index.js';
import { createCountingStore } from '../../../../test/support/counting-store.js';
import type { StoreSettings } from '../../../proof/worker-order.js';
import { openWorkerStore } from '../../../proof/worker-store.js';

export interface HolderOrder {
  readonly secret: string;
  readonly store: StoreSettings;
  readonly mcn: { readonly apiUrl: string; readonly paidMethodsUrl: string; readonly token: string; readonly accountId: string };
}

/** What the parent is told: first the port, then figures whenever it asks. */
export interface HolderFigures {
  readonly port: number;
  /** After a collection. */
  readonly heapBytes: number;
  /** Until it was asked, and with the collections that asking costs. */
  readonly cpuMicros: number;
  readonly cpuMicrosCollected: number;
  /** `get n` → how often. */
  readonly operations: Readonly<Record<string, number>>;
}

function cpuMicrosNow(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

async function holdStreams(): Promise<void> {
  const [order] = (await once(process, 'message')) as [HolderOrder];
  const store = createCountingStore(await openWorkerStore(order.store));
  const calls = createCallVerification({
    secret: order.secret,
    countries: ['RU'],
    methods: [createMcn(order.mcn).flashCall()],
    limits: { callsPerDay: 1_000_000 },
    ipLimits: false,
    store,
  });
  const app = express();
  app.post('/start', startCallVerification(calls));
  app.get('/status', callStatus(calls));
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const tell = (): void => {
    const cpuMicros = cpuMicrosNow();
    globalThis.gc?.();
    globalThis.gc?.();
    const cpuMicrosCollected = cpuMicrosNow();
    const { heapUsed: heapBytes } = process.memoryUsage();
    const operations: Record<string, number> = {};
    for (const operation of store.operations) operations[operation] = (operations[operation] ?? 0) + 1;
    store.reset();
    process.send?.({ port, heapBytes, cpuMicros, cpuMicrosCollected, operations } satisfies HolderFigures);
  };
  process.on('message', tell);
  process.on('disconnect', () => process.exit(0));
  tell();
}

await holdStreams();
