/** What a host learns of a success beside what its client is told: whether nothing was dialled, and whether it has acted on it before. */
import { randomUUID } from 'node:crypto';
import { checkCallCode, startCallVerification } from 'express-call-verification';
import { describe, expect, it } from 'vitest';
import { memberOf } from '../support/member-of.js';
import { registerSecret } from '../support/secrets.js';
import { newNumber, openShop, type Shop, type ShopOptions } from '../support/shop.js';

interface Told {
  readonly test: boolean;
  readonly isRepeat: boolean;
}

/** Routes of a host that logs its users in itself, and what it was told at each success. */
async function openHost(options: ShopOptions = {}): Promise<{ shop: Shop; told: Told[]; sessions: () => number }> {
  const told: Told[] = [];
  let sessions = 0;
  const shop = await openShop({
    methods: ({ mcn }) => [mcn.flashCall()],
    ...options,
    routes(app, calls) {
      app.post('/start', startCallVerification(calls, { passThrough: true }), (req, res) => {
        const started = req.callVerification;
        if (started?.status !== 'pending') throw new Error('no start was passed on');
        told.push({ test: started.test, isRepeat: started.isRepeat });
        res.json({ verificationId: started.verificationId });
      });
      app.post('/check', checkCallCode(calls, { passThrough: true }), (req, res) => {
        const verified = req.callVerification;
        if (verified?.status !== 'verified') throw new Error('no check was passed on');
        told.push({ test: verified.test, isRepeat: verified.isRepeat });
        if (!verified.isRepeat) sessions += 1;
        res.json({ welcome: true });
      });
    },
  });
  return { shop, told, sessions: () => sessions };
}

describe('a success that is passed on', () => {
  it('says whether its request is a repeat, so that one sign-in opens one session', async () => {
    const { shop, told, sessions } = await openHost();
    const post = (path: string, key: string, body: object) => shop.client.post(path).set('idempotency-key', key).send(body);
    const [startKey, checkKey] = [randomUUID(), randomUUID()];
    const started = await post('/start', startKey, { phone: shop.phone }).expect(200);
    await post('/start', startKey, { phone: shop.phone }).expect(200);
    const verificationId = registerSecret(memberOf(started, 'verificationId'), 'a verification id');
    const check = { verificationId, code: shop.code() };
    await post('/check', checkKey, check).expect(200);
    await post('/check', checkKey, check).expect(200);
    expect(told.map(({ isRepeat }) => isRepeat)).toEqual([false, true, false, true]);
    expect(sessions()).toBe(1);
    expect(shop.telephone.calls).toHaveLength(1);
  });

  it('says so to one of many that come at once', async () => {
    const { shop, told, sessions } = await openHost();
    const verificationId = await shop.begin();
    const body = { verificationId, code: shop.code() };
    const key = randomUUID();
    await Promise.all(Array.from({ length: 5 }, () => shop.client.post('/check').set('idempotency-key', key).send(body).expect(200)));
    expect(told).toHaveLength(5);
    expect(sessions()).toBe(1);
  });

  it('says whether the number is a test number', async () => {
    const phone = newNumber();
    const { shop, told } = await openHost({ calls: { testNumbers: { [phone]: '1234' } } });
    for (const each of [phone, shop.phone]) {
      const started = await shop.client.post('/start').send({ phone: each }).expect(200);
      const verificationId = registerSecret(memberOf(started, 'verificationId'), 'a verification id');
      await shop.client
        .post('/check')
        .send({ verificationId, code: each === phone ? '1234' : shop.code() })
        .expect(200);
    }
    expect(told.map(({ test }) => test)).toEqual([true, true, false, false]);
  });
});

describe('without Express', () => {
  it('the results say the same', async () => {
    const { shop } = await openHost();
    const idempotencyKey = randomUUID();
    const start = { phone: shop.phone, idempotencyKey };
    const first = await shop.calls.start(start);
    if (!first.ok) throw new Error(first.code);
    registerSecret(first.verificationId, 'a verification id');
    expect(first).toMatchObject({ test: false, isRepeat: false });
    expect(await shop.calls.start(start)).toEqual({ ...first, isRepeat: true });
    const check = { verificationId: first.verificationId, code: shop.code(), idempotencyKey };
    expect(await shop.calls.check(check)).toMatchObject({ test: false, isRepeat: false });
    expect(await shop.calls.check(check)).toMatchObject({ test: false, isRepeat: true });
  });
});

describe('an answer over HTTP', () => {
  it('has neither', async () => {
    const { shop } = await openHost();
    const started = await shop.start().expect(202);
    const verificationId = registerSecret(memberOf(started, 'verificationId'), 'a verification id');
    const checked = await shop.check(verificationId, shop.code()).expect(200);
    for (const { body } of [started, checked]) for (const name of ['test', 'isRepeat']) expect(body).not.toHaveProperty(name);
  });
});
