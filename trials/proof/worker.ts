/** One process of a host: an Express app with the package on a shared store. Told what to do over IPC, and ends with its parent. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { AddressInfo } from 'node:net';
import express, { type ErrorRequestHandler } from 'express';
import {
  callStatus,
  callWebhooks,
  cancelCallVerification,
  checkCallCode,
  createCallVerification,
  createMcn,
  createMobilGroup,
  requireVerifiedPhone,
  startCallVerification,
} from '../../src/index.js';
import { tellFailures } from './failing-store.js';
import { type Listening, OPERATION_HEADER, type Trouble, type WorkerOrder } from './worker-order.js';
import { openWorkerStore } from './worker-store.js';

const CALLBACKS = '/callbacks';

async function serve(order: WorkerOrder): Promise<Listening> {
  // What a provider is asked carries the name of the operation that asked: so each call is known by the start it was placed for.
  const operations = new AsyncLocalStorage<string>();
  const namedFetch: typeof fetch = (input, init) => {
    const headers = new Headers(init?.headers);
    headers.set(OPERATION_HEADER, operations.getStore() ?? '');
    return fetch(input, { ...init, headers });
  };
  const note = (type: Trouble['type']): void => {
    const operation = operations.getStore();
    if (operation !== undefined) process.send?.({ type, operation } satisfies Trouble);
  };
  const { providerTimeoutMs: timeoutMs, clockOffsetMs = 0 } = order;
  const clock = (): number => Date.now() + clockOffsetMs;
  const mcn = createMcn({ ...order.mcn, timeoutMs });
  const mobilGroup = createMobilGroup({ ...order.mobilgroup, timeoutMs });
  const calls = createCallVerification({
    secret: order.secret,
    countries: ['RU'],
    methods: [mcn.flashCall(), mobilGroup.voiceCall()],
    store: tellFailures(await openWorkerStore(order.store, clock), order.storeTimeoutMs, () => note('store.failed')),
    clock,
    lifetimeSeconds: order.lifetimeSeconds,
    storeTimeoutMs: order.storeTimeoutMs,
    // All that could hide a double decision is off; what the history is checked for stays.
    resendDelaysSeconds: [0],
    ipLimits: false,
    limits: {
      startsPerHour: false,
      startsPerDay: false,
      networkStartsPerHour: false,
      networkStartsPerDay: false,
      networkFailuresPerDay: false,
    },
    fetch: namedFetch,
    onEvent({ type }) {
      if (type === 'call.uncertain') note(type);
    },
  });

  const app = express();
  app.use((req, _res, next) => operations.run(req.get(OPERATION_HEADER) ?? '', next));
  app.post('/start', startCallVerification(calls));
  app.post('/check', checkCallCode(calls));
  app.get('/status', callStatus(calls));
  app.delete('/cancel', cancelCallVerification(calls));
  app.get('/account', requireVerifiedPhone(calls), (_req, res) => void res.json({}));
  app.use(CALLBACKS, callWebhooks(calls));
  const answer500: ErrorRequestHandler = (error: unknown, _req, res, _next) => {
    process.stderr.write(`the process met ${error instanceof Error ? (error.stack ?? error.name) : typeof error}\n`);
    res.status(500).end();
  };
  app.use(answer500);
  const port = await new Promise<number>((resolve) => {
    const server = app.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
  const paths = { mcn: CALLBACKS + calls.webhookPath('mcn'), mobilgroup: CALLBACKS + calls.webhookPath('mobilgroup') };
  return { type: 'listening', port, callbackPaths: paths };
}

process.on('disconnect', () => process.exit(0));
process.once('message', (order: WorkerOrder) => {
  serve(order).then(
    (message) => process.send?.(message),
    (error: unknown) => {
      process.stderr.write(`a process could not start: ${error instanceof Error ? (error.stack ?? error.name) : typeof error}\n`);
      process.exit(1);
    },
  );
});
