/** The cookie by which a device keeps a budget of its own for the number it verified. */
import { describe, expect, it } from 'vitest';
import { memberOf } from '../support/member-of.js';
import { expectProblem } from '../support/problem.js';
import { registerSecret } from '../support/secrets.js';
import { newNumber, openShop, type Shop, type ShopOptions } from '../support/shop.js';

const WAIT = { retryAfterSeconds: expect.any(Number) };

const open = (deviceCookie: NonNullable<ShopOptions['calls']>['deviceCookie']): Promise<Shop> =>
  openShop({
    // Two calls in an hour close the number to strangers.
    calls: {
      ...(deviceCookie === undefined ? {} : { deviceCookie }),
      ipLimits: false,
      resendDelaysSeconds: [0],
      limits: { startsPerHour: 2 },
    },
    routes: (app) => app.set('trust proxy', 1),
  });

let addresses = 0;
/** The address of the last check. */
let provenFrom = '';
/** From ever new addresses, so that only the cookie can tell the device. */
function send(shop: Shop, path: string, json: object, cookie?: string) {
  addresses += 1;
  const headers = { 'X-Forwarded-For': `198.51.100.${addresses}`, ...(cookie === undefined ? {} : { Cookie: cookie }) };
  return shop.client.post(path).set(headers).send(json);
}

async function verify(shop: Shop, cookie?: string) {
  const started = await send(shop, '/auth/call', { phone: shop.phone }, cookie);
  const verificationId = registerSecret(memberOf(started, 'verificationId'), 'a verification id');
  provenFrom = `198.51.100.${addresses + 1}`;
  const checked = await send(shop, '/auth/call/check', { verificationId, code: shop.code() }, cookie);
  return { checked, cookie: String(checked.get('set-cookie') ?? '').split(';')[0] ?? '' };
}

/** Strangers use up what the number has. */
async function close(shop: Shop): Promise<void> {
  while ((await send(shop, '/auth/call', { phone: shop.phone })).status === 202);
}

describe('the device cookie', () => {
  it('is not set unless the host wants it', async () => {
    const { checked } = await verify(await open(undefined));
    expect([checked.status, checked.get('set-cookie')]).toEqual([200, undefined]);
  });

  it('is signed, http-only, for https and same-site requests, and lasts 90 days', async () => {
    const shop = await open(true);
    const { checked } = await verify(shop);
    expect(checked.get('set-cookie')).toEqual([
      expect.stringMatching(
        /^call_verification_device=[\w-]{16}\.[0-9a-z]+\.[\w-]{22}; Max-Age=7776000; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/,
      ),
    ]);
    expect(Object.keys(checked.body).sort()).toEqual(['expiresIn', 'phone', 'status', 'token', 'tokenType']);
  });

  it('goes where the host says', async () => {
    const shop = await open({ name: 'device', path: '/auth', domain: 'shop.example', sameSite: 'strict', secure: false });
    const { checked } = await verify(shop);
    expect(checked.get('set-cookie')).toEqual([
      expect.stringMatching(/^device=.*; Domain=shop\.example; Path=\/auth; .*HttpOnly; SameSite=Strict$/),
    ]);
  });

  it('gives the device a budget of its own when strangers have closed the number', async () => {
    const shop = await open(true);
    const { cookie } = await verify(shop);
    await close(shop);
    expectProblem(await send(shop, '/auth/call', { phone: shop.phone }), 'too_many_requests', WAIT);
    expect((await verify(shop, `other=1; ${cookie}; more=2`)).checked.status).toBe(200);
  });

  it('keeps its budget from the neighbours, who share the address from which the number was proven', async () => {
    const shop = await open(true);
    const { cookie } = await verify(shop);
    const neighbour = () => shop.client.post('/auth/call').set('X-Forwarded-For', provenFrom).send({ phone: shop.phone });
    while ((await neighbour()).status === 202);
    expectProblem(await neighbour(), 'too_many_requests', WAIT);
    expect((await verify(shop, cookie)).checked.status).toBe(200);
  });

  it('is worth nothing for another number, changed, or after 90 days', async () => {
    const shop = await open(true);
    const { cookie } = await verify(shop);
    await close(shop);
    const changed = cookie.replace(/\.[0-9a-z]+\./, (at) => `${at.slice(0, -2)}z.`);
    for (const wrong of [
      changed,
      cookie.slice(0, -1),
      'call_verification_device=',
      'call_verification_device=%00',
      `call_verification_device=${'x'.repeat(9000)}`,
    ]) {
      expectProblem(await send(shop, '/auth/call', { phone: shop.phone }, wrong), 'too_many_requests', WAIT);
    }
    const phone = newNumber();
    while ((await send(shop, '/auth/call', { phone })).status === 202);
    expectProblem(await send(shop, '/auth/call', { phone }, cookie), 'too_many_requests', WAIT);
    shop.advance(90 * 86_400);
    await close(shop);
    expectProblem(await send(shop, '/auth/call', { phone: shop.phone }, cookie), 'too_many_requests', WAIT);
  });
});
