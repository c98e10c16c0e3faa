/** The host's own word on an attempt. */
import type { PolicyAttempt } from 'express-call-verification';
import { describe, expect, it } from 'vitest';
import { memberOf } from '../support/member-of.js';
import { expectProblem } from '../support/problem.js';
import { registerSecret } from '../support/secrets.js';
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
        isLimited: false,
        standing: 'stranger',
        counts: { dialsLastHour: 0, dialsLastDay: 0, failuresLastDay: 0, failuresLastMonth: 0 },
      },
    ]);
    shop.advance(30);
    await shop.again(id);
    expect(attempts[1]).toMatchObject({
      isFurther: true,
      isLimited: false,
      method: 'voice_call',
      counts: { dialsLastHour: 1, dialsLastDay: 1 },
    });
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

  it('chooses the kind, whatever the client asked for', async () => {
    const shop = await openShop({ calls: { policy: () => ({ method: 'voice_call' }) } });
    expect((await shop.start({ method: 'flash_call' })).body).toMatchObject({ method: 'voice_call' });
    expect(shop.requests.map(({ provider }) => provider)).toEqual(['mobilgroup']);
  });

  it('that chooses a kind which is not possible leaves none', async () => {
    const shop = await openShop({ calls: { policy: () => ({ method: 'confirmation_call' }) } });
    expectProblem(await shop.start(), 'method_not_available');
    expect(shop.requests).toEqual([]);
  });

  it('asks for a challenge with a payload of its own, and lets through who passed it', async () => {
    const shop = await openShop({
      calls: { policy: () => ({ challenge: { captcha: 'site-key' } }) },
      start: { input: ({ body }) => ({ phone: body.phone, challengePassed: body.captcha === 'solved' }) },
    });
    expectProblem(await shop.start(), 'challenge_required', { challenge: { captcha: 'site-key' } });
    expectProblem(await shop.start({ captcha: 'wrong' }), 'challenge_required', { challenge: { captcha: 'site-key' } });
    expect(shop.requests).toEqual([]);
    expect((await shop.start({ captcha: 'solved' })).status).toBe(202);
  });

  it('that asks for a challenge without a payload uses the one of the options', async () => {
    const shop = await openShop({ calls: { policy: () => 'challenge', challenge: ({ country }) => ({ captcha: country }) } });
    expectProblem(await shop.start(), 'challenge_required', { challenge: { captcha: 'RU' } });
  });

  it('is not talked out of it by clients: a body that says the challenge is passed is refused, even where it is passed on', async () => {
    for (const start of [{}, { input: ({ body }: { body: object }) => ({ ...body }) }]) {
      const shop = await openShop({ calls: { policy: () => 'challenge' }, start });
      expectProblem(await shop.start({ challengePassed: true }), 'invalid_request');
      expect(shop.requests).toEqual([]);
    }
  });

  it('that gives something else stops everything', async () => {
    const shop = await openShop({ calls: { policy: () => 'maybe' as 'allow' } });
    expect((await shop.start()).status).toBe(500);
    expect(shop.errors).toMatchObject([{ message: expect.stringContaining('"allow", "deny", "decoy"') }]);
    expect(shop.requests).toEqual([]);
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

describe('a decoy', () => {
  const members = (answer: { body: Readonly<Record<string, unknown>> }) => Object.keys(answer.body).sort();

  it('is answered like any other start, and nothing is dialled', async () => {
    const shop = await openShop({ calls: { policy: ({ counts }) => (counts.dialsLastHour === 0 ? 'decoy' : 'allow') } });
    const decoy = await shop.start();
    const id = registerSecret(memberOf(decoy, 'verificationId'), 'a verification id');
    const status = await shop.status(id);
    expect(shop.requests).toEqual([]);
    shop.advance(60);
    const real = await shop.start();
    const realStatus = await shop.status(registerSecret(memberOf(real, 'verificationId'), 'a verification id'));
    expect(shop.requests).toHaveLength(1);
    expect([decoy.status, members(decoy), members(status)]).toEqual([real.status, members(real), members(realStatus)]);
    for (const member of ['method', 'codeLength', 'phone', 'checksLeft', 'nextMethods']) {
      expect([decoy.body[member], status.body[member]]).toEqual([real.body[member], realStatus.body[member]]);
    }
  });

  it('spends checks as any other, and is not verified by the code that a call would have carried', async () => {
    let verdict: 'decoy' | 'allow' = 'decoy';
    const shop = await openShop({ calls: { policy: () => verdict } });
    const id = await shop.begin();
    expectProblem(await shop.check(id, '0000'), 'code_incorrect', { checksLeft: 2 });
    // A real call shows what its verification's code is; it does not reach the phone, so that only the decoy could carry it.
    verdict = 'allow';
    shop.advance(30);
    expect((await shop.again(id)).status).toBe(202);
    await shop.report({ cause: 31 });
    expectProblem(await shop.check(id, shop.code()), 'code_incorrect', { checksLeft: 1 });
  });

  it('may be called again, as a decoy or for real, as the policy says then', async () => {
    let verdict: 'decoy' | 'allow' = 'decoy';
    const shop = await openShop({ calls: { policy: () => verdict } });
    const id = await shop.begin();
    shop.advance(30);
    expect((await shop.again(id)).body).toMatchObject({ method: 'voice_call', nextMethods: ['sms', 'flash_call', 'voice_call'] });
    expect(shop.requests).toEqual([]);
    verdict = 'allow';
    shop.advance(60);
    expect((await shop.again(id, 'flash_call')).status).toBe(202);
    expect((await shop.check(id, shop.code())).status).toBe(200);
  });

  it('costs no budget, and trips no breaker', async () => {
    const shop = await openShop({
      calls: { policy: ({ counts }) => (counts.dialsLastHour === 0 ? 'decoy' : 'allow'), limits: { callsPerDay: 1 } },
    });
    await shop.begin();
    shop.advance(60);
    expect((await shop.start()).status).toBe(202);
  });
});

it('a policy that names a kind which does not exist is a mistake of the host, and calls nobody', async () => {
  const shop = await openShop({ calls: { policy: () => ({ method: 'smss' }) } });
  expect((await shop.start()).status).toBe(500);
  expect([shop.errors, shop.requests]).toMatchObject([[{ name: 'TypeError' }], []]);
});
