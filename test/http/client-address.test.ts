import { callVerificationRouter } from 'express-call-verification';
import type { Test } from 'supertest';
import { describe, expect, it, onTestFinished } from 'vitest';
import { expectProblem } from '../support/problem.js';
import { newNumber, openShop, type Shop, type ShopOptions } from '../support/shop.js';

const FLASH_CALL: ShopOptions = { methods: ({ mcn }) => [mcn.flashCall()] };

const trusting = (setting: unknown, calls: ShopOptions['calls'] = {}): ShopOptions => ({
  ...FLASH_CALL,
  calls,
  routes: (app) => void app.set('trust proxy', setting),
});

/** A start of another number at each time, from this address as a proxy tells it. */
function startFrom(shop: Shop, address: string): Test {
  return shop.client.post('/auth/call').set('x-forwarded-for', address).send({ phone: newNumber() });
}

function collectWarnings(): readonly Error[] {
  const warnings: Error[] = [];
  const collect = (warning: Error): void => {
    if (warning.name === 'CallVerificationWarning') warnings.push(warning);
  };
  process.on('warning', collect);
  onTestFinished(() => void process.off('warning', collect));
  return warnings;
}

describe('X-Forwarded-For without `trust proxy`', () => {
  it('is not believed, and warned of once, with the line to paste', async () => {
    const warnings = collectWarnings();
    const shop = await openShop({ ...FLASH_CALL, calls: { ipLimits: { startsPerHour: 2 } } });
    await startFrom(shop, '203.0.113.1').expect(202);
    await startFrom(shop, '203.0.113.2').expect(202);
    expectProblem(await startFrom(shop, '203.0.113.3'), 'too_many_requests', { retryAfterSeconds: 3300 });
    await expect.poll(() => warnings).toHaveLength(1);
    expect(warnings[0]?.message).toContain("app.set('trust proxy', 1)");
    expect(warnings[0]?.message).not.toContain('203.0.113');
  });
});

describe('`trust proxy: true`', () => {
  it('is refused: every client could choose its address', async () => {
    const shop = await openShop(trusting(true));
    await startFrom(shop, '203.0.113.1').expect(500);
    expect(shop.errors[0]).toMatchObject({ message: expect.stringContaining("app.set('trust proxy', 1)") });
    expect(shop.requests).toEqual([]);
  });

  it('is refused also where limits per address are switched off, and for checks', async () => {
    const shop = await openShop(trusting(true, { ipLimits: false }));
    await shop.start().expect(500);
    await shop.check('x', '1234').expect(500);
  });
});

describe('the script of a page', () => {
  const routed = (setting: unknown): ShopOptions => ({
    ...FLASH_CALL,
    routes(app, calls) {
      app.use('/phone', callVerificationRouter(calls));
      app.set('trust proxy', setting);
    },
  });

  it.each(['/phone/client.js', '/phone/countries.json'])(
    'is refused, too, so that the mistake shows with the first page: %s',
    async (path) => {
      const shop = await openShop(routed(true));
      await shop.client.get(path).expect(500);
      expect(shop.errors[0]).toMatchObject({ message: expect.stringContaining("app.set('trust proxy', 1)") });
      await (await openShop(routed(1))).client.get(path).expect(200);
    },
  );

  it('is all that is refused: an app that only tells its keys needs no addresses', async () => {
    const shop = await openShop(routed(true));
    await shop.client.get('/phone/jwks.json').expect(200);
  });
});

