import { randomBytes } from 'node:crypto';
import { type CallVerificationOptions, requireVerifiedPhone } from 'express-call-verification';
import jwt from 'jsonwebtoken';
import type { Test } from 'supertest';
import { describe, expect, it } from 'vitest';
import { collectWarnings } from '../support/collect-warnings.js';
import { memberOf } from '../support/member-of.js';
import { expectProblem } from '../support/problem.js';
import { newNumber, openShop, type Shop } from '../support/shop.js';

const KEY = randomBytes(64);
const TYP = 'phone-verification+jwt';

interface Guarded {
  readonly shop: Shop;
  /** A token of the shop's number, for signing in. */
  readonly token: string;
  ask(token: string | undefined): Test;
}

async function openGuarded(
  options: Parameters<typeof requireVerifiedPhone>[1] = {},
  calls: Partial<CallVerificationOptions> = {},
): Promise<Guarded> {
  const shop = await openShop({
    calls: { token: { key: KEY, keyId: 'current' }, ...calls },
    routes: (app, service) =>
      void app.get(
        '/account',
        requireVerifiedPhone(service, options),
        (req, res) => void res.json({ phone: req.verifiedPhone?.phone_number }),
      ),
  });
  const verificationId = await shop.begin();
  const token = memberOf(await shop.check(verificationId, shop.code()), 'token');
  const ask = (given: string | undefined): Test =>
    shop.client.get('/account').set(given === undefined ? {} : { authorization: `Bearer ${given}` });
  return { shop, token, ask };
}

/** The token's claims, signed once more with another header, key or claims. */
function forge(
  token: string,
  {
    claims = {},
    header = {},
    key = KEY,
    algorithm = 'HS256',
  }: { claims?: object; header?: object; key?: Buffer; algorithm?: jwt.Algorithm },
): string {
  const original = jwt.decode(token) as object;
  return jwt.sign({ ...original, ...claims }, algorithm === 'none' ? '' : key, {
    algorithm,
    header: { alg: algorithm, typ: TYP, kid: 'current', ...header },
  });
}

describe('a guarded route', () => {
  it('is open with a good token, and knows the number', async () => {
    const { shop, token, ask } = await openGuarded();
    const answer = await ask(token);
    expect(answer.body).toEqual({ phone: shop.phone });
  });

  it('takes the scheme in any case', async () => {
    const { shop, token } = await openGuarded();
    await shop.client.get('/account').set('authorization', `bearer ${token}`).expect(200);
  });

  it('accepts what was forged in nothing, so that the forgeries below are refused for what they change', async () => {
    const { token, ask } = await openGuarded();
    await ask(forge(token, {})).expect(200);
  });

  const FORGERIES: Readonly<Record<string, (token: string) => string>> = {
    'of another key': (token) => forge(token, { key: randomBytes(64) }),
    'of another algorithm with the same key': (token) => forge(token, { algorithm: 'HS512' }),
    'of no algorithm': (token) => forge(token, { algorithm: 'none' }),
    'of another key id': (token) => forge(token, { header: { kid: 'previous' } }),
    'without a key id': (token) => forge(token, { header: { kid: undefined } }),
    'with a key id that every object has': (token) => forge(token, { header: { kid: '__proto__' } }),
    'of another type': (token) => forge(token, { header: { typ: 'JWT' } }),
    'without a type': (token) => forge(token, { header: { typ: undefined } }),
    'of another issuer': (token) => forge(token, { claims: { iss: 'somebody' } }),
    'for another audience': (token) => forge(token, { claims: { aud: 'somebody' } }),
    'for another purpose': (token) => forge(token, { claims: { purpose: 'payment' } }),
    'without a purpose': (token) => forge(token, { claims: { purpose: undefined } }),
    'of a test number': (token) => forge(token, { claims: { test: true } }),
    'that is not valid yet': (token) => forge(token, { claims: { nbf: 4_000_000_000 } }),
    'with other claims under the old signature': (token) => {
      const [head, , signature] = token.split('.');
      return `${head}.${Buffer.from(JSON.stringify({ ...(jwt.decode(token) as object), phone_number: '+70000000000' })).toString('base64url')}.${signature}`;
    },
    'without a signature': (token) => `${token.split('.').slice(0, 2).join('.')}.`,
    'that is no token': () => 'abc',
    'whose content is no JSON': () => `${Buffer.from('{"alg":"HS256","typ":"JWT"}').toString('base64url')}.bm90IGpzb24.eA`,
    'that is empty': () => '',
  };

  for (const [what, forgery] of Object.entries(FORGERIES)) {
    it(`is closed to a token ${what}`, async () => {
      const { token, ask } = await openGuarded();
      const answer = await ask(forgery(token));
      expectProblem(answer, 'token_invalid');
      expect(answer.get('www-authenticate')).toMatch(/^Bearer\b/);
    });
  }

  it('is closed once the token has expired', async () => {
    const { shop, token, ask } = await openGuarded();
    shop.advance(299);
    await ask(token).expect(200);
    shop.advance(1);
    expectProblem(await ask(token), 'token_invalid');
  });

  it('is closed without a token, and to other schemes', async () => {
    const { shop, token, ask } = await openGuarded();
    expectProblem(await ask(undefined), 'token_invalid');
    for (const authorization of [token, `Basic ${token}`, `Bearer ${token} ${token}`, `Bearer,${token}`]) {
      expectProblem(await shop.client.get('/account').set('authorization', authorization), 'token_invalid');
    }
  });

  it('may ask for a purpose of its own', async () => {
    const { token, ask } = await openGuarded({ purpose: 'payment' });
    expectProblem(await ask(token), 'token_invalid');
    await ask(forge(token, { claims: { purpose: 'payment' } })).expect(200);
  });

  it("may ask for this user's number, in whichever spelling", async () => {
    const { shop, token, ask } = await openGuarded({ phone: (req) => req.get('x-user-phone') });
    const askAs = (phone: string) => shop.client.get('/account').set({ authorization: `Bearer ${token}`, 'x-user-phone': phone });
    await askAs(shop.phone).expect(200);
    await askAs(`+7 (${shop.phone.slice(2, 5)}) ${shop.phone.slice(5)}`).expect(200);
    expectProblem(await askAs(newNumber()), 'token_invalid');
    expectProblem(await askAs('nobody'), 'token_invalid');
    // A user without a number is nobody's.
    expectProblem(await ask(token), 'token_invalid');
  });

  it('may find the token elsewhere', async () => {
    const { shop, token, ask } = await openGuarded({ token: (req) => req.get('x-phone-token') });
    await shop.client.get('/account').set('x-phone-token', token).expect(200);
    expectProblem(await ask(token), 'token_invalid');
  });

  it('may accept test numbers', async () => {
    const { token, ask } = await openGuarded({ allowTest: true });
    await ask(forge(token, { claims: { test: true } })).expect(200);
  });
});

