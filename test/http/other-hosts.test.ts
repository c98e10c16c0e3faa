/** Requests that did not come through a socket of HTTP/1: from serverless hosts, HTTP/2, and tools that hosts test with. */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import express, { type Express } from 'express';
import { callStatus, callVerificationRouter, startCallVerification } from 'express-call-verification';
import { createCallVerificationClient } from 'express-call-verification/client';
import mocks from 'node-mocks-http';
import serverless from 'serverless-http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { registerSecret } from '../support/secrets.js';
import { openShop, type Shop, type ShopOptions } from '../support/shop.js';

const FLASH_CALL: ShopOptions = { methods: ({ mcn }) => [mcn.flashCall()] };

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Starts for the shop's number, with these headers. */
type Start = (headers: Readonly<Record<string, string | string[]>>) => Promise<Answer>;

const readBody = (body: string): Answer['body'] => {
  const answer = JSON.parse(body);
  if (typeof answer.verificationId === 'string') registerSecret(answer.verificationId, 'a verification id');
  return answer;
};

interface LambdaAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Asks the app as a Lambda behind an HTTP API. */
function askLambda(app: Express, method: string, path: string, headers: Readonly<Record<string, string>>, body: string) {
  const http = { method, path, sourceIp: '203.0.113.1' };
  const event = { version: '2.0', rawPath: path, rawQueryString: '', headers, body, requestContext: { http } };
  return serverless(app)(event, {}) as Promise<LambdaAnswer>;
}

/** The gateway joins headers that came twice. */
function startOnLambda(shop: Shop): Start {
  return async (headers) => {
    const joined = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat().join(',')]));
    const sent = { 'content-type': 'application/json', ...joined };
    const { statusCode, body } = await askLambda(shop.app, 'POST', '/auth/call', sent, JSON.stringify({ phone: shop.phone }));
    return { status: statusCode, body: readBody(body) };
  };
}

/** A browser's `fetch` to a Lambda. */
function fetchFromLambda(app: Express): typeof fetch {
  return async (url, { method = 'GET', headers, body } = {}) => {
    const sent = Object.fromEntries(new Headers(headers));
    const answer = await askLambda(app, method, new URL(String(url)).pathname, sent, typeof body === 'string' ? body : '');
    return new Response(answer.body, { status: answer.statusCode, headers: answer.headers });
  };
}

/** As a unit test calls the handler, without an app. */
function startByMocks(shop: Shop): Start {
  const handle = startCallVerification(shop.calls);
  return async (headers) => {
    const given = { ...headers, 'Content-Type': 'application/json' };
    const req = mocks.createRequest({ method: 'POST', url: '/auth/call', headers: given as never, body: { phone: shop.phone } });
    const res = mocks.createResponse({ req, eventEmitter: EventEmitter });
    const failed = new Promise<never>((_, reject) => handle(req, res, reject));
    await Promise.race([once(res, 'end'), failed]);
    return { status: res.statusCode, body: readBody(res._getData()) };
  };
}

/** Express makes every request one of HTTP/1, and breaks those of HTTP/2. This is what its bridges do about that. */
function bridge(app: Express): Express {
  const [request, response] = [app.request, app.response].map((own) => Object.getOwnPropertyDescriptors(Object.getPrototypeOf(own)));
  const { constructor: _, ...requestMembers } = request ?? {};
  const { constructor: __, ...responseMembers } = response ?? {};
  const own = { app: { configurable: true, enumerable: true, writable: true, value: app } };
  return Object.assign(app, {
    request: Object.create(Object.create(http2.Http2ServerRequest.prototype, requestMembers), own),
    response: Object.create(Object.create(http2.Http2ServerResponse.prototype, responseMembers), own),
  });
}

/** A client of HTTP/2, and the app that it talks to. */
async function openHttp2(prepare: (app: Express) => void): Promise<http2.ClientHttp2Session> {
  const app = bridge(express());
  prepare(app);
  const server = http2.createServer(app as never).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const session = http2.connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  onTestFinished(() => {
    session.destroy();
    server.close();
  });
  return session;
}

async function startOverHttp2(shop: Shop): Promise<Start> {
  const session = await openHttp2((app) => void app.post('/auth/call', startCallVerification(shop.calls)));
  return async (headers) => {
    const stream = session.request({ ':method': 'POST', ':path': '/auth/call', 'content-type': 'application/json', ...headers });
    const answered = once(stream, 'response') as Promise<[http2.IncomingHttpHeaders & http2.IncomingHttpStatusHeader]>;
    stream.end(JSON.stringify({ phone: shop.phone }));
    const [{ ':status': status = 0 }] = await answered;
    return { status, body: readBody(await text(stream)) };
  };
}

const HOSTS: readonly (readonly [string, (shop: Shop) => Start | Promise<Start>])[] = [
  ['serverless-http', startOnLambda],
  ['node-mocks-http', startByMocks],
  ['HTTP/2', startOverHttp2],
];