describe('a `trust proxy` that trusts any address', () => {
  it.each([
    ['a function', () => true],
    ['a function that asks nothing but the family', (address: string) => address.includes('.')],
    ['all of IPv4', ['0.0.0.0/1', '128.0.0.0/1']],
    ['all of IPv6', ['loopback', '::/1', '8000::/1']],
  ])('is refused like `true`: %s', async (_, setting) => {
    const shop = await openShop(trusting(setting));
    await startFrom(shop, '203.0.113.1').expect(500);
    await shop.check('x', '1234').expect(500);
    expect(shop.errors[0]).toMatchObject({ message: expect.stringContaining("app.set('trust proxy', 1)") });
    expect(shop.requests).toEqual([]);
  });

  it.each([
    ['hops', 2],
    ['a function that counts hops', (_address: string, hop: number) => hop < 3],
    ['networks', 'loopback, uniquelocal'],
    ['a large network', ['127.0.0.1', '10.0.0.0/8', '203.0.112.0/20']],
    ['nobody', false],
    ['a function that knows its proxies', (address: string) => address === '127.0.0.1' || address === '::ffff:127.0.0.1'],
  ])('is not %s', async (_, setting) => {
    const shop = await openShop(trusting(setting));
    await startFrom(shop, '203.0.113.1').expect(202);
  });
});

describe('a proxy that adds ports to addresses', () => {
  it.each(['203.0.113.1:', '[2001:db8::1]:'])('does not make many clients of one (%s…)', async (address) => {
    const shop = await openShop(trusting(1, { ipLimits: { startsPerHour: 2 } }));
    await startFrom(shop, `${address}1001`).expect(202);
    await startFrom(shop, `${address}1002`).expect(202);
    expectProblem(await startFrom(shop, `${address}1003`), 'too_many_requests', { retryAfterSeconds: 3300 });
  });

  it('that sends no addresses is warned of, and all its clients share one limit', async () => {
    const warnings = collectWarnings();
    const shop = await openShop(trusting(1, { ipLimits: { startsPerHour: 1 } }));
    await startFrom(shop, 'somebody').expect(202);
    await startFrom(shop, 'somebody-else').expect(429);
    await expect.poll(() => warnings).toHaveLength(1);
  });
});

describe('starts of one address', () => {
  it('are limited to 30 an hour, over all numbers', async () => {
    const shop = await openShop(trusting(1));
    for (let start = 0; start < 30; start += 1) await startFrom(shop, '203.0.113.1').expect(202);
    expectProblem(await startFrom(shop, '203.0.113.1'), 'too_many_requests', { retryAfterSeconds: 3300 });
    expect(shop.requests).toHaveLength(30);
    await startFrom(shop, '203.0.113.2').expect(202);
    // A mapped address is the IPv4 address.
    await startFrom(shop, '::ffff:203.0.113.1').expect(429);
    shop.advance(3300);
    await startFrom(shop, '203.0.113.1').expect(202);
  });

  it('are limited to 30 an hour for an IPv6 /56, whichever of its 256 networks they come from', async () => {
    const shop = await openShop(trusting(1));
    for (let start = 0; start < 30; start += 1) await startFrom(shop, `2001:db8:1:2${start + 10}::1`).expect(202);
    expectProblem(await startFrom(shop, '2001:db8:1:2ff::1'), 'too_many_requests', { retryAfterSeconds: 3300 });
    await startFrom(shop, '2001:db8:1:300::1').expect(202);
  });

  it('are limited to sixteen times as many for an IPv6 /48', async () => {
    const shop = await openShop(trusting(1, { ipLimits: { startsPerHour: 2 } }));
    const networks = Array.from({ length: 16 }, (_, index) => `2001:db8:1:${(index << 8).toString(16)}::`);
    for (const network of networks) {
      for (const host of [1, 2]) await startFrom(shop, `${network}${host}`).expect(202);
    }
    expectProblem(await startFrom(shop, '2001:db8:1:ff00::1'), 'too_many_requests', { retryAfterSeconds: 3300 });
    expect(shop.requests).toHaveLength(32);
    await startFrom(shop, '2001:db8:2::1').expect(202);
    shop.advance(3300);
    await startFrom(shop, '2001:db8:1:ff00::1').expect(202);
  });

  it('take nothing from the other networks of a /48 once they are refused', async () => {
    const shop = await openShop(trusting(1, { ipLimits: { startsPerHour: 1 } }));
    await startFrom(shop, '2001:db8:1::1').expect(202);
    for (let start = 0; start < 16; start += 1) await startFrom(shop, '2001:db8:1::1').expect(429);
    await startFrom(shop, '2001:db8:1:100::1').expect(202);
  });

  it('tell a client how many it has left, and nothing of its neighbours', async () => {
    const shop = await openShop(trusting(1));
    const { headers } = await startFrom(shop, '2001:db8:1::1');
    expect([headers['ratelimit'], headers['ratelimit-policy']].map((each) => String(each).split(',').length)).toEqual([1, 1]);
    expect(headers['ratelimit']).toContain('r=29');
  });

  it('are counted with further calls, which go to one number', async () => {
    const shop = await openShop({ ...FLASH_CALL, calls: { ipLimits: { startsPerHour: 2 } } });
    const verificationId = await shop.begin();
    shop.advance(30);
    await shop.again(verificationId).expect(202);
    shop.advance(45);
    expectProblem(await shop.again(verificationId), 'too_many_requests', { retryAfterSeconds: 3225 });
  });

  it('are told to the host when there are too many', async () => {
    const shop = await openShop({ ...FLASH_CALL, calls: { ipLimits: { startsPerHour: 1 } } });
    await shop.begin();
    await shop.start({ phone: newNumber() });
    expect(shop.eventsOf('limit.reached')).toHaveLength(1);
    expect(JSON.stringify(shop.events)).not.toContain('127.0.0.1');
  });

  it('are not limited where the host switches that off; its numbers are all the same', async () => {
    const shop = await openShop(trusting(1, { ipLimits: false }));
    for (let start = 0; start < 31; start += 1) await startFrom(shop, '203.0.113.1').expect(202);
    await shop.begin();
    expectProblem(await shop.start(), 'too_many_requests', { retryAfterSeconds: 30 });
  });
});

