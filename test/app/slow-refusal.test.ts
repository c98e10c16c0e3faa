/** What happens while a provider takes its time to refuse. */
import { type CallMethod, createMcn, type PlaceResult } from 'express-call-verification';
import { describe, expect, it } from 'vitest';
import { expectProblem } from '../support/problem.js';
import { openShop, otherThan } from '../support/shop.js';

const REFUSED: PlaceResult = { status: 'refused', blame: 'provider', reason: 'test' };

/** A method that does something of the test's before it refuses, and is otherwise like `like`. */
function refusing(like: CallMethod, meanwhile: () => Promise<unknown>): CallMethod {
  const place = async (): Promise<PlaceResult> => {
    await meanwhile();
    return REFUSED;
  };
  return Object.freeze({ ...like, id: `${like.provider.name}.refusing`, kind: 'voice_call' as const, place });
}

describe('a verification that ends while a further call is being refused', () => {
  it('is over, and the call that was never placed counts for nothing', async () => {
    let id = '';
    const shop = await openShop({
      methods: ({ mcn }) => [mcn.flashCall(), refusing(mcn.passwordCall(), () => shop.cancel(id))],
    });
    id = await shop.begin();
    shop.advance(30);
    expectProblem(await shop.again(id, 'voice_call'), 'verification_closed', { reason: 'canceled' });
    // The delay after one dial, not after two.
    expect((await shop.start()).status).toBe(202);
  });

  it('is told by one event', async () => {
    const shop = await openShop();
    await shop.begin();
    shop.advance(301);
    await shop.begin();
    expect(shop.eventsOf('verification.closed')).toMatchObject([{ reason: 'expired' }]);
  });
});

describe('a further call that every provider refuses', () => {
  it('gives the verification no more time', async () => {
    const shop = await openShop({ methods: ({ mcn }) => [mcn.flashCall(), refusing(mcn.passwordCall(), async () => undefined)] });
    const id = await shop.begin();
    const { body: before } = await shop.status(id);
    shop.advance(40);
    expectProblem(await shop.again(id, 'voice_call'), 'temporarily_unavailable', { retryAfterSeconds: expect.any(Number) });
    expect((await shop.status(id)).body['expiresAt']).toBe(before['expiresAt']);
  });
});

describe('a small pool of own numbers', () => {
  it('does not follow a refusal during which a check has failed', async () => {
    let id = '';
    let code = '';
    const pool = Array.from({ length: 200 }, (_, index) => `7495123${String(index).padStart(4, '0')}`);
    const shop = await openShop({
      methods: ({ mcn }) => {
        const other = createMcn({ token: 'x', accountId: '1', name: 'second', apiUrl: 'https://provider.invalid' });
        const slow = refusing(other.passwordCall(), () => shop.check(id, otherThan(code)));
        return [mcn.flashCall(), { ...slow, kind: 'flash_call' as const }, mcn.ownNumberCall({ callerNumbers: pool })];
      },
    });
    id = await shop.begin();
    code = shop.code();
    shop.advance(30);
    const requests = shop.requests.length;
    // Untried methods come first: the one that refuses, then the pool, which may not be used any more, then the first again.
    await shop.again(id, 'flash_call');
    expect(shop.requests.slice(requests).map(({ path }) => path)).not.toContainEqual(expect.stringContaining('call_for_2fa'));
    expect((await shop.status(id)).body['checksLeft']).toBe(2);
  });
});
