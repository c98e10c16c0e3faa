/** A program of its own: makes each request once, over HTTP, and tells its parent what it took. Nothing else runs in its process. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import type { CallVerificationStore } from '../../src/ports/store.js';
import { beginCounting, type Cost, countingStore, endCounting, prepareCounters } from './counters.js';

await prepareCounters();
const { callVerificationRouter, callWebhooks, createCallVerification, createMcn, createMemoryStore, createMobilGroup } = await import(
  '../../src/index.js'
);
const { internalsOf } = await import('../../src/http/internals.js');

const NOW = Date.parse('2026-03-01T10:05:00Z');
const PHONE = '+79161234567';

/** What the provider was asked for last. */
interface PlacedCall {
  readonly code: string;
  readonly id: string;
}

/** Answers as MCN does, without a network, whose timers would be counted. */
function createProvider() {
  let placed: PlacedCall = { code: '', id: '' };
  const answer: typeof fetch = async (input) => {
    const { searchParams } = new URL(String(input));
    placed = { code: searchParams.get('code') ?? '', id: `${randomBytes(6).readUIntBE(0, 6)}_117793` };
    const object = { login_did: searchParams.get('login_did'), code: placed.code, account_id: '1', verification_call_uuid: placed.id };
    return Response.json({ status: 'success', code: 200, object });
  };
  return { fetch: answer, placed: () => placed };
}

interface Shared {
  readonly store: CallVerificationStore;
  readonly secret: string;
  readonly provider: ReturnType<typeof createProvider>;
}

/** The app of the README on a port of its own. */
async function openApp({ store, secret, provider }: Shared) {
  const mcn = createMcn({ token: 'token-of-the-counts', accountId: '117793' });
  const mobilGroup = createMobilGroup({ apiKey: 'key-of-the-counts' });
  const calls = createCallVerification({
    secret,
    countries: ['RU', 'SK'],
    methods: [mcn.flashCall(), mobilGroup.voiceCall({ repeat: true }), mobilGroup.sms()],
    limits: { callsPerDay: 5000 },
    clock: () => NOW,
    store: countingStore(store),
    fetch: provider.fetch,
  });
  const app = express();
  app.use('/auth/call', callVerificationRouter(calls));
  app.use('/webhooks/calls', callWebhooks(calls));
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { lifecycle } = internalsOf('a test', calls);

  const send = async (method: string, path: string, headers: Readonly<Record<string, string>> = {}, body?: object) => {
    const asked = request({
      host: '127.0.0.1',
      port,
      agent: false,
      method,
      path,
      headers: { 'content-type': 'application/json', ...headers },
    });
    asked.end(body === undefined ? undefined : JSON.stringify(body));
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    return response;
  };
  const ask = async (
    ...parameters: Parameters<typeof send>
  ): Promise<{ readonly status: number; readonly document: Record<string, unknown> }> => {
    const response = await send(...parameters);
    const text = Buffer.concat(await response.toArray()).toString('utf8');
    return { status: response.statusCode ?? 0, document: text === '' ? {} : JSON.parse(text) };
  };
  /** Until what follows an answer is over, too. */
  const rest = async (): Promise<void> => {
    do await new Promise((resolve) => void setImmediate(resolve));
    while (lifecycle.starts.size + lifecycle.others.size > 0);
  };
  return {
    ...{ send, ask, rest },
    webhook: () => `/webhooks/calls${calls.webhookPath('mcn')}`,
    drain: () => calls.drain(),
    async close() {
      await calls.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

type App = Awaited<ReturnType<typeof openApp>>;

interface Begun extends PlacedCall {
  readonly verificationId: string;
}

const KEY = { 'idempotency-key': 'k'.repeat(32) };
const start = (app: App, headers = {}) => app.ask('POST', '/auth/call', headers, { phone: PHONE });
const check = (app: App, { verificationId }: Begun, code: string, headers = {}) =>
  app.ask('POST', '/auth/call/check', headers, { verificationId, code });
const otherThan = (code: string): string => (code === '0000' ? '1111' : '0000');

type Make = (app: App, begun: Begun) => Promise<{ readonly status: number }>;
/** The status that each must be answered with, so that no figure is of an error; and what came before, beside a start. */
type Request = readonly [status: number, make: Make, before?: Make];

const REQUESTS: Readonly<Record<string, Request>> = {
  start: [202, (app) => app.ask('POST', '/auth/call', {}, { phone: '+79167654321' })],
  'start with Idempotency-Key': [
    202,
    (app) => app.ask('POST', '/auth/call', { 'idempotency-key': 'n'.repeat(32) }, { phone: '+79167654321' }),
  ],
  'start, repeated': [202, (app) => start(app, KEY)],
  'check, wrong': [422, (app, begun) => check(app, begun, otherThan(begun.code))],
  'check, right': [200, (app, begun) => check(app, begun, begun.code)],
  'check with Idempotency-Key, right': [200, (app, begun) => check(app, begun, begun.code, KEY)],
  'check, repeated': [200, (app, begun) => check(app, begun, begun.code, KEY), (app, begun) => check(app, begun, begun.code, KEY)],
  status: [200, (app, { verificationId }) => app.ask('GET', '/auth/call/status', { 'verification-id': verificationId })],
  callback: [
    204,
    (app, { id }) => app.ask('POST', app.webhook(), {}, { verification_call_uuid: id, q931_status: 16, final_status: 'ANSWER' }),
  ],
};

/** Two processes: one makes ready and tells all its counts, the other one has its first request, and tells its counts, too. */
async function withApps<T>(work: (app: App, begun: Begun, shared: Shared) => Promise<T>, prepare?: Make): Promise<T> {
  const store = createMemoryStore({ clock: () => NOW });
  const shared: Shared = { store, secret: randomBytes(32).toString('base64'), provider: createProvider() };
  const before = await openApp(shared);
  const { document } = await start(before, KEY);
  const begun = { ...shared.provider.placed(), verificationId: String(document['verificationId']) };
  await prepare?.(before, begun);
  await before.rest();
  await before.close();
  const app = await openApp(shared);
  try {
    return await work(app, begun, shared);
  } finally {
    await app.close();
  }
}

function countRequest([expected, make, prepare]: Request): Promise<Cost> {
  return withApps(async (app, begun) => {
    await beginCounting();
    const { status } = await make(app, begun);
    if (status !== expected) throw new Error(`it was answered with ${status}`);
    await app.rest();
    await app.drain();
    return endCounting();
  }, prepare);
}

/** A stream looks by itself, and the second one after it would come a second later. */
function countLook(): Promise<Cost> {
  return withApps(async (app, { verificationId }, { store }) => {
    const stream = await app.send('GET', '/auth/call/status', { 'verification-id': verificationId, accept: 'text/event-stream' });
    await once(stream, 'data');
    await app.rest();
    const { get } = store;
    const asked = new Promise<void>((resolve) => {
      store.get = (key) => {
        resolve();
        return get(key);
      };
    });
    await beginCounting();
    await asked;
    await app.rest();
    return endCounting();
  });
}

const costs: Record<string, Cost> = {};
for (const [name, each] of Object.entries(REQUESTS)) costs[name] = await countRequest(each);
costs['one look of a stream'] = await countLook();
process.send?.(costs);
process.disconnect?.();