/** A guard, what it is asked, and what the host is told of it. */
const REFUSALS: readonly (readonly [
  reason: string,
  ask: (guarded: Guarded) => Test,
  options?: Parameters<typeof requireVerifiedPhone>[1],
])[] = [
  ['missing', ({ ask }) => ask(undefined)],
  ['missing', ({ shop, token }) => shop.client.get('/account').set('authorization', token)],
  ['missing', ({ shop, token }) => shop.client.get('/account').set('authorization', `Basic ${token}`)],
  ['missing', ({ ask, token }) => ask(token), { token: () => undefined }],
  [
    'expired',
    ({ shop, ask, token }) => {
      shop.advance(300);
      return ask(token);
    },
  ],
  [
    'not_yet_valid',
    ({ shop, ask, token }) => {
      shop.advance(-61);
      return ask(token);
    },
  ],
  ['purpose', ({ ask, token }) => ask(token), { purpose: 'payment' }],
  ['test_number', ({ ask, token }) => ask(forge(token, { claims: { test: true } }))],
  ['phone', ({ ask, token }) => ask(token), { phone: () => newNumber() }],
  ['phone', ({ ask, token }) => ask(token), { phone: () => undefined }],
  ['invalid', ({ ask, token }) => ask(forge(token, { key: randomBytes(64) }))],
  ['invalid', ({ ask, token }) => ask(token.slice(0, -5))],
  // A forger must not learn, nor the host be told, that a token which nobody signed has expired.
  ['invalid', ({ ask, token }) => ask(forge(token, { key: randomBytes(64), claims: { exp: 1 } }))],
  ['invalid', ({ ask }) => ask('abc')],
  ['invalid', ({ ask }) => ask('unused'), { token: () => '' }],
];

describe('a 401', () => {
  for (const [reason, ask, options] of REFUSALS) {
    it(`says nothing of its reason, "${reason}", to the client, and all to the host`, async () => {
      const guarded = await openGuarded(options);
      const answer = await ask(guarded);
      expectProblem(answer, 'token_invalid');
      expect(answer.get('www-authenticate')).toBe(reason === 'missing' ? 'Bearer' : 'Bearer error="invalid_token"');
      const purpose = options?.purpose ?? 'sign-in';
      const told = { type: 'access.refused', at: expect.any(Date), reason, purpose };
      expect(guarded.shop.eventsOf('access.refused')).toEqual([reason === 'purpose' ? { ...told, tokenPurpose: 'sign-in' } : told]);
    });
  }

  it('has one body, whatever the reason', async () => {
    const bodies = new Set<string>();
    for (const [, ask, options] of REFUSALS) bodies.add((await ask(await openGuarded(options))).text);
    expect(bodies.size).toBe(1);
  });

  it('is nothing that a host hears of while tokens are good', async () => {
    const { shop, token, ask } = await openGuarded();
    await ask(token).expect(200);
    expect(shop.eventsOf('access.refused')).toEqual([]);
  });

  it('is printed once for each reason, without token and number, if nobody listens', async () => {
    const warnings = collectWarnings();
    const said: string[] = [];
    for (const [reason, ask, options] of REFUSALS.filter(([each], index, all) => all.findIndex(([other]) => other === each) === index)) {
      const guarded = await openGuarded(options, { onEvent: undefined });
      const before = warnings.texts.length;
      for (let request = 0; request < 2; request += 1) await ask(guarded).expect(401);
      await warnings.settled();
      expect(warnings.texts.slice(before)).toEqual([
        expect.stringMatching(/^requireVerifiedPhone answered 401: (?:the (?:token|request)|no token) /),
      ]);
      said.push(reason);
      expect(warnings.texts.join()).not.toContain(guarded.token);
      expect(warnings.texts.join()).not.toContain(guarded.shop.phone.slice(1));
    }
    expect(said).toEqual(['missing', 'expired', 'not_yet_valid', 'purpose', 'test_number', 'phone', 'invalid']);
    expect(warnings.texts[3]).toContain('for the purpose "sign-in", but the route asks for "payment"');
    expect(warnings.texts[0]).toContain('"Authorization: Bearer <token>"');
  });
});
