/** `calls.close()`: what needs the store is answered with 503, and what does not goes on. */
import { randomUUID } from 'node:crypto';
import { callVerificationRouter, createMemoryStore, requireVerifiedPhone } from 'express-call-verification';
import { createCallVerificationClient } from 'express-call-verification/client';
import { describe, expect, it } from 'vitest';
import { createCountingStore } from '../support/counting-store.js';
import { openEventStream } from '../support/event-stream.js';
import { answersHeldBy, createGate } from '../support/gate.js';
import { expectProblem } from '../support/problem.js';
import { registerSecret } from '../support/secrets.js';
import { newSecret, openShop, type Shop, type ShopOptions } from '../support/shop.js';

const FLASH_CALL: ShopOptions = { methods: ({ mcn }) => [mcn.flashCall()] };
const LEAVING = { ok: false, code: 'temporarily_unavailable', retryAfterSeconds: 2 };

/** The warnings of this package while `work` runs. */
async function warningsOf(work: () => Promise<unknown>): Promise<readonly string[]> {
  const warnings: string[] = [];
  const note = (warning: Error): void => {
    if (warning.name === 'CallVerificationWarning') warnings.push(warning.message);
  };
  process.on('warning', note);
  await work();
  // Warnings come in a later turn.
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', note);
  return warnings;
}

/** A shop that is closed, with a verification that was open, and what its store was asked since then. */
async function openClosed(): Promise<{ shop: Shop; id: string; token: string; asked: readonly string[] }> {
  const store = createCountingStore(createMemoryStore({ clock: () => 0 }));
  const shop = await openShop({
    ...FLASH_CALL,
    calls: { store, token: { key: newSecret('the token key') } },
    routes(app, calls) {
      app.get('/account', requireVerifiedPhone(calls), (_req, res) => void res.json({}));
      app.use('/phone', callVerificationRouter(calls));
    },
  });
  const first = await shop.begin();
  const checked = await shop.check(first, shop.code()).expect(200);
  shop.advance(60);
  const id = await shop.begin();
  await shop.calls.close();
  store.reset();
  return { shop, id, token: registerSecret(String(checked.body['token']), 'a token'), asked: store.operations };
}

