import { createPublicKey, generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { callVerificationRouter, type TokenOptions } from 'express-call-verification';
import jwt from 'jsonwebtoken';
import type { Response } from 'supertest';
import { describe, expect, it } from 'vitest';
import { leaveOutHostsBodies } from '../support/described-answers.js';
import { memberOf } from '../support/member-of.js';
import { expectProblem } from '../support/problem.js';
import { newNumber, openShop, otherThan, type Shop, type ShopOptions } from '../support/shop.js';

function routed(options: ShopOptions = {}, routerOptions?: Parameters<typeof callVerificationRouter>[1]): Promise<Shop> {
  return openShop({
    methods: ({ mcn }) => [mcn.flashCall()],
    ...options,
    routes: (app, calls) => void app.use('/phone', callVerificationRouter(calls, routerOptions)),
  });
}

const newEcKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });

function keysOf(answer: Response): readonly (JsonWebKey & { kid: string })[] {
  return answer.body['keys'] as (JsonWebKey & { kid: string })[];
}

/** Starts and checks below `/phone`, and gives the token. */
async function verify(shop: Shop): Promise<string> {
  const { verificationId } = (await shop.client.post('/phone').send({ phone: shop.phone })).body;
  return memberOf(await shop.client.post('/phone/check').send({ verificationId, code: shop.code() }), 'token');
}

describe('the router', () => {
  it('starts, tells the status, checks and cancels', async () => {
    const shop = await routed();
    const started = await shop.client.post('/phone').send({ phone: shop.phone });
    expect(started.status).toBe(202);
    const headers = { 'verification-id': memberOf(started, 'verificationId') };
    expect((await shop.client.get('/phone/status').set(headers)).body).toMatchObject({ status: 'pending' });
    await shop.client.delete('/phone').set(headers).expect(204);
    const json = { verificationId: memberOf(started, 'verificationId'), code: shop.code() };
    expectProblem(await shop.client.post('/phone/check').send(json), 'verification_closed', { reason: 'canceled' });
  });

  it('takes the purpose of all its verifications', async () => {
    const shop = await routed({}, { purpose: 'payment' });
    expect(shop.calls.verifyToken(await verify(shop))).toMatchObject({ purpose: 'payment' });
  });

  it('starts and checks with what the host puts in place of the body', async () => {
    leaveOutHostsBodies();
    const own = newNumber();
    const input = (req: Request) => ({ verificationId: String(req.body.verificationId), code: String(req.body.pin) });
    const shop = await routed({}, { purpose: 'step-up', start: { input: () => ({ phone: own }) }, check: { input } });
    const started = await shop.client.post('/phone').send({ captcha: 'solved' });
    expect(shop.simulator.telephone(own).calls).toHaveLength(1);
    const json = { verificationId: memberOf(started, 'verificationId'), pin: shop.code() };
    const token = memberOf(await shop.client.post('/phone/check').send(json), 'token');
    expect(shop.calls.verifyToken(token)).toMatchObject({ phone_number: own, purpose: 'step-up' });
  });

  it('passes successes through to the next handler of the host', async () => {
    const shop = await openShop({
      methods: ({ mcn }) => [mcn.flashCall()],
      routes(app, calls) {
        const signIn: RequestHandler = (req, res) => void res.json({ signedIn: req.callVerification?.status });
        app.use('/phone', callVerificationRouter(calls, { check: { passThrough: true } }), signIn);
      },
    });
    const { verificationId } = (await shop.client.post('/phone').send({ phone: shop.phone })).body;
    await shop.client
      .post('/phone/check')
      .send({ verificationId, code: otherThan(shop.code()) })
      .expect(422);
    const answer = await shop.client.post('/phone/check').send({ verificationId, code: shop.code() });
    expect(answer.body).toEqual({ signedIn: 'verified' });
  });

  it.each([
    [{ purpos: 'payment' }, 'callVerificationRouter: option "purpos" is unknown. Did you mean "purpose"?'],
    [{ start: { inputs: () => ({}) } }, 'startCallVerification: option "inputs" is unknown. Did you mean "input"?'],
    [{ check: { purpose: 'payment' } }, 'option "check.purpose" must be given to the router itself, for both endpoints'],
    [{ purpose: 7 }, 'option "purpose" must be a string'],
  ])('says what is wrong with the options %j', async (options, message) => {
    await expect(routed({}, options as object)).rejects.toThrow(message);
  });

  it('leaves other paths and methods to the host', async () => {
    const shop = await routed();
    for (const [method, path] of [
      ['get', '/phone'],
      ['put', '/phone'],
      ['get', '/phone/check'],
      ['get', '/phone/webhooks'],
    ] as const) {
      await shop.client[method](path).expect(404);
    }
  });
});

describe('the JWK set', () => {
  it('holds the public key by which anybody can verify a token', async () => {
    const { privateKey } = newEcKey();
    const shop = await routed({ calls: { token: { key: privateKey, algorithm: 'ES256' } } });
    const token = await verify(shop);
    const answer = await shop.client.get('/phone/jwks.json');
    expect(answer.get('content-type')).toMatch(/^application\/jwk-set\+json\b/);
    const { header } = jwt.decode(token, { complete: true }) ?? {};
    const key = keysOf(answer).find(({ kid }) => kid === header?.kid);
    if (key === undefined) throw new Error('the key is missing');
    expect(key).toEqual({
      kty: 'EC',
      crv: 'P-256',
      x: expect.any(String),
      y: expect.any(String),
      kid: header?.kid,
      alg: 'ES256',
      use: 'sig',
    });
    const claims = jwt.verify(token, createPublicKey({ key, format: 'jwk' }), {
      algorithms: ['ES256'],
      issuer: 'express-call-verification',
      audience: 'express-call-verification',
      clockTimestamp: shop.now() / 1000,
    });
    expect(claims).toMatchObject({ phone_number: shop.phone });
    expect(header).toEqual({ alg: 'ES256', typ: 'phone-verification+jwt', kid: header?.kid });
  });

  it('is empty for keys that are secret', async () => {
    const shop = await routed();
    expect((await shop.client.get('/phone/jwks.json')).body).toEqual({ keys: [] });
  });

  it('holds the keys of before while they rotate, and their tokens stay good', async () => {
    const [before, after] = [newEcKey(), newEcKey()];
    const old: TokenOptions = { key: before.privateKey, algorithm: 'ES256', keyId: 'old' };
    const next: TokenOptions = { key: after.privateKey, algorithm: 'ES256', keyId: 'new' };
    const was = await routed({ calls: { token: old } });
    const shop = await routed({
      calls: { token: { ...next, previousKeys: [{ key: before.publicKey, algorithm: 'ES256', keyId: 'old' }] } },
    });
    const jwks = await shop.client.get('/phone/jwks.json');
    expect(keysOf(jwks).map(({ kid }) => kid)).toEqual(['new', 'old']);
    expect(keysOf(jwks).every((key) => !('d' in key))).toBe(true);
    const oldToken = await verify(was);
    expect(shop.calls.verifyToken(oldToken)).toMatchObject({ phone_number: was.phone });
    expect(shop.calls.verifyToken(await verify(shop))).toMatchObject({ phone_number: shop.phone });
    const done = await routed({ calls: { token: next } });
    expect(done.calls.verifyToken(oldToken)).toBeUndefined();
  });
});
