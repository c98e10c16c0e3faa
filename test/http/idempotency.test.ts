import { randomUUID } from 'node:crypto';
import { checkCallCode, startCallVerification } from 'express-call-verification';
import type { Test } from 'supertest';
import { describe, expect, it } from 'vitest';
import { memberOf } from '../support/member-of.js';
import { expectProblem } from '../support/problem.js';
import { registerSecret } from '../support/secrets.js';
import { openShop, otherThan, type Shop, type ShopOptions, spell } from '../support/shop.js';

const FLASH_CALL: ShopOptions = { methods: ({ mcn }) => [mcn.flashCall()] };

interface From {
  readonly session?: string;
  readonly address?: string;
}

/** A client that sends a key with each request. */
function clientOf(shop: Shop, { session, address }: From = {}) {
  const headers = {
    ...(session === undefined ? {} : { 'x-session': session }),
    ...(address === undefined ? {} : { 'x-forwarded-for': address }),
  };
  const post = (path: string, key: string, json: object): Test =>
    shop.client
      .post(path)
      .set({ ...headers, 'idempotency-key': key })
      .send(json);
  return {
    start: (key: string, body: object = { phone: shop.phone }) => post('/auth/call', key, body),
    check: (key: string, verificationId: string, code: string) => post('/auth/call/check', key, { verificationId, code }),
  };
}

describe('Idempotency-Key on start', () => {
  it('gives the same answer to each repeat, and one call', async () => {
    const shop = await openShop(FLASH_CALL);
    const { start } = clientOf(shop);
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 10 }, () => start(key)));
    shop.advance(60);
    answers.push(await start(key));
    registerSecret(memberOf(answers[0], 'verificationId'), 'a verification id');
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(shop.telephone.calls).toHaveLength(1);
    await start(randomUUID()).expect(202);
    expect(shop.telephone.calls).toHaveLength(2);
  });

  it('gives the same refusal again where the telephone may have rung', async () => {
    const shop = await openShop({ methods: ({ mcn }) => [mcn.passwordCall(), mcn.flashCall()] });
    const { start } = clientOf(shop);
    const key = randomUUID();
    shop.telephone.mood = 'forwarded';
    const first = await start(key);
    const members = { verificationId: expect.any(String), nextMethods: ['flash_call', 'voice_call'], retryAt: expect.any(String) };
    expectProblem(first, 'call_failed', members);
    shop.telephone.mood = 'rings';
    shop.advance(60);
    expect((await start(key)).text).toBe(first.text);
    expect(shop.requests).toHaveLength(1);
  });

  it('lets a start that was refused be tried again', async () => {
    const shop = await openShop(FLASH_CALL);
    await shop.begin();
    const { start } = clientOf(shop);
    const key = randomUUID();
    expectProblem(await start(key), 'too_many_requests', { retryAfterSeconds: 30 });
    shop.advance(30);
    await start(key).expect(202);
  });

  it('stays the key of the request once its challenge is passed', async () => {
    const shop = await openShop({
      ...FLASH_CALL,
      calls: { policy: () => 'challenge' },
      start: { input: (req) => ({ phone: req.body.phone, challengePassed: req.body.captcha === 'solved' }) },
    });
    const { start } = clientOf(shop);
    const key = randomUUID();
    expectProblem(await start(key), 'challenge_required');
    await start(key, { phone: shop.phone, captcha: 'solved' }).expect(202);
    expect(shop.telephone.calls).toHaveLength(1);
  });

  it('makes a decoy no different from a call', async () => {
    const shop = await openShop({ ...FLASH_CALL, calls: { policy: () => 'decoy' } });
    const { start } = clientOf(shop);
    const key = randomUUID();
    const first = await start(key);
    expect(first.status).toBe(202);
    expect((await start(key)).text).toBe(first.text);
    expectProblem(await start(key, { phone: shop.phone, method: 'flash_call' }), 'idempotency_key_reused');
    expect(shop.requests).toEqual([]);
  });

  it('with another body is refused', async () => {
    const shop = await openShop(FLASH_CALL);
    const { start } = clientOf(shop);
    const key = randomUUID();
    await start(key);
    expectProblem(await start(key, { phone: shop.phone, method: 'flash_call' }), 'idempotency_key_reused');
    expect(shop.requests).toHaveLength(1);
  });

  it('counts within the client’s session, wherever that comes from', async () => {
    const shop = await openShop({
      ...FLASH_CALL,
      calls: { bindTo: (req) => req.get('x-session') },
      routes: (app) => void app.set('trust proxy', 1),
    });
    const key = randomUUID();
    const first = await clientOf(shop, { session: 'one', address: '203.0.113.1' }).start(key);
    expect((await clientOf(shop, { session: 'one', address: '203.0.113.2' }).start(key)).text).toBe(first.text);
    expectProblem(await clientOf(shop, { session: 'two', address: '203.0.113.1' }).start(key), 'too_many_requests', {
      retryAfterSeconds: 30,
    });
  });

  it('counts within the client’s address where there is no session', async () => {
    const shop = await openShop({ ...FLASH_CALL, routes: (app) => void app.set('trust proxy', 1) });
    const key = randomUUID();
    const first = await clientOf(shop, { address: '203.0.113.1' }).start(key);
    expect((await clientOf(shop, { address: '203.0.113.1' }).start(key)).text).toBe(first.text);
    expectProblem(await clientOf(shop, { address: '203.0.113.2' }).start(key), 'too_many_requests', { retryAfterSeconds: 30 });
  });

  it('is one key on start, and another on check', async () => {
    const shop = await openShop(FLASH_CALL);
    const { start, check } = clientOf(shop);
    const key = randomUUID();
    const verificationId = memberOf(await start(key), 'verificationId');
    await check(key, verificationId, shop.code()).expect(200);
  });
});

