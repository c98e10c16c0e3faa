import type { SimulatorFault } from 'express-call-verification/simulator';
import { describe, expect, it } from 'vitest';
import { memberOf } from '../support/member-of.js';
import { expectProblem } from '../support/problem.js';
import { openShop, type ShopOptions } from '../support/shop.js';

const TIMEOUT = { mcn: { timeoutMs: 400 }, mobilGroup: { timeoutMs: 400 } };
/** A second method stands ready, and must not be used. */
const OUR_CODE: ShopOptions = { ...TIMEOUT, methods: ({ mcn, mobilGroup }) => [mcn.flashCall(), mobilGroup.voiceCall()] };
const THEIR_CODE: ShopOptions = { ...TIMEOUT, methods: ({ mcn, mobilGroup }) => [mobilGroup.flashCall(), mcn.flashCall()] };

const UNCERTAIN: readonly (readonly [string, SimulatorFault])[] = [
  ['never answers', 'hangs'],
  ['hangs up after the request', 'cuts_connection'],
  ['places the call and never answers', 'hangs_after_call'],
  ['places the call and hangs up', 'cuts_after_call'],
  ['places the call and hangs up in the middle of its answer', 'cuts_during_answer'],
  ['places the call and answers 408', { statusAfterCall: 408 }],
  ['places the call and answers 502', { statusAfterCall: 502 }],
  ['places the call and answers 504', { statusAfterCall: 504 }],
  ['places the call and answers what nobody can read', 'garbage'],
  ['places the call and answers too much', 'huge_answer'],
  ['places the call and tells no id', 'no_id'],
];

describe('nothing is dialled again when the provider', () => {
  for (const [what, fault] of UNCERTAIN) {
    it(`${what}: a code of ours may still be given`, async () => {
      const shop = await openShop(OUR_CODE);
      shop.simulator.fail('mcn', fault);
      const answer = await shop.start();
      expect(answer.status).toBe(202);
      expect(shop.requests).toHaveLength(1);
      expect(shop.eventsOf('call.uncertain')).toHaveLength(1);
      // It counts as a dial, since the telephone may be ringing.
      expectProblem(await shop.start(), 'too_many_requests', { retryAfterSeconds: 30 });
      expect((await shop.check(memberOf(answer, 'verificationId'), shop.code())).status).toBe(200);
      expect(shop.requests).toHaveLength(1);
    });
  }

  for (const [what, fault] of [...UNCERTAIN, ['places the call and tells no code', 'no_code'] as const]) {
    it(`${what}: a code of the provider's is lost`, async () => {
      const shop = await openShop(THEIR_CODE);
      shop.simulator.fail('mobilgroup', fault);
      expectProblem(await shop.start(), 'temporarily_unavailable', { retryAfterSeconds: 30 });
      expect(shop.requests).toHaveLength(1);
    });
  }
});

describe('a provider that tells another code than ours', () => {
  it('has placed a call that is dead', async () => {
    const shop = await openShop(OUR_CODE);
    shop.simulator.fail('mcn', 'wrong_code');
    const answer = await shop.start();
    expectProblem(answer, 'call_failed', {
      verificationId: expect.any(String),
      nextMethods: ['voice_call', 'flash_call'],
      retryAt: '2026-03-01T10:05:30.000Z',
    });
    expect(shop.requests).toHaveLength(1);
    const verificationId = memberOf(answer, 'verificationId');
    await shop.report({ cause: 16, word: 'ANSWER' });
    expect((await shop.check(verificationId, shop.code())).status).toBe(409);
    expect((await shop.check(verificationId, shop.telephone.shown?.slice(-4) ?? '')).status).toBe(409);
  });

  it('leaves our code to the calls that do carry it', async () => {
    const shop = await openShop(OUR_CODE);
    shop.simulator.fail('mcn', 'wrong_code');
    const verificationId = memberOf(await shop.start(), 'verificationId');
    shop.advance(30);
    expect((await shop.again(verificationId)).body).toMatchObject({ method: 'voice_call' });
    expect((await shop.check(verificationId, shop.code())).status).toBe(200);
  });
});
