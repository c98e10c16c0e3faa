import { describe, expect, it } from 'vitest';
import { memberOf } from '../support/member-of.js';
import { expectProblem } from '../support/problem.js';
import { openShop, type Shop, type ShopOptions } from '../support/shop.js';

const CHECKED: ShopOptions = { methods: ({ mcn }) => [mcn.passwordCall(), mcn.flashCall()] };

async function openForwarded(options: ShopOptions): Promise<Shop> {
  const shop = await openShop(options);
  shop.telephone.mood = 'forwarded';
  return shop;
}

describe('a number that is forwarded', () => {
  it('fails the call at once, with the id to go on by', async () => {
    const shop = await openForwarded(CHECKED);
    const answer = await shop.start();
    expectProblem(answer, 'call_failed', {
      verificationId: expect.any(String),
      nextMethods: ['flash_call', 'voice_call'],
      retryAt: '2026-03-01T10:05:30.000Z',
    });
    const verificationId = memberOf(answer, 'verificationId');
    expect((await shop.status(verificationId)).body).toMatchObject({ status: 'pending', call: { outcome: 'redirected' }, checksLeft: 3 });
  });

  it('burns the code: the next call carries another, and only that counts', async () => {
    const shop = await openForwarded(CHECKED);
    const verificationId = memberOf(await shop.start(), 'verificationId');
    const burnt = shop.code();
    expect((await shop.check(verificationId, burnt)).status).toBe(409);
    shop.telephone.mood = 'rings';
    shop.advance(30);
    expect((await shop.again(verificationId)).status).toBe(202);
    const code = shop.code();
    // Once in 10 000 runs the same four digits are drawn again.
    if (code !== burnt) expectProblem(await shop.check(verificationId, burnt), 'code_incorrect', { checksLeft: 2 });
    expect((await shop.check(verificationId, code)).status).toBe(200);
  });

  it('burns the code of the calls before, too', async () => {
    const shop = await openShop({ methods: ({ mcn }) => [mcn.flashCall(), mcn.passwordCall()] });
    const verificationId = await shop.begin();
    const code = shop.code();
    shop.telephone.mood = 'forwarded';
    shop.advance(30);
    expect((await shop.again(verificationId)).status).toBe(409);
    expect((await shop.check(verificationId, code)).status).toBe(409);
  });

  it('answers 409 also while another call brought a code of its own', async () => {
    const shop = await openShop({ methods: ({ mcn, mobilGroup }) => [mobilGroup.flashCall(), mcn.passwordCall()] });
    const verificationId = await shop.begin();
    const code = shop.code();
    shop.telephone.mood = 'forwarded';
    shop.advance(30);
    expect((await shop.again(verificationId)).status).toBe(409);
    expect((await shop.check(verificationId, code)).status).toBe(200);
  });

  it('stays failed whatever is reported', async () => {
    const shop = await openForwarded(CHECKED);
    const verificationId = memberOf(await shop.start(), 'verificationId');
    await shop.report({ cause: 16, word: 'ANSWER' });
    expect((await shop.status(verificationId)).body['call']).toEqual({ outcome: 'redirected' });
    expect((await shop.check(verificationId, shop.code())).status).toBe(409);
  });

  it('is called all the same where the host allows it', async () => {
    const shop = await openForwarded({ methods: ({ mcn }) => [mcn.passwordCall({ onRedirect: 'allow' })] });
    const verificationId = await shop.begin();
    expect((await shop.status(verificationId)).body['call']).toEqual({ outcome: 'pending' });
    expect((await shop.check(verificationId, shop.code())).status).toBe(200);
  });

  it('is not asked about where the host does not want to know', async () => {
    const shop = await openForwarded({ methods: ({ mcn }) => [mcn.passwordCall({ checkRedirect: false })] });
    await shop.begin();
    expect(shop.requests[0]?.body).toMatchObject({ is_with_redirect: false });
  });
});
