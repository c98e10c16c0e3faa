/** The host's own word on an attempt. */
import type { PolicyAttempt } from 'express-call-verification';
import { describe, expect, it } from 'vitest';
import { expectProblem } from '../support/problem.js';
import { openShop } from '../support/shop.js';

describe('policy', () => {
  it('is told everything that is known, before anything is dialled', async () => {
    const attempts: PolicyAttempt[] = [];
    let asked = 0;
    const shop = await openShop({
      calls: {
        policy: (attempt) => {
          attempts.push(attempt);
          asked = shop.requests.length;
          return 'allow';
        },
      },
    });
    const id = await shop.begin();
    expect(asked).toBe(0);
    expect(attempts).toEqual([
      {
        phone: shop.phone,
        country: 'RU',
        types: ['mobile'],
        purpose: 'sign-in',
        method: 'flash_call',
        methodId: 'mcn.flashCall',
        price: expect.objectContaining({ currency: 'RUB' }),
        ip: expect.stringMatching(/127\.0\.0\.1$/),
        isFurther: false,
        counts: { dialsLastHour: 0, dialsLastDay: 0, failuresLastDay: 0 },
      },
    ]);
    shop.advance(30);
    await shop.again(id);
    expect(attempts[1]).toMatchObject({ isFurther: true, method: 'voice_call', counts: { dialsLastHour: 1, dialsLastDay: 1 } });
  });

  it('denies with 422, dialling and counting nothing', async () => {
    let verdict: 'allow' | 'deny' = 'deny';
    const shop = await openShop({ calls: { policy: async () => verdict } });
    expectProblem(await shop.start(), 'phone_not_supported');
    expect(shop.requests).toEqual([]);
    expect(shop.eventsOf('limit.reached')).toMatchObject([{ limit: 'policy' }]);
    verdict = 'allow';
    expect((await shop.start()).status).toBe(202);
  });

  it('that throws goes to the host, and nothing is dialled', async () => {
    const failure = new Error('the risk service is down');
    const shop = await openShop({
      calls: {
        policy: () => {
          throw failure;
        },
      },
    });
    expect((await shop.start()).status).toBe(500);
    expect(shop.errors).toEqual([failure]);
    expect(shop.requests).toEqual([]);
  });
});