describe('a closed service', () => {
  it('answers every endpoint with 503, before it reads a body, and says when to ask again', async () => {
    const { shop, id, asked } = await openClosed();
    const requests = [
      shop.start(),
      shop.again(id),
      shop.check(id, '1234'),
      shop.status(id),
      shop.cancel(id),
      shop.client.post('/auth/call').set('content-type', 'text/plain').send('not JSON'),
      shop.start().set('Idempotency-Key', randomUUID()),
      shop.client.get('/auth/call/status').set({ 'Verification-Id': id, accept: 'text/event-stream' }),
    ];
    for (const answer of await Promise.all(requests)) expectProblem(answer, 'temporarily_unavailable', { retryAfterSeconds: 2 });
    expect(asked).toEqual([]);
  });

  it('answers the same in code', async () => {
    const { shop, id, asked } = await openClosed();
    const { calls, phone } = shop;
    const listener = { onStatus: () => undefined, onEnd: () => undefined };
    const answers = [
      calls.start({ phone }),
      calls.check({ verificationId: id, code: '1234' }),
      calls.status({ verificationId: id }),
      calls.watchStatus({ verificationId: id }, listener),
      calls.cancel({ verificationId: id }),
      calls.forget(phone),
      calls.unlock(phone),
      calls.release(phone),
    ];
    expect(await Promise.all(answers)).toEqual(answers.map(() => LEAVING));
    expect(asked).toEqual([]);
  });

  it('answers callbacks with 503, so that another process gets them, and strangers with 404 as ever', async () => {
    const { shop, asked } = await openClosed();
    const refused = await shop.report({ cause: 17, word: 'BUSY' });
    expect([refused.status, refused.get('retry-after')]).toEqual([503, '2']);
    const stranger = await shop.client.post(`/webhooks/calls/mcn/${'x'.repeat(43)}`).send({});
    expect(stranger.status).toBe(404);
    const report = { method: 'POST', headers: {}, query: {}, body: {} };
    expect(await shop.calls.report('mcn', report)).toEqual({ ok: false, code: 'temporarily_unavailable' });
    expect(await shop.calls.report('nobody', report)).toEqual({ ok: false, code: 'callback_rejected' });
    expect(asked).toEqual([]);
  });

  it('still verifies tokens, and serves keys, script and countries', async () => {
    const { shop, token } = await openClosed();
    expect(shop.calls.verifyToken(token)).toMatchObject({ purpose: 'sign-in' });
    await shop.client.get('/account').set('Authorization', `Bearer ${token}`).expect(200);
    for (const path of ['/phone/jwks.json', '/phone/client.js', '/phone/countries.json']) await shop.client.get(path).expect(200);
    expect(shop.calls.webhookPath('mcn')).toMatch(/^\/mcn\//);
  });

  it('warns once, however many requests come, and says what to do', async () => {
    const { shop, id } = await openClosed();
    const warnings = await warningsOf(async () => {
      for (let time = 0; time < 3; time += 1) await shop.status(id);
      await shop.calls.status({ verificationId: id });
    });
    expect(warnings).toEqual([expect.stringMatching(/^A request came after close\(\).*Stop the server first/)]);
  });

  it('warns of nothing if none comes', async () => {
    const shop = await openShop(FLASH_CALL);
    expect(await warningsOf(() => shop.calls.close())).toEqual([]);
  });
});

describe('a service that closes', () => {
  it('ends its streams, and refuses one whose status is being read at that moment', async () => {
    const gate = createGate();
    const memory = createMemoryStore({ clock: () => 0 });
    let isHeld = false;
    const store: typeof memory = {
      ...memory,
      async get(key) {
        if (isHeld) await gate.pass();
        return memory.get(key);
      },
    };
    const shop = await openShop({ ...FLASH_CALL, calls: { store } });
    const id = await shop.begin();
    const headers = { 'Verification-Id': id };
    const open = await openEventStream(`${shop.url}/auth/call/status`, headers);
    await open.next();
    // A drain waits for what is there when the starts have ended, and this comes later.
    await shop.calls.drain();
    isHeld = true;
    const opening = openEventStream(`${shop.url}/auth/call/status`, headers);
    await expect.poll(() => gate.arrived).toBeGreaterThan(0);
    const closed = shop.calls.close();
    expect(await open.next()).toBeUndefined();
    gate.open();
    expect((await opening).status).toBe(503);
    await closed;
  });

  it('lets no repeat wait on for the call of another process, so its store may be ended after it', async () => {
    const gate = createGate();
    const memory = createMemoryStore({ clock: () => 0 });
    const store = createCountingStore(memory);
    const secret = newSecret('a shared secret');
    const other = await openShop({ ...FLASH_CALL, calls: { store: memory, secret, fetch: answersHeldBy(gate) } });
    const shop = await openShop({ ...FLASH_CALL, calls: { store, secret, storeTimeoutMs: 20 } });
    const input = { phone: shop.phone, ip: '203.0.113.7', idempotencyKey: randomUUID() };
    const first = other.calls.start(input);
    await expect.poll(() => gate.arrived).toBe(1);
    await shop.calls.drain();
    const repeated = shop.calls.start(input);
    // It reads again and again.
    await expect.poll(() => store.operations.filter((operation) => operation === 'get n').length).toBeGreaterThan(1);
    await shop.calls.close();
    store.reset();
    expect(await repeated).toEqual(LEAVING);
    expect(store.operations).toEqual([]);
    gate.open();
    expect(await first).toMatchObject({ ok: true });
  });

  it('lets a start under way end first, with its link written', async () => {
    const gate = createGate();
    const store = createMemoryStore({ clock: () => 0 });
    const secret = newSecret('a shared secret');
    const shop = await openShop({ ...FLASH_CALL, calls: { store, secret, fetch: answersHeldBy(gate) } });
    const other = await openShop({ ...FLASH_CALL, calls: { store, secret } });
    const started = shop.start().then((answer) => answer);
    await expect.poll(() => gate.arrived).toBe(1);
    const closed = shop.calls.close();
    gate.open();
    await closed;
    const { status, body } = await started;
    expect(status).toBe(202);
    const id = registerSecret(String(body['verificationId']), 'a verification id');
    const [call] = shop.telephone.calls;
    await other.callback('mcn').send({ verification_call_uuid: call?.id, q931_status: 17, final_status: 'BUSY' }).expect(204);
    expect((await other.status(id)).body).toMatchObject({ call: { outcome: 'busy' } });
  });
});

describe('a browser whose process leaves', () => {
  /** Two processes over one store, and a client behind a load balancer that leaves the first once it answers 503. */
  async function openTwo() {
    const store = createMemoryStore({ clock: () => 0 });
    const secret = newSecret('a shared secret');
    const routes: ShopOptions['routes'] = (app, calls) => void app.use('/phone', callVerificationRouter(calls));
    const [first, second] = [
      await openShop({ ...FLASH_CALL, routes, calls: { store, secret } }),
      await openShop({ ...FLASH_CALL, routes, calls: { store, secret } }),
    ];
    let present = first;
    const statuses: number[] = [];
    const balance: typeof fetch = async (url, init) => {
      const answer = await fetch(`${present.url}${new URL(String(url)).pathname}`, init);
      statuses.push(answer.status);
      if (answer.status === 503) present = second;
      return answer;
    };
    const client = createCallVerificationClient({ url: 'http://balancer.test/phone', fetch: balance });
    return { first, second, client, statuses };
  }

  it('goes on watching at another process, and is told of no problem', async () => {
    const { first, second, client, statuses } = await openTwo();
    const started = await client.start({ phone: first.phone });
    if (!started.ok) throw new Error(started.code);
    const verificationId = registerSecret(started.verificationId, 'a verification id');
    const code = first.code();
    const heard: string[] = [];
    const watching = client.watch({ verificationId }, ({ status, call }) => void heard.push(`${status} ${call.outcome}`));
    await expect.poll(() => heard).toEqual(['pending pending']);
    await first.calls.close();
    await expect.poll(() => statuses.filter((status) => status === 503).length).toBe(1);
    const [call] = first.telephone.calls;
    await second.callback('mcn').send({ verification_call_uuid: call?.id, q931_status: 17, final_status: 'BUSY' }).expect(204);
    await expect.poll(() => heard).toEqual(['pending pending', 'pending busy']);
    expect(await client.check({ verificationId, code })).toMatchObject({ ok: true, status: 'verified' });
    expect(await watching).toBe('over');
  });

  it.each(['drain', 'close'] as const)('gets its call from another process after a %s, and its check is answered', async (leave) => {
    const { first, client, statuses } = await openTwo();
    await first.calls[leave]();
    const started = await client.start({ phone: first.phone });
    expect(started).toMatchObject({ ok: true, status: 'pending' });
    if (started.ok) registerSecret(started.verificationId, 'a verification id');
    expect(statuses).toEqual([503, 202]);
  });
});
