/** A store that is down under load: what the host is told. */
import { expect, it } from 'vitest';
import { newNumber, openShop, storeThatIsDown } from '../support/shop.js';

it('a store that is down is reported once with what to do, not once for each of a thousand requests, and counted to the last when closed', async () => {
  const refused = () => Promise.reject(Object.assign(new Error('connect ECONNREFUSED 10.1.2.3:6379'), { code: 'ECONNREFUSED' }));
  const shop = await openShop({ calls: { store: { ...storeThatIsDown, get: refused, put: refused, count: refused } } });
  for (let request = 0; request < 1000; request += 1) {
    expect(await shop.calls.start({ phone: newNumber() })).toMatchObject({ code: 'temporarily_unavailable' });
  }
  const [first, ...others] = shop.eventsOf('store.failed');
  expect(first).toMatchObject({ reason: 'ECONNREFUSED', count: 1, advice: expect.stringContaining('cannot be reached') });
  expect(others).toEqual([]);
  await shop.calls.close();
  const counted = shop.eventsOf('store.failed').map(({ count }) => count);
  expect(counted.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(1000);
  expect(counted).toHaveLength(2);
});

it('what a driver says is in no event', async () => {
  const fail = () => Promise.reject(Object.assign(new Error('redis://default:hunter2@10.1.2.3 n:key'), { name: 'ReplyError' }));
  const shop = await openShop({ calls: { store: { ...storeThatIsDown, get: fail, put: fail, count: fail } } });
  await shop.start();
  expect(shop.eventsOf('store.failed')).not.toEqual([]);
  expect(JSON.stringify(shop.events)).not.toMatch(/hunter2|10\.1\.2\.3|n:key/);
});
