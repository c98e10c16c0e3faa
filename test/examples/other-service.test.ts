/** The recipe for another service: what it takes and refuses, with the JWK set of the issuer over HTTP. */
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import express from 'express';
import { SignJWT, UnsecuredJWT } from 'jose';
import supertest from 'supertest';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createIssuer } from '../../examples/recipes/issuer.js';
import { createService } from '../../examples/recipes/other-service.js';
import { newNumber, serve } from '../support/shop.js';
import { bearer, openRecipe } from './open-recipe.js';

const NAMES = { issuer: 'https://accounts.example', audience: 'orders' };
const CALL = '/auth/call';
const TYP = 'phone-verification+jwt';

function newKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

async function open(settings: Partial<Parameters<typeof createIssuer>[0]> = {}) {
  const tokenKey = newKey();
  const issuer = await openRecipe(({ sessionSecret: _, ...options }) => createIssuer({ ...options, ...NAMES, tokenKey, ...settings }), {
    ...(settings.testNumbers === undefined ? {} : { testNumbers: settings.testNumbers }),
  });
  const url = await serve(createService({ ...NAMES, jwksUrl: `${issuer.url}${CALL}/jwks.json` }));
  const ask = (token: string) =>
    supertest(url)
      .get('/orders')
      .set(...bearer(token));
  const prove = (): Promise<string> => issuer.prove(issuer.openBrowser(), CALL, issuer.phone);
  return { ...issuer, url: issuer.url, serviceUrl: url, tokenKey, ask, prove };
}

describe('another service', () => {
  it('takes a token by the public key alone', async () => {
    const { ask, prove, phone } = await open();
    await ask(await prove()).expect(200, { phone, orders: [] });
  });

  it('refuses what is no token, and asks for one', async () => {
    const { ask, serviceUrl } = await open();
    await ask('nothing').expect(401);
    const refused = await supertest(serviceUrl).get('/orders').expect(401);
    expect(refused.headers['www-authenticate']).toBe('Bearer error="invalid_token"');
  });

  it('refuses a token of another issuer, audience, purpose, and of a test number', async () => {
    const phone = newNumber();
    for (const wrong of [{ issuer: 'https://other.example' }, { audience: 'shop' }]) {
      const { ask, prove } = await open(wrong);
      await ask(await prove()).expect(401);
    }
    const { ask, parts, simulator } = await open({ testNumbers: { [phone]: '1234' } });
    const check = async (number: string, purpose: string): Promise<string> => {
      const started = await parts.calls.start({ phone: number, purpose });
      if (!started.ok) throw new Error(started.code);
      const code = number === phone ? '1234' : (await simulator.telephone(number).rings()).caller.slice(-4);
      const checked = await parts.calls.check({ verificationId: started.verificationId, code, purpose });
      if (!checked.ok || checked.status !== 'verified') throw new Error('not verified');
      return checked.token;
    };
    await ask(await check(newNumber(), 'payment')).expect(401);
    await ask(await check(phone, 'sign-in')).expect(401);
    await ask(await check(newNumber(), 'sign-in')).expect(200);
  });

  it('refuses tokens that somebody else made of what is public', async () => {
    const { ask, prove, tokenKey, url } = await open();
    const token = await prove();
    const [, payload = ''] = token.split('.');
    const claims: Record<string, unknown> = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const { keys } = (await supertest(url).get(`${CALL}/jwks.json`)).body;
    const kid = String(keys[0].kid);
    const publicPem = createPublicKey(tokenKey).export({ type: 'spki', format: 'pem' }).toString();
    const { privateKey: foreign } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const forged = [
      new UnsecuredJWT(claims).encode(),
      await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', typ: TYP, kid }).sign(Buffer.from(publicPem)),
      await new SignJWT(claims).setProtectedHeader({ alg: 'ES256', typ: TYP, kid }).sign(foreign),
    ];
    for (const each of forged) await ask(each).expect(401);
    await ask(token).expect(200);
  });

  it('refuses what the issuer signed for something else, and what has no end or has ended', async () => {
    const { ask, prove, tokenKey } = await open();
    const [header = '', payload = ''] = (await prove()).split('.');
    const claims: Record<string, unknown> = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString());
    const key = createPrivateKey(tokenKey);
    const sign = (changes: Record<string, unknown>, typ: string = TYP): Promise<string> =>
      new SignJWT({ ...claims, ...changes }).setProtectedHeader({ alg: 'ES256', typ, kid }).sign(key);
    await ask(await sign({})).expect(200);
    await ask(await sign({}, 'JWT')).expect(401);
    for (const changes of [{ exp: undefined }, { exp: 1 }, { phone_number_verified: false }, { phone_number: undefined }])
      await ask(await sign(changes)).expect(401);
  });

  /** One issuer before, while and after it changes its key, with its set at one address. */
  async function openRotation() {
    const [older, newer] = [newKey(), newKey()];
    const named = (key: string) => ({ key, algorithm: 'ES256' as const });
    const before = await open({ tokenKey: older });
    const announcing = await open({ tokenKey: older, previousKeys: [named(newer)] });
    const after = await open({ tokenKey: newer, previousKeys: [named(older)] });
    const done = await open({ tokenKey: newer });
    let current = before;
    const url = await serve(express().use((...request) => current.parts.app(...request)));
    const startService = async () => {
      const service = await serve(createService({ ...NAMES, jwksUrl: `${url}${CALL}/jwks.json` }));
      return (token: string) =>
        supertest(service)
          .get('/orders')
          .set(...bearer(token));
    };
    const turnTo = (next: typeof current): void => {
      current = next;
    };
    return { before, announcing, after, done, startService, turnTo };
  }

  it('refuses no token while the issuer changes its key, if the new one is in the set before it signs', async () => {
    const { before, announcing, after, done, startService, turnTo } = await openRotation();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
    onTestFinished(() => void vi.useRealTimers());
    const long = await startService();
    await long(await before.prove()).expect(200);
    turnTo(announcing);
    vi.setSystemTime(Date.now() + 31_000);
    const late = await startService();
    const old = await announcing.prove();
    for (const ask of [long, late]) await ask(old).expect(200);
    turnTo(after);
    const fresh = await after.prove();
    for (const ask of [long, late]) {
      await ask(fresh).expect(200);
      await ask(old).expect(200);
    }
    turnTo(done);
    const last = await startService();
    await last(fresh).expect(200);
    await last(old).expect(401);
  });

  it('refuses a good token for half a minute if the issuer signs with a key that was not in the set', async () => {
    const { before, after, startService, turnTo } = await openRotation();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
    onTestFinished(() => void vi.useRealTimers());
    const ask = await startService();
    await ask(await before.prove()).expect(200);
    turnTo(after);
    const fresh = await after.prove();
    await ask(fresh).expect(401);
    vi.setSystemTime(Date.now() + 31_000);
    await ask(fresh).expect(200);
  });

  it('says that it cannot tell while the issuer is away, and does not let anybody in', async () => {
    const { prove } = await open();
    const token = await prove();
    const away = await serve(createService({ ...NAMES, jwksUrl: 'http://127.0.0.1:1/auth/call/jwks.json' }));
    const answer = await supertest(away)
      .get('/orders')
      .set(...bearer(token))
      .expect(503);
    expect(answer.headers['retry-after']).toBe('30');
  });
});
