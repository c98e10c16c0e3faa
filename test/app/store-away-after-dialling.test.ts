import { createMemoryStore } from 'express-call-verification';
import { describe, expect, it, vi } from 'vitest';
import { createFlakyStore } from '../support/flaky-store.js';
import { openShop } from '../support/shop.js';

describe('a store that goes away while a call is placed', () => {
  it('loses no report that is acknowledged after it came back', async () => {
    const store = createFlakyStore(createMemoryStore({ clock: () => 0 }));
    const shop = await openShop({ calls: { store } });
    shop.simulator.subscribe((event) => {
      if (event.type === 'answer') store.fail('throws', { verb: 'put' });
    });
    const verificationId = await shop.begin();
    expect((await shop.report({ cause: 17, word: 'BUSY' })).status).toBe(503);
    store.heal();
    expect((await shop.report({ cause: 17, word: 'BUSY' })).status).toBe(204);
    await vi.waitFor(async () => expect((await shop.status(verificationId)).body).toMatchObject({ call: { outcome: 'busy' } }), 5000);
  });
});