it('a start that light-my-request injects calls once, however often its key comes, and not with two keys', async () => {
  // In a process of its own, because light-my-request changes the prototypes that all of Node's HTTP servers share.
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', 'test/http/inject.fixture.ts']);
  expect(JSON.parse(stdout)).toEqual({
    plain: [202, 'pending'],
    keyed: [202, 202],
    areSame: true,
    twice: [400, 'invalid_request'],
    starts: 2,
  });
});

describe.each(HOSTS)('a start on %s', (_, open) => {
  it('calls', async () => {
    const shop = await openShop(FLASH_CALL);
    const start = await open(shop);
    expect(await start({})).toMatchObject({ status: 202, body: { status: 'pending' } });
    expect(shop.telephone.calls).toHaveLength(1);
  });

  it('that is repeated under its key calls once', async () => {
    const shop = await openShop(FLASH_CALL);
    const start = await open(shop);
    const key = randomUUID();
    const first = await start({ 'idempotency-key': key });
    expect(first.status).toBe(202);
    shop.advance(60);
    expect(await start({ 'idempotency-key': key })).toEqual(first);
    // With quotes it is the same key.
    expect(await start({ 'idempotency-key': `"${key}"` })).toEqual(first);
    expect(shop.telephone.calls).toHaveLength(1);
  });

  it('is refused with a key of a wrong form, or with two in quotes', async () => {
    const shop = await openShop(FLASH_CALL);
    const start = await open(shop);
    for (const key of ['short', [`"${randomUUID()}"`, `"${randomUUID()}"`]]) {
      expect(await start({ 'idempotency-key': key })).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    }
    expect(shop.requests).toEqual([]);
  });
});

describe('two keys in one request', () => {
  it.each(HOSTS.slice(1))('are refused where they can be told apart: %s', async (_, open) => {
    const shop = await openShop(FLASH_CALL);
    const start = await open(shop);
    const answer = await start({ 'idempotency-key': [randomUUID(), randomUUID()] });
    expect(answer).toMatchObject({ status: 400, body: { detail: 'The header "Idempotency-Key" must be given once.' } });
    expect(shop.requests).toEqual([]);
  });
});

describe('a host that cannot stream', () => {
  it('switches streams off, and the client asks again and again instead', async () => {
    const shop = await openShop({
      ...FLASH_CALL,
      routes: (app, calls) => void app.use('/phone', callVerificationRouter(calls, { status: { stream: false } })),
    });
    const client = createCallVerificationClient({ url: 'http://lambda.test/phone', fetch: fetchFromLambda(shop.app) });
    const started = await client.start({ phone: shop.phone });
    if (!started.ok) throw new Error(started.code);
    const verificationId = registerSecret(started.verificationId, 'a verification id');
    const heard: string[] = [];
    const watching = client.watch({ verificationId }, ({ status, call }) => {
      heard.push(`${status} ${call.outcome}`);
    });
    await expect.poll(() => heard).toEqual(['pending pending']);
    await shop.report({ cause: 17, word: 'BUSY' });
    await expect.poll(() => heard).toEqual(['pending pending', 'pending busy']);
    expect(await client.check({ verificationId, code: shop.code() })).toMatchObject({ ok: true });
    expect(await watching).toBe('over');
    expect(heard).toEqual(['pending pending', 'pending busy', 'verified busy']);
  });
});

describe('a status stream over HTTP/2', () => {
  const ask = (session: http2.ClientHttp2Session, id: string) =>
    session.request({ ':path': '/status', accept: 'text/event-stream', 'verification-id': id });

  it('tells the status, and ends with the verification', async () => {
    const shop = await openShop(FLASH_CALL);
    const id = await shop.begin();
    const session = await openHttp2((app) => void app.get('/status', express.json(), callStatus(shop.calls)));
    const stream = ask(session, id);
    let told = '';
    stream.setEncoding('utf8').on('data', (piece: string) => {
      told += piece;
    });
    await expect.poll(() => told).toMatch(/^event: status\ndata: .*"pending"/);
    const ended = once(stream, 'end');
    await shop.cancel(id);
    await ended;
    expect(told).toContain('"canceled"');
  });

  it('whose client has left before it opens takes no place of others', async () => {
    const shop = await openShop(FLASH_CALL);
    const id = await shop.begin();
    let left = 0;
    const session = await openHttp2((app) => {
      app.get('/status', (_req, res, next) => {
        const { stream } = res as unknown as http2.Http2ServerResponse;
        stream.once('close', () => {
          left += 1;
          // After what the stream's end does by itself.
          setImmediate(next);
        });
      });
      app.get('/status', callStatus(shop.calls));
    });
    for (let time = 0; time < 3; time += 1) {
      const stream = ask(session, id).on('error', () => undefined);
      // Flushed, so the server has it.
      await new Promise<void>((resolve) => session.ping(() => resolve()));
      stream.close(http2.constants.NGHTTP2_CANCEL);
    }
    await expect.poll(() => left).toBe(3);
    await expect
      .poll(async () => {
        const watching = await shop.calls.watchStatus({ verificationId: id }, { onStatus: () => undefined, onEnd: () => undefined });
        if (watching.ok) watching.stop();
        return watching.ok;
      })
      .toBe(true);
  });
});
