import { checkCallCode, startCallVerification } from 'express-call-verification';
import type { Response } from 'supertest';
import { describe, expect, it } from 'vitest';
import { collectWarnings } from '../support/collect-warnings.js';
import { memberOf } from '../support/member-of.js';
import { expectProblem } from '../support/problem.js';
import { openShop, type Shop, type ShopOptions } from '../support/shop.js';

const BOUND = {
  methods: ({ mcn }) => [mcn.flashCall()],
  calls: { bindTo: (req) => req.get('x-session') },
} satisfies ShopOptions;

/** The requests of one browser: each presents its session, if it has one. */
function browserOf(shop: Shop, session: string | undefined) {
  const headers = session === undefined ? {} : { 'x-session': session };
  return {
    start: () => shop.start().set(headers),
    again: (verificationId: string) => shop.again(verificationId).set(headers),
    check: (verificationId: string, code: string) => shop.check(verificationId, code).set(headers),
    status: (verificationId: string) => shop.status(verificationId).set(headers),
    cancel: (verificationId: string) => shop.cancel(verificationId).set(headers),
  };
}

/** An id of the right form that no verification of the shop has. */
async function unknownId(): Promise<string> {
  return memberOf(await browserOf(await openShop(BOUND), 'one').start(), 'verificationId');
}

describe('a verification that is bound to a session', () => {
  it('serves its own session', async () => {
    const shop = await openShop(BOUND);
    const own = browserOf(shop, 'one');
    const verificationId = memberOf(await own.start(), 'verificationId');
    await own.status(verificationId).expect(200);
    shop.advance(30);
    await own.again(verificationId).expect(202);
    await own.check(verificationId, shop.code()).expect(200);
  });

  it('may be bound to a member of the body, which nothing has parsed before', async () => {
    const shop = await openShop({
      ...BOUND,
      calls: { bindTo: ({ body }) => (typeof body?.phone === 'string' || typeof body?.code === 'string' ? 'the page' : undefined) },
    });
    const verificationId = memberOf(await shop.start(), 'verificationId');
    await shop.check(verificationId, shop.code()).expect(200);
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
      await browserOf(shop, 'one').check(verificationId, shop.code()).expect(200);
    });
  }
});

