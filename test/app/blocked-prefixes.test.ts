import { describe, expect, it } from 'vitest';
import { expectProblem } from '../support/problem.js';
import { openShop } from '../support/shop.js';

const LISTED = ['+78401234567', '+79401234567', '+79541234567', '+79981234567'];

describe('a number in a range that is not called', () => {
  it.each([...LISTED, '+7 (940) 123-45-67', '8 940 123 45 67', '\uFF0B79401234567'])(
    'is answered like a type that is not: %s',
    async (phone) => {
      const shop = await openShop({ calls: { defaultCountry: 'RU' } });
      expectProblem(await shop.client.post('/auth/call').send({ phone }), 'phone_not_supported');
      expect(shop.events).toEqual([]);
    },
  );

  it('is refused without Express, too, and where any country is served', async () => {
    const shop = await openShop({ calls: { countries: 'any' } });
    for (const phone of LISTED) expect(await shop.calls.start({ phone })).toEqual({ ok: false, code: 'phone_not_supported' });
  });

  it('has neighbours that are called', async () => {
    const shop = await openShop();
    for (const phone of ['+79411234567', '+79531234567', '+79971234567'])
      expect(await shop.calls.start({ phone })).toMatchObject({ ok: true, status: 'pending' });
  });

  it('can still be forgotten', async () => {
    const shop = await openShop();
    await expect(shop.calls.forget('+79401234567')).resolves.toBeDefined();
  });
});

describe('blockedPrefixes', () => {
  it('adds to the list', async () => {
    const shop = await openShop({ calls: { blockedPrefixes: ['+7915777', '+421901'] } });
    for (const phone of ['+79157777777', '+421901234567', ...LISTED])
      expect(await shop.calls.start({ phone })).toEqual({ ok: false, code: 'phone_not_supported' });
    expect(await shop.calls.start({ phone: '+79157787777' })).toMatchObject({ ok: true });
  });

  it('may name a whole country where any is served', async () => {
    const shop = await openShop({ calls: { countries: 'any', blockedPrefixes: ['+7'] } });
    expect(await shop.calls.start({ phone: '+79157777777' })).toEqual({ ok: false, code: 'phone_not_supported' });
    expect(await shop.calls.start({ phone: '+421901234567' })).toMatchObject({ ok: true });
  });

  it('may name a part of a listed country', async () => {
    const shop = await openShop({ calls: { countries: ['RU', 'KZ'], blockedPrefixes: ['+77'] } });
    expect(await shop.calls.start({ phone: '+77011234567' })).toEqual({ ok: false, code: 'phone_not_supported' });
    expect(await shop.calls.start({ phone: '+79157777777' })).toMatchObject({ ok: true });
  });
});
