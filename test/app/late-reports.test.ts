import { describe, expect, it } from 'vitest';
import { expectProblem } from '../support/problem.js';
import { type CallbackReport, openShop } from '../support/shop.js';

const NO_ANSWER: CallbackReport = { cause: 16, word: 'CANCEL' };
const ANSWERED: CallbackReport = { cause: 16, word: 'ANSWER' };
const BUSY: CallbackReport = { cause: 17, word: 'CANCEL' };
const OFF: CallbackReport = { cause: 20 };
const RANG: CallbackReport = { cause: 19 };
const BILLING: CallbackReport = { cause: 41 };
const REJECTED: CallbackReport = { cause: 31 };
const UNCLEAR: CallbackReport = { cause: 16 };

/** Lowest rank first. */
const BY_RANK: readonly (readonly [string, CallbackReport])[] = [
  ['unknown', UNCLEAR],
  ['failed', BILLING],
  ['rejected', REJECTED],
  ['unavailable', OFF],
  ['unavailable', RANG],
  ['no_answer', NO_ANSWER],
  ['busy', BUSY],
  ['answered', ANSWERED],
];

describe('reports of one call', () => {
  for (const [index, [lower, lowerReport]] of BY_RANK.entries()) {
    const [higher, higherReport] = BY_RANK[index + 1] ?? [];
    if (higher === undefined || higherReport === undefined) continue;
    it(`say ${higher} (${higherReport.cause}) over ${lower} (${lowerReport.cause}), in whichever order they come, and however often`, async () => {
      for (const reports of [
        [lowerReport, higherReport],
        [higherReport, lowerReport],
        [lowerReport, higherReport, lowerReport, higherReport, lowerReport],
      ]) {
        const shop = await openShop();
        const verificationId = await shop.begin();
        for (const report of reports) expect((await shop.report(report)).status).toBe(204);
        expect((await shop.status(verificationId)).body['call']).toEqual({ outcome: higher });
        // The cause is told with the outcome: 19 over 20, though both are "unavailable".
        expect(shop.eventsOf('call.reported').at(-1)).toMatchObject({ outcome: higher, cause: higherReport.cause });
      }
    });
  }

  it('change nothing a second time', async () => {
    const shop = await openShop();
    await shop.begin();
    for (let time = 0; time < 100; time += 1) expect((await shop.report(NO_ANSWER)).status).toBe(204);
    expect(shop.eventsOf('call.reported')).toHaveLength(1);
  });

  it('revive an attempt that an earlier one has killed', async () => {
    const shop = await openShop();
    const verificationId = await shop.begin();
    await shop.report(OFF);
    expect((await shop.check(verificationId, shop.code())).status).toBe(409);
    await shop.report(BUSY);
    expect((await shop.check(verificationId, shop.code())).status).toBe(200);
  });

  it('give no checks, no time and no call', async () => {
    const shop = await openShop();
    const verificationId = await shop.begin();
    const { call: _, ...before } = (await shop.status(verificationId)).body;
    await shop.report(ANSWERED);
    const { call, ...after } = (await shop.status(verificationId)).body;
    expect(call).toEqual({ outcome: 'answered' });
    expect(after).toEqual(before);
    expect(shop.requests).toHaveLength(1);
  });

  it('count for an attempt that is no longer the newest', async () => {
    const shop = await openShop({ methods: ({ mcn }) => [mcn.flashCall()] });
    const verificationId = await shop.begin();
    const first = shop.telephone.calls[0]?.id;
    shop.advance(30);
    await shop.again(verificationId);
    await shop.report(OFF);
    const code = shop.code();
    await shop.callback('mcn').send({ verification_call_uuid: first, q931_status: 20 });
    expectProblem(await shop.check(verificationId, code), 'call_failed', {
      verificationId,
      nextMethods: ['flash_call'],
      retryAt: expect.any(String),
    });
    await shop.callback('mcn').send({ verification_call_uuid: first, q931_status: 17 });
    expect((await shop.check(verificationId, code)).status).toBe(200);
  });
});

