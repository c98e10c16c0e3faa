import { describe, expect, it } from 'vitest';
import { memberOf } from '../support/member-of.js';
import { expectProblem } from '../support/problem.js';
import { openShop, otherThan, type ShopOptions } from '../support/shop.js';

const ALL_THREE: ShopOptions = { methods: ({ mcn, mobilGroup }) => [mcn.flashCall(), mobilGroup.voiceCall(), mobilGroup.sms()] };
const FLASH_CALL: ShopOptions = { methods: ({ mcn }) => [mcn.flashCall()] };

/** Seconds from now to the answer's `retryAt`. */
function secondsToRetry(now: number, retryAt: unknown): number {
  return (Date.parse(String(retryAt)) - now) / 1000;
}

describe('another call', () => {
  it('takes the kinds that were not tried first', async () => {
    const shop = await openShop(ALL_THREE);
    const answers = [await shop.start()];
    const verificationId = memberOf(answers[0], 'verificationId');
    for (const seconds of [30, 45, 60]) {
      shop.advance(seconds);
      answers.push(await shop.again(verificationId));
    }
    expect(answers.map(({ body }) => [body['method'], body['nextMethods']])).toEqual([
      // An SMS can only repeat what a MobilGroup call has said.
      ['flash_call', ['voice_call', 'flash_call']],
      ['voice_call', ['sms', 'flash_call', 'voice_call']],
      ['sms', ['flash_call', 'voice_call', 'sms']],
      ['flash_call', []],
    ]);
  });

  it('may be of the same kind again', async () => {
    const shop = await openShop(ALL_THREE);
    const verificationId = await shop.begin();
    shop.advance(30);
    expect((await shop.again(verificationId, 'flash_call')).body).toMatchObject({ verificationId, method: 'flash_call' });
    expect(shop.requests.map(({ provider }) => provider)).toEqual(['mcn', 'mcn']);
  });

  it('carries the same code wherever we choose it, and the code counts whichever call brought it', async () => {
    const shop = await openShop(ALL_THREE);
    const verificationId = await shop.begin();
    const code = shop.code();
    expect(shop.telephone.shown?.slice(-4)).toBe(code);
    shop.advance(30);
    expect((await shop.again(verificationId)).body).not.toHaveProperty('isOtherCode');
    expect(shop.code()).toBe(code);
    shop.telephone.answer();
    expect(shop.telephone.heard).toBe(code);
    shop.advance(45);
    await shop.again(verificationId);
    expect(shop.telephone.messages).toEqual([`Your code is ${code}.`]);
    expect((await shop.check(verificationId, code)).status).toBe(200);
  });

  it('brings another code where the provider chooses it, and only its newest counts beside ours', async () => {
    const shop = await openShop({ methods: ({ mcn, mobilGroup }) => [mobilGroup.flashCall({ digits: 6 }), mcn.flashCall()] });
    const answer = await shop.start();
    expect(answer.body['codeLength']).toBe(6);
    const verificationId = memberOf(answer, 'verificationId');
    const first = shop.code();
    shop.advance(30);
    expect((await shop.again(verificationId, 'flash_call')).body).toMatchObject({ isOtherCode: true });
    const ours = shop.code();
    expect(ours).toHaveLength(4);
    shop.simulator.fail('mcn', 503);
    shop.advance(45);
    expect((await shop.again(verificationId)).body).toMatchObject({ isOtherCode: true });
    const second = shop.code();
    expect(second).not.toBe(first);
    expectProblem(await shop.check(verificationId, first), 'code_incorrect', { checksLeft: 2 });
    expectProblem(await shop.check(verificationId, otherThan(ours)), 'code_incorrect', { checksLeft: 1 });
    expect((await shop.check(verificationId, ours)).status).toBe(200);
  });

  it.each(['allow', 'decoy'] as const)('says whether its code is another one, to whom it pretends as well: %s', async (verdict) => {
    const shop = await openShop({
      methods: ({ mcn, mobilGroup }) => [mcn.flashCall(), mobilGroup.voiceCall({ codeFrom: 'caller' })],
      calls: { policy: () => verdict },
    });
    const answer = await shop.start();
    expect(answer.body).not.toHaveProperty('isOtherCode');
    const verificationId = memberOf(answer, 'verificationId');
    shop.advance(30);
    expect((await shop.again(verificationId)).body).toMatchObject({ method: 'voice_call', isOtherCode: true });
    shop.advance(45);
    expect((await shop.again(verificationId, 'flash_call')).body).toMatchObject({ method: 'flash_call', isOtherCode: true });
    shop.advance(60);
    expect((await shop.again(verificationId, 'flash_call')).body).not.toHaveProperty('isOtherCode');
  });

  it('repeats by SMS the code of the newest call of that account, also one that the provider chose', async () => {
    const shop = await openShop({ methods: ({ mobilGroup }) => [mobilGroup.voiceCall({ codeFrom: 'caller' }), mobilGroup.sms()] });
    const verificationId = await shop.begin();
    const code = shop.code();
    shop.advance(30);
    await shop.again(verificationId, 'sms');
    expect(shop.requests.at(-1)?.body).toEqual({ sms: { id: shop.telephone.calls.at(-1)?.id } });
    expect(shop.telephone.messages).toEqual([`Your code is ${code}.`]);
    expect((await shop.check(verificationId, code)).status).toBe(200);
  });

  it('does not give back the checks that failed', async () => {
    const shop = await openShop(FLASH_CALL);
    const verificationId = await shop.begin();
    await shop.check(verificationId, otherThan(shop.code()));
    shop.advance(30);
    expect((await shop.again(verificationId)).body['checksLeft']).toBe(2);
  });

  it('is no further verification for its network', async () => {
    const shop = await openShop({ ...FLASH_CALL, calls: { limits: { networkStartsPerHour: 1 } } });
    const verificationId = await shop.begin();
    shop.advance(30);
    expect((await shop.again(verificationId)).status).toBe(202);
    shop.advance(45);
    expectProblem(await shop.start(), 'too_many_requests', { retryAfterSeconds: 59 * 60 });
  });

  it('takes no number beside the id', async () => {
    const shop = await openShop(FLASH_CALL);
    const verificationId = await shop.begin();
    shop.advance(30);
    expectProblem(await shop.start({ verificationId }), 'invalid_request');
    expect(shop.requests).toHaveLength(1);
  });
});

