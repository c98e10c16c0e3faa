/** What somebody who has learned the callbacks' path can fill the store with. */
import { createMemoryStore } from 'express-call-verification';
import { expect, it } from 'vitest';
import { openShop } from '../support/shop.js';

const reportsFrom = (first: number, count: number) =>
  Array.from({ length: count }, (_, index) => ({ verification_call_uuid: `unknown-${first + index}`, q931_status: 17 }));

it('3000 reports about unknown calls are answered with 204, 600 of them are kept, and the rest is counted; known calls are served', async () => {
  const keys = new Set<string>();
  const clock = (): number => Date.parse('2026-03-01T12:00:00Z');
  const memory = createMemoryStore({ clock });
  const shop = await openShop({
    calls: {
      clock,
      store: {
        ...memory,
        put(key, value, options) {
          if (key.startsWith('c:')) keys.add(key);
          return memory.put(key, value, options);
        },
      },
    },
  });
  const verificationId = await shop.begin();
  const answers = [];
  for (let sent = 0; sent < 3000; sent += 100) answers.push((await shop.callback('mcn').send(reportsFrom(sent, 100))).status);
  expect(new Set(answers)).toEqual(new Set([204]));
  // One is the link of the call that was placed.
  expect(keys.size).toBe(601);
  expect(shop.eventsOf('callback.unmatched')).toHaveLength(600);
  expect((await shop.report({ cause: 16, word: 'ANSWER' })).status).toBe(204);
  expect((await shop.status(verificationId)).body['call']).toEqual({ outcome: 'answered' });
  await shop.calls.close();
  expect(shop.eventsOf('callback.overflow')).toMatchObject([
    { provider: 'mcn', reports: 1 },
    { provider: 'mcn', reports: 2399 },
  ]);
});
