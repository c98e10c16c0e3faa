import { describe, expect, it } from 'vitest';
import { expectProblem } from '../support/problem.js';
import { openShop, type ShopOptions } from '../support/shop.js';

const CONFIRMED_BY: ShopOptions = { methods: ({ mcn }) => [mcn.confirmationCall({ confirmedBy: { field: 'dtmf', value: '9' } })] };
const ANSWERED = { cause: 16, word: 'ANSWER' };

describe('a confirmation call', () => {
  it('verifies once the field that the host names says that the key was pressed', async () => {
    const shop = await openShop(CONFIRMED_BY);
    const verificationId = await shop.begin();
    await shop.report({ ...ANSWERED, dtmf: '9' });
    expect((await shop.check(verificationId)).body['status']).toBe('verified');
  });

  it('is not confirmed by an answer alone: a voicemail answers, too', async () => {
    const shop = await openShop(CONFIRMED_BY);
    const verificationId = await shop.begin();
    await shop.report(ANSWERED);
    await shop.report({ ...ANSWERED, dtmf: '5' });
    expect((await shop.check(verificationId)).status).toBe(202);
  });

  it('is pending, not awaiting a call, until it is confirmed', async () => {
    const shop = await openShop(CONFIRMED_BY);
    const verificationId = await shop.begin();
    await shop.check(verificationId);
    await shop.report(ANSWERED);
    expect((await shop.status(verificationId)).body).toMatchObject({ status: 'pending', call: { outcome: 'answered' } });
  });

  it('stays confirmed, whichever report comes first', async () => {
    const shop = await openShop(CONFIRMED_BY);
    const verificationId = await shop.begin();
    await shop.report({ dtmf: '9' });
    expect((await shop.check(verificationId)).status).toBe(202);
    await shop.report(ANSWERED);
    expect((await shop.check(verificationId)).status).toBe(200);
  });

  it('that is confirmed counts only once it was answered', async () => {
    const shop = await openShop(CONFIRMED_BY);
    const verificationId = await shop.begin();
    await shop.report({ cause: 20, dtmf: '9' });
    const members = { verificationId, nextMethods: ['confirmation_call'], retryAt: expect.any(String) };
    expectProblem(await shop.check(verificationId), 'call_failed', members);
    await shop.report(ANSWERED);
    expect((await shop.check(verificationId)).status).toBe(200);
  });

  it('takes no code, and a code spends no check', async () => {
    const shop = await openShop(CONFIRMED_BY);
    const verificationId = await shop.begin();
    expectProblem(await shop.check(verificationId, '0000'), 'invalid_request');
    expect((await shop.status(verificationId)).body).toMatchObject({ codeLength: 0, checksLeft: 3 });
  });

  it('is confirmed by its answer only where the host has said so', async () => {
    const shop = await openShop({ methods: ({ mcn }) => [mcn.confirmationCall({ dangerouslyConfirmedByAnswer: true })] });
    const verificationId = await shop.begin();
    await shop.report({ cause: 16, word: 'CANCEL' });
    expect((await shop.check(verificationId)).status).toBe(409);
    await shop.report(ANSWERED);
    expect((await shop.check(verificationId)).status).toBe(200);
  });

  it('is confirmed by the person who presses 9, as the provider reports it', async () => {
    const shop = await openShop(CONFIRMED_BY);
    shop.simulator.connect(shop.calls, `${shop.url}/webhooks/calls`, { print: false });
    const verificationId = await shop.begin();
    const reported = shop.simulator.next('callback');
    shop.telephone.answer();
    shop.telephone.press('9');
    expect((await reported).status).toBe(204);
    expect((await shop.check(verificationId)).status).toBe(200);
  });

  it('says nothing about a code call of the same account that answers with the same field', async () => {
    const shop = await openShop({
      methods: ({ mcn }) => [mcn.flashCall(), mcn.confirmationCall({ confirmedBy: { field: 'dtmf', value: '9' } })],
    });
    const verificationId = await shop.begin();
    await shop.report({ ...ANSWERED, dtmf: '9' });
    expectProblem(await shop.check(verificationId), 'invalid_request');
  });
});
