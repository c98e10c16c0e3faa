/** The event that says that a webhook does not work. */
import { createMemoryStore } from 'express-call-verification';
import { describe, expect, it } from 'vitest';
import { newNumber, newSecret, openShop, type Shop } from '../support/shop.js';

/** Calls `count` numbers, ten seconds apart. */
async function callMany(shop: Shop, count: number): Promise<void> {
  for (let call = 0; call < count; call += 1) {
    shop.advance(10);
    await shop.start({ phone: newNumber() });
  }
}

const withoutIpLimits = { ipLimits: false } as const;

describe('callback.missing', () => {
  it('is raised once when twenty calls have brought no report', async () => {
    const shop = await openShop({ calls: withoutIpLimits });
    await callMany(shop, 20);
    expect(shop.eventsOf('callback.missing')).toEqual([]);
    shop.advance(60);
    await callMany(shop, 1);
    await expect.poll(() => shop.eventsOf('callback.missing')).toMatchObject([{ provider: 'mcn', calls: 20 }]);
    await callMany(shop, 5);
    expect(shop.eventsOf('callback.missing')).toHaveLength(1);
  });

  it('is not raised when one report came, be it to another process', async () => {
    const shared = { ...withoutIpLimits, store: createMemoryStore({ clock: () => 0 }), secret: newSecret('a shared secret') };
    const shop = await openShop({ calls: shared });
    const other = await openShop({ calls: shared });
    await callMany(shop, 20);
    await other.start();
    other.advance(210);
    await other.report({ cause: 16, word: 'ANSWER' });
    shop.advance(60);
    await callMany(shop, 10);
    expect(shop.eventsOf('callback.missing')).toEqual([]);
  });

  it('is not raised about methods whose calls are never reported', async () => {
    const pool = Array.from({ length: 1000 }, (_, index) => `7495123${String(index).padStart(4, '0')}`);
    const shop = await openShop({ calls: withoutIpLimits, methods: ({ mcn }) => [mcn.ownNumberCall({ callerNumbers: pool })] });
    await callMany(shop, 30);
    expect(shop.eventsOf('callback.missing')).toEqual([]);
  });
});