describe('a report about what is closed', () => {
  it('reopens nothing and changes nothing', async () => {
    const shop = await openShop();
    const verificationId = await shop.begin();
    await shop.cancel(verificationId);
    const before = (await shop.status(verificationId)).body;
    expect((await shop.report(ANSWERED)).status).toBe(204);
    expect((await shop.status(verificationId)).body).toEqual(before);
    expectProblem(await shop.check(verificationId, shop.code()), 'verification_closed', { reason: 'canceled' });
    expect(shop.eventsOf('call.reported')).toEqual([]);
  });

  it('changes nothing of one that has expired, even if nobody wrote that down', async () => {
    const shop = await openShop();
    const verificationId = await shop.begin();
    shop.advance(300);
    expect((await shop.report(ANSWERED)).status).toBe(204);
    expect((await shop.status(verificationId)).body).toMatchObject({ status: 'closed', reason: 'expired', call: { outcome: 'pending' } });
  });

  it('still tells of account trouble when it is 41', async () => {
    const shop = await openShop();
    const verificationId = await shop.begin();
    await shop.check(verificationId, shop.code());
    await shop.report(BILLING);
    expect(shop.eventsOf('account.trouble')).toEqual([
      { type: 'account.trouble', provider: 'mcn', reason: 'billing_failure', at: new Date(shop.now()) },
    ]);
  });

  it('tells of account trouble also for a call that nobody knows, and for one that was answered meanwhile', async () => {
    const shop = await openShop();
    await shop.callback('mcn').send({ verification_call_uuid: '0123456789ab_1', q931_status: '41' });
    expect(shop.eventsOf('account.trouble')).toHaveLength(1);
    await shop.begin();
    await shop.report(ANSWERED);
    await shop.report(BILLING);
    expect(shop.eventsOf('account.trouble')).toHaveLength(1);
    // Told once in five minutes, however many calls it costs.
    shop.advance(299);
    await shop.report(BILLING);
    expect(shop.eventsOf('account.trouble')).toHaveLength(1);
    shop.advance(1);
    await shop.report(BILLING);
    expect(shop.eventsOf('account.trouble')).toHaveLength(2);
  });
});

describe('a report that a right code waits for', () => {
  it('gives the token when it says that the call reached the phone', async () => {
    const shop = await openShop({ methods: ({ mcn }) => [mcn.flashCall()], calls: { requireCallReport: true } });
    const verificationId = await shop.begin();
    const code = shop.code();
    expect((await shop.check(verificationId, code)).status).toBe(202);
    // As often as the client likes, with the code or without.
    expect((await shop.check(verificationId)).status).toBe(202);
    expect((await shop.check(verificationId, code)).status).toBe(202);
    expect((await shop.status(verificationId)).body).toMatchObject({ status: 'awaiting_call', checksLeft: 3 });
    await shop.report(NO_ANSWER);
    expect((await shop.check(verificationId)).body['status']).toBe('verified');
  });

  it('ends the wait when it says that it did not', async () => {
    const shop = await openShop({ methods: ({ mcn }) => [mcn.flashCall()], calls: { requireCallReport: true } });
    const verificationId = await shop.begin();
    await shop.check(verificationId, shop.code());
    await shop.report(OFF);
    const members = { verificationId, nextMethods: ['flash_call'], retryAt: expect.any(String) };
    expectProblem(await shop.check(verificationId), 'call_failed', members);
    expect(shop.eventsOf('verification.verified')).toEqual([]);
  });

  it('may be about any attempt that carried the code', async () => {
    const shop = await openShop({
      methods: ({ mcn, mobilGroup }) => [mcn.flashCall(), mobilGroup.voiceCall()],
      calls: { requireCallReport: true },
    });
    const verificationId = await shop.begin();
    await shop.report(OFF);
    shop.advance(30);
    await shop.again(verificationId);
    expect((await shop.check(verificationId, shop.code())).status).toBe(202);
    await shop.report(ANSWERED);
    expect((await shop.check(verificationId)).status).toBe(200);
  });

  for (const [onTimeout, status] of [
    ['accept', 200],
    ['reject', 409],
  ] as const) {
    it(`counts as the host says when it has not come in time: ${onTimeout}`, async () => {
      const shop = await openShop({
        methods: ({ mcn }) => [mcn.flashCall()],
        calls: { requireCallReport: { reportTimeoutSeconds: 60, onTimeout } },
      });
      const verificationId = await shop.begin();
      expect((await shop.check(verificationId, shop.code())).status).toBe(202);
      shop.advance(59);
      expect((await shop.check(verificationId)).status).toBe(202);
      shop.advance(1);
      expect((await shop.check(verificationId)).status).toBe(status);
    });
  }

  it('is not awaited for a wrong code', async () => {
    const shop = await openShop({ methods: ({ mcn }) => [mcn.flashCall()], calls: { requireCallReport: true } });
    const verificationId = await shop.begin();
    const wrong = shop.code() === '0000' ? '1111' : '0000';
    expectProblem(await shop.check(verificationId, wrong), 'code_incorrect', { checksLeft: 2 });
    expect((await shop.status(verificationId)).body).toMatchObject({ status: 'pending' });
  });
});
