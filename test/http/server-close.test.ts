/** A server whose service leaves can close: no stream and no kept connection holds it open. Otherwise these tests never end. */
import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { NextFunction, Request, Response } from 'express';
import { callVerificationRouter, checkCallCode } from 'express-call-verification';
import { describe, expect, it, onTestFinished } from 'vitest';
import { answersHeldBy, createGate, type Gate } from '../support/gate.js';
import { registerSecret } from '../support/secrets.js';
import { newNumber, openShop, type Shop } from '../support/shop.js';

interface Visitors {
  readonly shop: Shop;
  readonly server: Server;
  readonly gate: Gate;
  /** Holds the answers that the host's own code sends. */
  readonly host: Gate;
  /** Over connections that are kept for the next request, as those of a browser or a proxy. */
  ask(method: string, path: string, headers?: Readonly<Record<string, string>>, body?: object): Promise<IncomingMessage>;
  start(): Promise<IncomingMessage>;
  stream(verificationId: string): Promise<IncomingMessage>;
}

/** The shop on a server of the test's own, which never ends a kept connection by itself. */
async function open(): Promise<Visitors> {
  const gate = createGate();
  const host = createGate();
  let isHeld = false;
  const held = answersHeldBy(gate);
  const shop = await openShop({
    methods: ({ mcn }) => [mcn.flashCall()],
    calls: { fetch: (...order) => (isHeld ? held : globalThis.fetch)(...order) },
    routes(app, calls) {
      app.use('/phone', callVerificationRouter(calls));
      app.post('/passed-on', checkCallCode(calls, { passThrough: true }), async (_req, res) => {
        await host.pass();
        res.sendStatus(204);
      });
      app.post('/failing', checkCallCode(calls, { input: () => Promise.reject(new Error('of the host')) }));
      // A host's own error handler may take its time, too.
      app.use(async (error: unknown, _req: Request, _res: Response, next: NextFunction) => {
        await host.pass();
        next(error);
      });
    },
  });
  const server = createServer(shop.app).listen(0, '127.0.0.1');
  server.keepAliveTimeout = 0;
  await once(server, 'listening');
  const agent = new Agent({ keepAlive: true });
  onTestFinished(() => {
    agent.destroy();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  const ask: Visitors['ask'] = async (method, path, headers = {}, body = undefined) => {
    const sent = request({ host: '127.0.0.1', port, agent, method, path, headers: { 'content-type': 'application/json', ...headers } });
    sent.end(body === undefined ? undefined : JSON.stringify(body));
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    return answer;
  };
  return {
    ...{ shop, server, gate, host, ask },
    start() {
      isHeld = true;
      return ask('POST', '/auth/call', {}, { phone: newNumber() });
    },
    stream: (id) => ask('GET', '/auth/call/status', { 'verification-id': id, accept: 'text/event-stream' }),
  };
}

const bodyOf = async (answer: IncomingMessage): Promise<Readonly<Record<string, unknown>>> =>
  (await json(answer)) as Readonly<Record<string, unknown>>;

/** Reads a stream to its end. @returns what it said */
async function readToEnd(stream: IncomingMessage): Promise<string> {
  let told = '';
  for await (const piece of stream.setEncoding('utf8')) told += piece;
  return told;
}

describe('a server', () => {
  it('closes after drain, close of the server, and close: with a start in flight, a stream, and kept connections', async () => {
    const { shop, server, gate, ask, start, stream } = await open();
    const id = await shop.begin();
    // A kept connection that waits for its next request.
    await bodyOf(await ask('GET', '/auth/call/status', { 'verification-id': id }));
    const streaming = await stream(id);
    const told = readToEnd(streaming);
    const started = start();
    await expect.poll(() => gate.arrived).toBe(1);

    const drained = shop.calls.drain();
    gate.open();
    await drained;
    const closed = once(server, 'close');
    server.close();
    await shop.calls.close();
    await closed;
    const answer = await started;
    expect([answer.statusCode, answer.headers.connection]).toEqual([202, 'close']);
    registerSecret(String((await bodyOf(answer))['verificationId']), 'a verification id');
    // It has ended as a stream ends, not as a connection breaks.
    expect(await told).toMatch(/^event: status\n/);
    expect(streaming.complete).toBe(true);
  });

  it('closes after close, and then close of the server: with a start in flight, and a stream before and after', async () => {
    const { shop, server, gate, start, stream } = await open();
    const id = await shop.begin();
    const told = readToEnd(await stream(id));
    const started = start();
    await expect.poll(() => gate.arrived).toBe(1);
    const over = shop.calls.close();
    gate.open();
    await over;
    expect(await told).toMatch(/^event: status\n/);
    const later = await stream(id);
    expect([later.statusCode, later.headers['retry-after'], later.headers.connection]).toEqual([503, '2', 'close']);
    registerSecret(String((await bodyOf(await started))['verificationId']), 'a verification id');
    later.resume();
    const closed = once(server, 'close');
    server.close();
    await closed;
  });

  it('closes after close of the server, and then close: with a stream whose verification ends while a start is in flight', async () => {
    const { shop, server, gate, start, stream } = await open();
    const id = await shop.begin();
    const code = shop.code();
    const told = readToEnd(await stream(id));
    const started = start();
    await expect.poll(() => gate.arrived).toBe(1);
    const closed = once(server, 'close');
    server.close();
    const over = shop.calls.close();
    expect(await shop.calls.check({ verificationId: id, code })).toMatchObject({ ok: true, status: 'verified' });
    expect(await told).toContain('"status":"verified"');
    gate.open();
    registerSecret(String((await bodyOf(await started))['verificationId']), 'a verification id');
    await over;
    await closed;
  });

  it('closes while connections wait that were used during the drain', async () => {
    const { shop, server, ask } = await open();
    const id = await shop.begin();
    await shop.calls.drain();
    const asked: readonly (readonly [string, string, object?])[] = [
      ['GET', '/auth/call/status'],
      ['POST', '/auth/call', { phone: newNumber() }],
      ['POST', '/auth/call/check', { verificationId: id, code: '000' }],
      ['POST', `/webhooks/calls${shop.calls.webhookPath('mcn')}`, {}],
      ['GET', '/phone/countries.json'],
      ['GET', '/phone/jwks.json'],
      ['GET', '/phone/client.js'],
      ['DELETE', '/auth/call'],
    ];
    const connections: unknown[] = [];
    for (const [method, path, body] of asked) {
      const answer = await ask(method, path, { 'verification-id': id }, body);
      connections.push(answer.headers.connection);
      await readToEnd(answer);
    }
    expect(connections).toEqual(asked.map(() => 'close'));
    const closed = once(server, 'close');
    server.close();
    await closed;
  });

  it('ends the connection of an answer that the host sends, if the service has left until then', async () => {
    const { shop, host, ask } = await open();
    const body = { verificationId: await shop.begin(), code: shop.code() };
    const asked = ['/passed-on', '/failing'].map((path) => ask('POST', path, {}, body));
    await expect.poll(() => host.arrived).toBe(2);
    await shop.calls.drain();
    host.open();
    const answers = await Promise.all(asked);
    expect(answers.map(({ statusCode, headers }) => [statusCode, headers.connection])).toEqual([
      [204, 'close'],
      [500, 'close'],
    ]);
    for (const answer of answers) answer.resume();
  });

  it('ends the connection of a stream that begins in a drain', async () => {
    const { shop, stream } = await open();
    const id = await shop.begin();
    await shop.calls.drain();
    const streaming = await stream(id);
    expect([streaming.statusCode, streaming.headers.connection]).toEqual([200, 'close']);
    streaming.destroy();
  });

  it('keeps connections while its service is open', async () => {
    const { shop, ask } = await open();
    const answer = await ask('GET', '/auth/call/status', { 'verification-id': await shop.begin() });
    expect(answer.headers.connection).toBe('keep-alive');
    answer.resume();
  });
});