describe('Idempotency-Key on check', () => {
  it('gives the same token to a repeat, so that a lost answer is no lost sign-in', async () => {
    const shop = await openShop(FLASH_CALL);
    const verificationId = await shop.begin();
    const { check } = clientOf(shop);
    const key = randomUUID();
    const first = await check(key, verificationId, shop.code());
    const token = registerSecret(memberOf(first, 'token'), 'a token');
    shop.advance(119);
    expect((await check(key, verificationId, shop.code())).body).toEqual({ ...first.body, token, expiresIn: 181 });
    expectProblem(await check(randomUUID(), verificationId, shop.code()), 'verification_closed', { reason: 'verified' });
    expectProblem(await shop.check(verificationId, shop.code()), 'verification_closed', { reason: 'verified' });
    shop.advance(1);
    expectProblem(await check(key, verificationId, shop.code()), 'verification_closed', { reason: 'verified' });
  });

  it('spends one check for a wrong code, however often it comes', async () => {
    const shop = await openShop(FLASH_CALL);
    const verificationId = await shop.begin();
    const { check } = clientOf(shop);
    const key = randomUUID();
    for (const _ of [1, 2, 3, 4]) {
      expectProblem(await check(key, verificationId, otherThan(shop.code())), 'code_incorrect', { checksLeft: 2 });
    }
    expectProblem(await check(key, verificationId, shop.code()), 'idempotency_key_reused');
    await check(randomUUID(), verificationId, shop.code()).expect(200);
  });

  it('takes the same code spelled differently for the same request', async () => {
    const shop = await openShop(FLASH_CALL);
    const verificationId = await shop.begin();
    const { check } = clientOf(shop);
    const [key, other] = [randomUUID(), randomUUID()];
    const spellings = (code: string): string[] => [code, ` ${code}\n`, spell(code, 0x0660), spell(code, 0xff10), code.split('').join(' ')];
    for (const wrong of spellings(otherThan(shop.code()))) {
      expectProblem(await check(key, verificationId, wrong), 'code_incorrect', { checksLeft: 2 });
    }
    expectProblem(await check(key, verificationId, spell(shop.code(), 0x0660)), 'idempotency_key_reused');
    const tokens = [];
    for (const right of spellings(shop.code()))
      tokens.push(registerSecret(memberOf(await check(other, verificationId, right), 'token'), 'a token'));
    expect(new Set(tokens).size).toBe(1);
  });

  it('is not given away by the status of a verification', async () => {
    const shop = await openShop(FLASH_CALL);
    const verificationId = await shop.begin();
    const key = randomUUID();
    const token = registerSecret(memberOf(await clientOf(shop).check(key, verificationId, shop.code()), 'token'), 'a token');
    const { text } = await shop.status(verificationId);
    expect(text).toContain('verified');
    expect(text).not.toContain(token);
    expect(text).not.toContain(key);
  });

  it('with passThrough hands the same token to the host again', async () => {
    const shop = await openShop({
      ...FLASH_CALL,
      routes(app, calls) {
        app.post('/in', startCallVerification(calls, { passThrough: true }), (req, res) => void res.json(req.callVerification));
        app.post('/in/check', checkCallCode(calls, { passThrough: true }), (req, res) => void res.json({ passed: req.callVerification }));
      },
    });
    const post = (path: string, json: object, key: string) => shop.client.post(path).set('idempotency-key', key).send(json);
    const key = randomUUID();
    const [first, second] = [await post('/in', { phone: shop.phone }, key), await post('/in', { phone: shop.phone }, key)];
    expect(first.body).toMatchObject({ ok: true, isRepeat: false });
    expect(second.body).toEqual({ ...first.body, isRepeat: true });
    const body = { verificationId: memberOf(first, 'verificationId'), code: shop.code() };
    const passed = (await post('/in/check', body, key)).body['passed'];
    expect(passed).toMatchObject({ ok: true, status: 'verified', phone: shop.phone, isRepeat: false });
    expect((await post('/in/check', body, key)).body['passed']).toEqual({ ...Object(passed), isRepeat: true });
    expect(shop.eventsOf('verification.verified')).toHaveLength(1);
  });
});

