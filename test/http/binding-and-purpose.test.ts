import { checkCallCode, startCallVerification } from 'express-call-verification';
import type { Response } from 'supertest';
import { describe, expect, it } from 'vitest';
import { memberOf } from '../support/member-of.js';
import { expectProblem } from '../support/problem.js';
import { openShop, type Shop, type ShopOptions } from '../support/shop.js';

const BOUND: ShopOptions = {
  methods: ({ mcn }) => [mcn.flashCall()],
  calls: { bindTo: (req) => req.get('x-session') },
};

/** The requests of one browser: each presents its session, if it has one. */
function browserOf(shop: Shop, session: string | undefined) {
  const headers = session === undefined ? {} : { 'x-session': session };
  const withId = (verificationId: string) => ({ headers: { ...headers, 'verification-id': verificationId } });
  const post = (path: string, json: unknown): Promise<Response> => shop.send('POST', path, { json, headers });
  return {
    start: () => post('/auth/call', { phone: shop.phone }),
    again: (verificationId: string) => post('/auth/call', { verificationId }),
    check: (verificationId: string, code: string) => post('/auth/call/check', { verificationId, code }),
    status: (verificationId: string) => shop.send('GET', '/auth/call/status', withId(verificationId)),
    cancel: (verificationId: string) => shop.send('DELETE', '/auth/call', withId(verificationId)),
  };
}

describe('a verification that is bound to a session', () => {
  it('serves its own session', async () => {
    const shop = await openShop(BOUND);
    const own = browserOf(shop, 'one');
    const verificationId = memberOf(await own.start(), 'verificationId');
    expect((await own.status(verificationId)).status).toBe(200);
    shop.advance(30);
    expect((await own.again(verificationId)).status).toBe(202);
    expect((await own.check(verificationId, shop.code())).status).toBe(200);
  });

  it('does not begin without a session', async () => {
    const shop = await openShop(BOUND);
    for (const session of [undefined, '']) expectProblem(await browserOf(shop, session).start(), 'invalid_request');
    expect(shop.requests).toEqual([]);
  });

  for (const session of ['two', 'on', 'one ', 'ONE', undefined].filter((each) => each?.trim() !== 'one')) {
    it(`is not found by ${session === undefined ? 'no session' : `the session "${session}"`}, not even with the right code`, async () => {
      const shop = await openShop(BOUND);
      const verificationId = memberOf(await browserOf(shop, 'one').start(), 'verificationId');
      const other = browserOf(shop, session);
      shop.advance(30);
      expectProblem(await other.check(verificationId, shop.code()), 'verification_not_found');
      expectProblem(await other.status(verificationId), 'verification_not_found');
      expectProblem(await other.cancel(verificationId), 'verification_not_found');
      // Without a session it is a start that has nothing to be bound to.
      const again = await other.again(verificationId);
      expect(again.status).toBe(session === undefined ? 400 : 404);
      expect(shop.requests).toHaveLength(1);
      expect((await browserOf(shop, 'one').check(verificationId, shop.code())).status).toBe(200);
    });
  }
});

/** `/payment` and its check stand beside `/auth/call`. */
const TWO_PURPOSES: ShopOptions = {
  methods: ({ mcn }) => [mcn.flashCall()],
  routes(app, calls) {
    app.post('/payment', startCallVerification(calls, { purpose: 'payment' }));
    app.post('/payment/check', checkCallCode(calls, { purpose: 'payment' }));
  },
};

describe('a verification for one purpose', () => {
  it('is checked for that purpose, which the token tells', async () => {
    const shop = await openShop(TWO_PURPOSES);
    const { verificationId } = (await shop.send('POST', '/payment', { json: { phone: shop.phone } })).body;
    const checked = await shop.send('POST', '/payment/check', { json: { verificationId, code: shop.code() } });
    expect(shop.calls.verifyToken(memberOf(checked, 'token'))).toMatchObject({ purpose: 'payment' });
  });

  it('is not found for another, and spends no check there', async () => {
    const shop = await openShop(TWO_PURPOSES);
    const { verificationId } = (await shop.send('POST', '/payment', { json: { phone: shop.phone } })).body;
    expectProblem(await shop.check(String(verificationId), shop.code()), 'verification_not_found');
    shop.advance(30);
    expectProblem(await shop.again(String(verificationId)), 'verification_not_found');
    expect(shop.requests).toHaveLength(1);
    expect((await shop.status(String(verificationId))).body['checksLeft']).toBe(3);
  });

  it('is for signing in where nothing else is said', async () => {
    const shop = await openShop(TWO_PURPOSES);
    const verificationId = await shop.begin();
    expectProblem(await shop.send('POST', '/payment/check', { json: { verificationId, code: shop.code() } }), 'verification_not_found');
    const { token } = (await shop.check(verificationId, shop.code())).body;
    expect(shop.calls.verifyToken(String(token))).toMatchObject({ purpose: 'sign-in' });
  });

  it('tells its status and is canceled whatever its purpose', async () => {
    const shop = await openShop(TWO_PURPOSES);
    const { verificationId } = (await shop.send('POST', '/payment', { json: { phone: shop.phone } })).body;
    expect((await shop.status(String(verificationId))).status).toBe(200);
    expect((await shop.cancel(String(verificationId))).status).toBe(204);
  });
});
