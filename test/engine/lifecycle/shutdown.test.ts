/** How long a shutdown may take, from the deadlines that everything has. */
import { expect, it } from 'vitest';
import { shutdownTimes } from '../../../src/engine/lifecycle/shutdown.js';
import { openShop } from '../../support/shop.js';

it('a drain waits for every method once, and for five operations of the store', () => {
  const times = shutdownTimes([8000, 8000, 3000], 2000);
  expect(times).toEqual({ startsMs: 23_000, restMs: 4000, drainMs: 29_000, closeMs: 2000 });
});

it('the host is told how long it may take, by its own time-outs', async () => {
  const shop = await openShop({ mcn: { timeoutMs: 5000 }, mobilGroup: { timeoutMs: 700 }, calls: { storeTimeoutMs: 100 } });
  await shop.calls.drain();
  // MCN's flash call, MobilGroup's voice call and SMS.
  expect(shop.eventsOf('service.draining')).toMatchObject([{ running: 0, withinMs: 5000 + 700 + 700 + 5 * 100 }]);
});

it('a provider of the host that does not say how long it takes is given eight seconds', async () => {
  const shop = await openShop({
    methods({ mcn }) {
      const { timeoutMs: _, ...provider } = mcn;
      return [{ ...mcn.flashCall(), provider }];
    },
  });
  await shop.calls.drain();
  expect(shop.eventsOf('service.draining')).toMatchObject([{ withinMs: 8000 + 5 * 2000 }]);
});