describe('the form of an Idempotency-Key', () => {
  const WRONG = [
    '',
    'a'.repeat(15),
    'a'.repeat(256),
    `${'a'.repeat(16)} b`,
    `${'a'.repeat(16)}\u00e9`,
    `"${'a'.repeat(16)}`,
    '"'.repeat(18),
    `"${'a'.repeat(15)}"`,
  ];

  it.each([['/auth/call'], ['/auth/call/check']])('at %s: a wrong one is told so, and nothing is done', async (path) => {
    const shop = await openShop(FLASH_CALL);
    for (const key of WRONG) {
      const answer = await shop.client.post(path).set('idempotency-key', key).send({ phone: shop.phone });
      expectProblem(answer, 'invalid_request');
      expect(answer.body['detail']).toBe(
        'The header "Idempotency-Key" must be 16 to 255 visible ASCII characters, in double quotes or without.',
      );
    }
    const twice = { 'idempotency-key': ['a'.repeat(16), 'a'.repeat(16)] };
    const answer = await shop.client.post(path).set(twice).send({ phone: shop.phone });
    expect(answer.body).toMatchObject({ code: 'invalid_request', detail: 'The header "Idempotency-Key" must be given once.' });
    expect(shop.requests).toEqual([]);
  });

  it('may be a structured field’s string: the same key as without its quotes', async () => {
    const shop = await openShop(FLASH_CALL);
    const { start } = clientOf(shop);
    const first = await start('0123456789abcdef"\\');
    expect(first.status).toBe(202);
    expect((await start('"0123456789abcdef\\"\\\\"')).text).toBe(first.text);
    expect(shop.telephone.calls).toHaveLength(1);
  });

  it('has 16 to 255 characters without its quotes', async () => {
    const shop = await openShop(FLASH_CALL);
    const { start } = clientOf(shop);
    for (const length of [16, 255]) {
      await start('k'.repeat(length)).expect(202);
      await start(`"${'k'.repeat(length)}"`).expect(202);
      shop.advance(60);
    }
    expect(shop.telephone.calls).toHaveLength(2);
  });

  it('is no member that a client may send', async () => {
    const shop = await openShop(FLASH_CALL);
    expectProblem(await shop.start({ idempotencyKey: randomUUID() }), 'invalid_request');
  });

  it('is read as strictly without HTTP', async () => {
    const shop = await openShop(FLASH_CALL);
    for (const idempotencyKey of ['a'.repeat(15), `${'a'.repeat(16)} b`]) {
      expect(await shop.calls.start({ phone: shop.phone, idempotencyKey })).toMatchObject({ code: 'invalid_request' });
    }
  });
});