describe('the wait before the next call', () => {
  it('grows with the dials of the last hour, and stays at the last figure', async () => {
    const shop = await openShop({ ...FLASH_CALL, calls: { maxAttempts: 10, lifetimeSeconds: 600, limits: { startsPerHour: 10 } } });
    const first = await shop.start();
    const verificationId = memberOf(first, 'verificationId');
    const waits = [secondsToRetry(shop.now(), first.body['retryAt'])];
    while (waits.length < 6) {
      shop.advance((waits.at(-1) ?? 0) - 1);
      expectProblem(await shop.again(verificationId), 'too_many_requests', { retryAfterSeconds: 1 });
      shop.advance(1);
      waits.push(secondsToRetry(shop.now(), (await shop.again(verificationId)).body['retryAt']));
    }
    expect(waits).toEqual([30, 45, 60, 90, 90, 90]);
    expect(shop.requests).toHaveLength(6);
  });

  it('counts the dials of the verifications before', async () => {
    const shop = await openShop(FLASH_CALL);
    const verificationId = await shop.begin();
    await shop.check(verificationId, shop.code());
    shop.advance(30);
    const { body } = await shop.start();
    expect(secondsToRetry(shop.now(), body['retryAt'])).toBe(45);
  });

  it('includes the limit per hour, and is null when it lies past the end of the verification', async () => {
    const shop = await openShop({ ...FLASH_CALL, calls: { limits: { startsPerHour: 2 } } });
    const verificationId = await shop.begin();
    shop.advance(30);
    expect((await shop.again(verificationId)).body).toMatchObject({ retryAt: null, nextMethods: [] });
    shop.advance(100);
    expectProblem(await shop.again(verificationId), 'no_method_left');
  });
});

describe('a verification', () => {
  it('ends with its attempts', async () => {
    const shop = await openShop({ ...FLASH_CALL, calls: { maxAttempts: 2 } });
    const verificationId = await shop.begin();
    shop.advance(30);
    expect((await shop.again(verificationId)).body).toMatchObject({ nextMethods: [], retryAt: null });
    shop.advance(60);
    expectProblem(await shop.again(verificationId), 'no_method_left');
    expect((await shop.check(verificationId, shop.code())).status).toBe(200);
  });

  it('lives on with each attempt, to 600 seconds after the first', async () => {
    const shop = await openShop(FLASH_CALL);
    const verificationId = await shop.begin();
    shop.advance(250);
    expect((await shop.again(verificationId)).body['expiresAt']).toBe('2026-03-01T10:14:10.000Z');
    shop.advance(250);
    expect((await shop.again(verificationId)).body['expiresAt']).toBe('2026-03-01T10:15:00.000Z');
    shop.advance(99);
    expect((await shop.status(verificationId)).body['status']).toBe('pending');
    shop.advance(1);
    expectProblem(await shop.check(verificationId, shop.code()), 'verification_closed', { reason: 'expired' });
  });

  it('is superseded by a new one only once another call would be allowed', async () => {
    const shop = await openShop(FLASH_CALL);
    const verificationId = await shop.begin();
    shop.advance(29);
    expectProblem(await shop.start(), 'too_many_requests', { retryAfterSeconds: 1 });
    expect((await shop.status(verificationId)).body['status']).toBe('pending');
    shop.advance(1);
    await shop.begin();
    expect((await shop.status(verificationId)).body).toMatchObject({ status: 'closed', reason: 'superseded' });
    expect(shop.eventsOf('verification.closed')).toMatchObject([{ reason: 'superseded' }]);
  });

  it('that was canceled counts its dials all the same', async () => {
    const shop = await openShop(FLASH_CALL);
    const verificationId = await shop.begin();
    expect((await shop.cancel(verificationId)).status).toBe(204);
    // Once more changes nothing.
    expect((await shop.cancel(verificationId)).status).toBe(204);
    expect(shop.eventsOf('verification.closed')).toHaveLength(1);
    expectProblem(await shop.start(), 'too_many_requests', { retryAfterSeconds: 30 });
  });
});