describe('a binding that does not fit', () => {
  const DIFFERS = { type: 'binding.refused', at: expect.any(Date), reason: 'differs' };

  const REQUESTS: Readonly<Record<string, (browser: ReturnType<typeof browserOf>, id: string, code: string) => PromiseLike<Response>>> = {
    check: (browser, id, code) => browser.check(id, code),
    status: (browser, id) => browser.status(id),
    'status as a stream': (browser, id) => browser.status(id).set('accept', 'text/event-stream'),
    cancel: (browser, id) => browser.cancel(id),
    'further call': (browser, id) => browser.again(id),
  };

  it.each(Object.entries(REQUESTS))('is told to the host, and not to the client, at a %s', async (_, send) => {
    const shop = await openShop(BOUND);
    const id = memberOf(await browserOf(shop, 'one').start(), 'verificationId');
    shop.advance(30);
    const other = await send(browserOf(shop, 'two'), id, shop.code());
    expectProblem(other, 'verification_not_found');
    expect(shop.eventsOf('binding.refused')).toEqual([DIFFERS]);
    const unknown = await send(browserOf(shop, 'two'), await unknownId(), '1234');
    expect([unknown.status, unknown.text]).toEqual([other.status, other.text]);
    expect(shop.eventsOf('binding.refused')).toHaveLength(1);
  });

  it('is told at most once a minute', async () => {
    const shop = await openShop(BOUND);
    const id = memberOf(await browserOf(shop, 'one').start(), 'verificationId');
    for (let request = 0; request < 3; request += 1) await browserOf(shop, 'two').status(id).expect(404);
    expect(shop.eventsOf('binding.refused')).toHaveLength(1);
    shop.advance(60);
    await browserOf(shop, 'two').status(id).expect(404);
    expect(shop.eventsOf('binding.refused')).toHaveLength(2);
  });

  it('is told where the other side has none, because only one process knows `bindTo`', async () => {
    const shop = await openShop(BOUND);
    const verificationId = memberOf(await browserOf(shop, 'one').start(), 'verificationId');
    await shop.calls.check({ verificationId, code: shop.code() });
    expect(shop.eventsOf('binding.refused')).toEqual([DIFFERS]);
  });

  it('is told of as missing where `bindTo` gives nothing', async () => {
    const shop = await openShop(BOUND);
    const id = memberOf(await browserOf(shop, 'one').start(), 'verificationId');
    expectProblem(await browserOf(shop, undefined).check(id, shop.code()), 'verification_not_found');
    expectProblem(await browserOf(shop, undefined).status(id), 'verification_not_found');
    expect(shop.eventsOf('binding.refused')).toEqual([{ ...DIFFERS, reason: 'missing' }]);
  });

  it('is nothing to tell of while all is well, of another purpose, or of what is over', async () => {
    const shop = await openShop({ ...TWO_PURPOSES, calls: BOUND.calls });
    const own = browserOf(shop, 'one');
    const id = memberOf(await own.start(), 'verificationId');
    await shop.client.post('/payment/check').set('x-session', 'one').send({ verificationId: id, code: shop.code() }).expect(404);
    await own.check(id, shop.code()).expect(200);
    await browserOf(shop, 'two').status(id).expect(404);
    expect(shop.eventsOf('binding.refused')).toEqual([]);
  });

  it('is printed once, with what to do and without the session, if nobody listens', async () => {
    const warnings = collectWarnings();
    const shop = await openShop({ ...BOUND, calls: { ...BOUND.calls, onEvent: undefined } });
    const id = memberOf(await browserOf(shop, 'session-of-one').start(), 'verificationId');
    for (let minute = 0; minute < 2; minute += 1) {
      for (const session of ['session-of-two', undefined]) await browserOf(shop, session).status(id).expect(404);
      shop.advance(60);
    }
    expect(await warnings.settled()).toEqual([
      expect.stringMatching(/^"bindTo" returned another value for a request than for the start/),
      expect.stringMatching(/^"bindTo" returned nothing for a request/),
    ]);
    expect(warnings.texts.join()).not.toMatch(/session-of-/);
  });
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
    const { verificationId } = (await shop.client.post('/payment').send({ phone: shop.phone })).body;
    const checked = await shop.client.post('/payment/check').send({ verificationId, code: shop.code() });
    expect(shop.calls.verifyToken(memberOf(checked, 'token'))).toMatchObject({ purpose: 'payment' });
  });

  it('is not found for another, and spends no check there', async () => {
    const shop = await openShop(TWO_PURPOSES);
    const { verificationId } = (await shop.client.post('/payment').send({ phone: shop.phone })).body;
    expectProblem(await shop.check(String(verificationId), shop.code()), 'verification_not_found');
    shop.advance(30);
    expectProblem(await shop.again(String(verificationId)), 'verification_not_found');
    expect(shop.requests).toHaveLength(1);
    expect((await shop.status(String(verificationId))).body['checksLeft']).toBe(3);
  });

  it('is for signing in where nothing else is said', async () => {
    const shop = await openShop(TWO_PURPOSES);
    const verificationId = await shop.begin();
    expectProblem(await shop.client.post('/payment/check').send({ verificationId, code: shop.code() }), 'verification_not_found');
    const { token } = (await shop.check(verificationId, shop.code())).body;
    expect(shop.calls.verifyToken(String(token))).toMatchObject({ purpose: 'sign-in' });
  });

  it('tells its status and is canceled whatever its purpose', async () => {
    const shop = await openShop(TWO_PURPOSES);
    const { verificationId } = (await shop.client.post('/payment').send({ phone: shop.phone })).body;
    await shop.status(String(verificationId)).expect(200);
    await shop.cancel(String(verificationId)).expect(204);
  });
});
