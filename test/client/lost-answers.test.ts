/** The client where answers get lost: what the server has done is not done twice. */
import { callVerificationRouter } from 'express-call-verification';
import { type CallVerificationClient, createCallVerificationClient } from 'express-call-verification/client';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type LossyProxy, startLossyProxy } from '../support/lossy-proxy.js';
import { registerSecret } from '../support/secrets.js';
import { openShop, otherThan, type Shop } from '../support/shop.js';

interface Opened {
  readonly shop: Shop;
  /** Of the shop behind the proxy. */
  readonly client: CallVerificationClient;
  readonly proxy: LossyProxy;
  /** The keys of what came to this path of the router, oldest first. */
  keys(path: string): readonly unknown[];
}

async function open(): Promise<Opened> {
  const seen: { readonly path: string; readonly key: unknown }[] = [];
  const shop = await openShop({
    methods: ({ mcn }) => [mcn.flashCall()],
    routes(app, calls) {
      app.use('/phone', (req, _res, next) => {
        seen.push({ path: req.path, key: req.headers['idempotency-key'] });
        next();
      });
      app.use('/phone', callVerificationRouter(calls));
    },
  });
  const proxy = await startLossyProxy(Number(new URL(shop.url).port));
  onTestFinished(() => proxy.close());
  const client = createCallVerificationClient({ url: `http://127.0.0.1:${proxy.port}/phone` });
  return { shop, client, proxy, keys: (path) => seen.filter((each) => each.path === path).map(({ key }) => key) };
}

async function begin({ client, shop }: Opened): Promise<string> {
  const started = await client.start({ phone: shop.phone });
  if (!started.ok) throw new Error(`the start was answered with ${started.code}`);
  return registerSecret(started.verificationId, 'a verification id');
}

describe('the client, when an answer is lost', () => {
  it('asks for the call again by the same key, and the telephone rings once', async () => {
    const opened = await open();
    opened.proxy.loseNextAnswer();
    await begin(opened);
    const keys = opened.keys('/');
    expect([opened.proxy.lost(), keys.length, new Set(keys).size]).toEqual([1, 2, 1]);
    expect(keys[0]).toMatch(/^[\w-]{32,}$/);
    expect(opened.shop.telephone.calls).toHaveLength(1);
    expect(opened.shop.eventsOf('call.placed')).toHaveLength(1);
  });

  it('asks for another call by another key', async () => {
    const opened = await open();
    const verificationId = await begin(opened);
    opened.shop.advance(31);
    opened.proxy.loseNextAnswer();
    expect(await opened.client.again({ verificationId })).toMatchObject({ ok: true, verificationId });
    expect(opened.shop.telephone.calls).toHaveLength(2);
    const keys = opened.keys('/');
    expect([opened.proxy.lost(), keys.length, new Set(keys).size]).toEqual([1, 3, 2]);
  });

  it('gets the token that it was given before', async () => {
    const opened = await open();
    const { shop, client, proxy, keys } = opened;
    const verificationId = await begin(opened);
    const code = shop.code();
    proxy.loseNextAnswer();
    const verified = await client.check({ verificationId, code });
    if (!verified.ok || verified.status !== 'verified') throw new Error('it is not verified');
    expect([proxy.lost(), keys('/check').length, new Set(keys('/check')).size]).toEqual([1, 2, 1]);
    const headers = { 'idempotency-key': String(keys('/check')[0]) };
    const first = await shop.client.post('/phone/check').set(headers).send({ verificationId, code });
    expect(first.body['token'] === verified.token).toBe(true);
    expect(shop.calls.verifyToken(verified.token)).toMatchObject({ phone_number: shop.phone });
    expect(shop.eventsOf('verification.verified')).toHaveLength(1);
  });

  it('has a wrong code counted once', async () => {
    const opened = await open();
    const verificationId = await begin(opened);
    opened.proxy.loseNextAnswer();
    const answer = await opened.client.check({ verificationId, code: otherThan(opened.shop.code()) });
    expect(answer).toMatchObject({ ok: false, code: 'code_incorrect', checksLeft: 2 });
    expect(opened.shop.eventsOf('code.rejected')).toHaveLength(1);
  });
});