describe('checks of one address', () => {
  it('are limited to 60 an hour, right or wrong', async () => {
    const shop = await openShop(FLASH_CALL);
    const verificationId = await shop.begin();
    for (let check = 0; check < 60; check += 1) await shop.check('unknown', '1234').expect(404);
    expectProblem(await shop.check(verificationId, shop.code()), 'too_many_requests', { retryAfterSeconds: 3300 });
    await shop.start({ phone: newNumber() }).expect(202);
    expect((await shop.status(verificationId)).body).toMatchObject({ status: 'pending', checksLeft: 3 });
  });

  it('are limited to sixteen times as many for an IPv6 /48, as its /56 have 60 each', async () => {
    const shop = await openShop(trusting(1, { ipLimits: { checksPerHour: 1 } }));
    const checkFrom = (address: string): Test =>
      shop.client.post('/auth/call/check').set('x-forwarded-for', address).send({ verificationId: 'unknown', code: '1234' });
    for (let network = 0; network < 16; network += 1) await checkFrom(`2001:db8:1:${(network << 8).toString(16)}::1`).expect(404);
    await checkFrom('2001:db8:1:ff::2').expect(429);
    await checkFrom('2001:db8:1:ff00::1').expect(429);
    await checkFrom('2001:db8:2::1').expect(404);
  });

  it('are not limited where the host switches that off', async () => {
    const shop = await openShop({ ...FLASH_CALL, calls: { ipLimits: false } });
    const verificationId = await shop.begin();
    for (let check = 0; check < 61; check += 1) await shop.check('unknown', '1234');
    await shop.check(verificationId, shop.code()).expect(200);
  });
});

describe('one number from one network', () => {
  it('begins three verifications an hour at most, while other networks go on', async () => {
    const shop = await openShop(trusting(1, { resendDelaysSeconds: [1] }));
    const begin = (address: string) => shop.client.post('/auth/call').set('x-forwarded-for', address).send({ phone: shop.phone });
    for (let start = 0; start < 3; start += 1) {
      await begin('203.0.113.1').expect(202);
      shop.advance(1);
    }
    expectProblem(await begin('203.0.113.1'), 'too_many_requests', { retryAfterSeconds: 3600 });
    await begin('203.0.113.2').expect(202);
  });
});
