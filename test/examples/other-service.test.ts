/** The recipe for another service: what it takes and refuses, with the JWK set of the issuer over HTTP. */
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { SignJWT, UnsecuredJWT } from 'jose';
import supertest from 'supertest';
import { describe, expect, it } from 'vitest';
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

  it('takes tokens of a new key and of the one before it, as long as the issuer names both', async () => {
    const [older, newer] = [newKey(), newKey()];
    const before = await open({ tokenKey: older });
    const after = await open({ tokenKey: newer, previousKeys: [{ key: older, algorithm: 'ES256' }] });
    await after.ask(await after.prove()).expect(200);
    await after.ask(await before.prove()).expect(200);
    await before.ask(await after.prove()).expect(401);
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
