import express from 'express';
import { checkCallCode, startCallVerification } from 'express-call-verification';
import { describe, expect, it } from 'vitest';
import { expectProblem } from '../support/problem.js';
import { newNumber, openShop, otherThan, type ShopOptions } from '../support/shop.js';

describe('input', () => {
  /** A step-up: the user's own number is verified, not one from the body. */
  const stepUp = (phone: string): ShopOptions => ({
    methods: ({ mcn }) => [mcn.flashCall()],
    routes: (app, calls) => void app.post('/step-up', startCallVerification(calls, { purpose: 'step-up', input: () => ({ phone }) })),
  });

  it('replaces the body: the number that the client names is not called', async () => {
    const own = newNumber();
    const shop = await openShop(stepUp(own));
    await shop.client.post('/step-up').send({ phone: shop.phone }).expect(202);
    expect(shop.simulator.telephone(own).calls).toHaveLength(1);
    expect(shop.telephone.calls).toEqual([]);
  });

  it('sees the parsed body, and may wait', async () => {
    const shop = await openShop({
      methods: ({ mcn }) => [mcn.flashCall()],
      start: { input: async (req) => ({ phone: await Promise.resolve(String(req.body.user.phone)) }) },
    });
    await shop.client
      .post('/auth/call')
      .send({ user: { phone: shop.phone } })
      .expect(202);
  });

  it.each([[undefined], [express.json({ strict: false })]])('is not asked about a body that is no object', async (parser) => {
    let asked = 0;
    const input = () => {
      asked += 1;
      return { phone: newNumber(), verificationId: 'an-id' };
    };
    const shop = await openShop({ ...(parser === undefined ? {} : { before: [parser] }), start: { input }, check: { input } });
    for (const body of ['null', '7', 'true', '"text"', '[]', '[{"phone":"1"}]']) {
      for (const path of ['/auth/call', '/auth/call/check']) {
        const answer = await shop.client.post(path).set('content-type', 'application/json').send(body);
        expectProblem(answer, 'invalid_request');
        expect(answer.body['detail']).toMatch(/not a JSON object/);
      }
    }
    expect(asked).toBe(0);
  });

  it('is asked about an empty body, whose object it finds empty', async () => {
    const bodies: unknown[] = [];
    const own = newNumber();
    const shop = await openShop({
      start: {
        input({ body }) {
          bodies.push(body);
          return { phone: own };
        },
      },
    });
    await shop.client.post('/auth/call').set('content-type', 'application/json').send('').expect(202);
    await shop.client.post('/auth/call').set('content-type', 'application/json').expect(429);
    expect(bodies).toEqual([{}, {}]);
  });

  it('is read as strictly as a body', async () => {
    const shop = await openShop({ start: { input: () => ({ phone: 7 as unknown as string }) } });
    expectProblem(await shop.start(), 'invalid_request');
    expect(shop.requests).toEqual([]);
  });

  it('is told to a developer as what is wrong, not as the client’s', async () => {
    for (const development of [true, false]) {
      const shop = await openShop({ calls: { development }, start: { input: () => ({ phone: '+79157777777', plan: 'gold' }) as never } });
      const { detail } = (await shop.start()).body;
      const [said, more] = [
        'The member "plan" is not known here. Leave it out.',
        'It is what the option "input" of this endpoint returned.',
      ];
      expect(detail).toBe(development ? `${said} ${more} This text is only told in development.` : said);
    }
  });

  it.each(['purpose', 'binding', 'ip', 'deviceProof', 'idempotencyKey'])('may not give what the factory adds: %s', async (name) => {
    const given = { [name]: 'a text of sixteen' };
    const shop = await openShop({
      start: { input: (req) => ({ phone: String(req.body.phone), ...given }) },
      check: { input: (req) => ({ verificationId: String(req.body.verificationId), ...given }) },
    });
    expectProblem(await shop.start(), 'invalid_request');
    expectProblem(await shop.check('an-id', '1234'), 'invalid_request');
    expect(shop.requests).toEqual([]);
  });

  it('never sees a prototype that a client sent', async () => {
    const shop = await openShop({ start: { input: (req) => ({ phone: String(req.body.phone) }) } });
    const body = JSON.stringify({ phone: shop.phone }).replace('}', ',"__proto__":{"isAdmin":true}}');
    expectProblem(await shop.client.post('/auth/call').set('content-type', 'application/json').send(body), 'invalid_request');
    expect(shop.requests).toEqual([]);
  });

  it('that throws reaches the error handler of the host', async () => {
    const trouble = new Error('no user');
    const shop = await openShop({ start: { input: () => Promise.reject(trouble) } });
    await shop.start().expect(500);
    expect(shop.errors).toEqual([trouble]);
    expect(shop.requests).toEqual([]);
  });

  it('replaces the body of a check as well', async () => {
    const shop = await openShop({ check: { input: (req) => ({ verificationId: String(req.get('x-id')), code: String(req.body.pin) }) } });
    const verificationId = await shop.begin();
    const answer = await shop.client.post('/auth/call/check').set('x-id', verificationId).send({ pin: shop.code() });
    expect(answer.status).toBe(200);
  });
});

describe('passThrough', () => {
  const PASSING: ShopOptions = {
    methods: ({ mcn }) => [mcn.flashCall()],
    calls: { requireCallReport: true },
    routes(app, calls) {
      app.post(
        '/sign-in',
        startCallVerification(calls, { passThrough: true }),
        (req, res) => void res.json({ passed: req.callVerification }),
      );
      app.post(
        '/sign-in/check',
        checkCallCode(calls, { passThrough: true }),
        (req, res) => void res.json({ passed: req.callVerification }),
      );
    },
  };

  it('hands a start that went well to the host', async () => {
    const shop = await openShop(PASSING);
    const answer = await shop.client.post('/sign-in').send({ phone: shop.phone });
    expect(answer.body['passed']).toMatchObject({ ok: true, status: 'pending', method: 'flash_call' });
  });

  it('hands over the token, but neither a wait nor a problem', async () => {
    const shop = await openShop(PASSING);
    const verificationId = await shop.begin();
    const check = (code: string) => shop.client.post('/sign-in/check').send({ verificationId, code });
    expectProblem(await check(otherThan(shop.code())), 'code_incorrect', { checksLeft: 2 });
    expect((await check(shop.code())).body).toEqual({ status: 'awaiting_call', retryAfterSeconds: 2 });
    await shop.report({ cause: 17 });
    expect((await check(shop.code())).body['passed']).toMatchObject({
      ok: true,
      status: 'verified',
      phone: shop.phone,
      tokenType: 'Bearer',
    });
  });

  it('lets a parser stand behind it, which finds the body read', async () => {
    const shop = await openShop({
      ...PASSING,
      routes: (app, calls) =>
        void app.post(
          '/sign-in',
          startCallVerification(calls, { passThrough: true }),
          express.json(),
          (req, res) => void res.json(req.body),
        ),
    });
    const body = { phone: shop.phone };
    expect((await shop.client.post('/sign-in').send(body).expect(200)).body).toEqual(body);
  });

  it('answers the problems of a start itself', async () => {
    const shop = await openShop(PASSING);
    expectProblem(await shop.client.post('/sign-in').send({ phone: 'nobody' }), 'phone_not_supported');
  });
});
