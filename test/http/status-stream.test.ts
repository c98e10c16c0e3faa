/** The status as server-sent events: now, at every change of any process, until the verification is over. */
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import express, { type RequestHandler } from 'express';
import { callStatus, createMemoryStore } from 'express-call-verification';
import { describe, expect, it } from 'vitest';
import { openEventStream } from '../support/event-stream.js';
import { newSecret, openShop, otherThan, type Shop } from '../support/shop.js';

const open = (shop: Shop, id: string) => openEventStream(`${shop.url}/auth/call/status`, { 'Verification-Id': id });

describe('the status stream', () => {
  it('tells the status now, at each change, and ends with the verification', async () => {
    const shop = await openShop();
    const id = await shop.begin();
    const code = shop.code();
    const stream = await open(shop, id);
    expect(stream.status).toBe(200);
    expect(stream.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(stream.headers.get('cache-control')).toContain('no-store');
    const { body: document } = await shop.status(id);
    expect(await stream.next()).toEqual({ event: 'status', data: document });
    await shop.report({ cause: 17, word: 'BUSY' });
    expect((await stream.next())?.data['call']).toEqual({ outcome: 'busy' });
    await shop.check(id, otherThan(code));
    expect((await stream.next())?.data['checksLeft']).toBe(2);
    await shop.check(id, code);
    expect((await stream.next())?.data).toMatchObject({ status: 'verified', reason: 'verified' });
    expect(await stream.next()).toBeUndefined();
  });

  it('says nothing when nothing has changed', async () => {
    const shop = await openShop();
    const id = await shop.begin();
    const stream = await open(shop, id);
    await stream.next();
    await shop.report({ cause: 17, word: 'BUSY' });
    await shop.report({ cause: 17, word: 'BUSY' });
    await shop.report({ cause: 16, word: 'ANSWER' });
    expect((await stream.next())?.data['call']).toEqual({ outcome: 'busy' });
    expect((await stream.next())?.data['call']).toEqual({ outcome: 'answered' });
  });

  it('hears of a change that another process has made', async () => {
    const store = createMemoryStore({ clock: () => 0 });
    const secret = newSecret('a shared secret');
    const one = await openShop({ calls: { store, secret } });
    const other = await openShop({ calls: { store, secret } });
    const id = await one.begin();
    const stream = await open(other, id);
    await stream.next();
    await one.report({ cause: 17, word: 'BUSY' });
    expect((await stream.next())?.data['call']).toEqual({ outcome: 'busy' });
  });

  it('hears that the time has run out', async () => {
    const shop = await openShop();
    const stream = await open(shop, await shop.begin());
    await stream.next();
    shop.advance(301);
    expect((await stream.next())?.data).toMatchObject({ status: 'closed', reason: 'expired' });
    expect(await stream.next()).toBeUndefined();
  });

  it('tells a verification that is over, and ends', async () => {
    const shop = await openShop();
    const id = await shop.begin();
    await shop.cancel(id);
    const stream = await open(shop, id);
    expect((await stream.next())?.data).toMatchObject({ status: 'closed', reason: 'canceled' });
    expect(await stream.next()).toBeUndefined();
  });

  it('is given to three at a time, and to another when one has left', async () => {
    const shop = await openShop();
    const id = await shop.begin();
    const streams = await Promise.all([open(shop, id), open(shop, id), open(shop, id)]);
    const fourth = await open(shop, id);
    expect([fourth.status, fourth.headers.get('retry-after')]).toEqual([429, '5']);
    expect(shop.eventsOf('limit.reached')).toMatchObject([{ limit: 'streams' }]);
    streams[0]?.leave();
    await expect.poll(async () => (await open(shop, id)).status).toBe(200);
  });

  it('answers an unknown id with a problem', async () => {
    const shop = await openShop();
    expect((await open(shop, 'x'.repeat(54))).status).toBe(404);
  });

  it('ends when the service closes', async () => {
    const shop = await openShop();
    const stream = await open(shop, await shop.begin());
    await stream.next();
    await shop.calls.close();
    expect(await stream.next()).toBeUndefined();
  });

  it('is not given to a client that takes anything', async () => {
    const shop = await openShop();
    const answer = await shop.client.get('/auth/call/status').set({ 'Verification-Id': await shop.begin(), accept: '*/*' });
    expect(answer.get('content-type')).toMatch(/^application\/json/);
  });
});

/** What may have read a request before, so that it is destroyed by the time it is answered. */
const READERS: readonly (readonly [string, RequestHandler])[] = [
  ['a JSON parser', express.json()],
  ['a parser of any bytes', express.raw({ type: () => true })],
  [
    'a logger of bodies',
    (req, _res, next) => {
      req.resume();
      once(req, 'close').then(() => next(), next);
    },
  ],
  [
    'a reader of one piece after the other',
    async (req, _res, next) => {
      for await (const _piece of req);
      next();
    },
  ],
];

describe('the status stream of a request that has been read', () => {
  it.each(READERS)('by %s tells the status and ends with the verification', async (_, reader) => {
    const shop = await openShop({ routes: (app, calls) => void app.get('/read', reader, callStatus(calls)) });
    const id = await shop.begin();
    // `fetch` sends no body with a GET.
    const asked = request(`${shop.url}/read`, {
      headers: { 'Verification-Id': id, accept: 'text/event-stream', 'content-type': 'application/json', 'content-length': 2 },
    });
    asked.end('{}');
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, expect.stringMatching(/^text\/event-stream/)]);
    let told = '';
    answer.setEncoding('utf8').on('data', (piece: string) => {
      told += piece;
    });
    await expect.poll(() => told).toContain('"status":"pending"');
    const ended = once(answer, 'end');
    await shop.cancel(id);
    await ended;
    expect(told).toContain('"reason":"canceled"');
  });
});

describe('without streams', () => {
  it('a client that asks for events gets the document', async () => {
    const shop = await openShop({ routes: (app, calls) => void app.get('/whole', callStatus(calls, { stream: false })) });
    const id = await shop.begin();
    const answer = await shop.client.get('/whole').set({ 'Verification-Id': id, accept: 'text/event-stream' }).expect(200);
    expect(answer.get('content-type')).toMatch(/^application\/json/);
    expect(answer.body).toEqual((await shop.status(id)).body);
  });

  it('other values of the option throw', async () => {
    const { calls } = await openShop();
    const options = { stream: 'no' } as unknown as { stream: boolean };
    expect(() => callStatus(calls, options)).toThrow('callStatus: option "stream" must be true or false, but is a string of 2 characters.');
  });
});
