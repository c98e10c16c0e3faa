import { CALLBACK_MODES } from 'express-call-verification/simulator';
import { describe, expect, it } from 'vitest';
import { memberOf } from '../support/member-of.js';
import { openShop, type Shop, type ShopOptions } from '../support/shop.js';

/** A shop whose providers report by themselves. */
async function openReportedShop(options: ShopOptions = {}): Promise<Shop> {
  const shop = await openShop({ methods: ({ mcn, mobilGroup }) => [mcn.flashCall(), mobilGroup.voiceCall()], ...options });
  shop.simulator.connect(shop.calls, `${shop.url}/webhooks/calls`, { print: false });
  return shop;
}

describe('the report of a call counts when the provider sends it', () => {
  for (const mode of CALLBACK_MODES.filter((each) => each !== 'never')) {
    it(`${mode}`, async () => {
      const shop = await openReportedShop({ simulator: { callbacks: { mcn: { mode, lateMs: 20 } } } });
      shop.telephone.mood = 'busy';
      const reported = shop.simulator.next('callback', ({ attempt }) => attempt === 1);
      const verificationId = await shop.begin();
      expect((await reported).status).toBe(204);
      expect((await shop.status(verificationId)).body['call']).toEqual({ outcome: 'busy' });
    });
  }

  it('again, because the shop was not there', async () => {
    const shop = await openReportedShop({ simulator: { callbacks: { mcn: { backoffMs: 20 } } } });
    const path = shop.simulator.callbacks.mcn.url;
    shop.simulator.callbacks.setUrl('mcn', 'http://127.0.0.1:1/');
    const failed = shop.simulator.next('callback');
    const verificationId = await shop.begin();
    shop.telephone.decline();
    expect((await failed).status).toBeUndefined();
    const repeated = shop.simulator.next('callback', ({ status }) => status === 204);
    shop.simulator.callbacks.setUrl('mcn', path);
    await repeated;
    expect((await shop.status(verificationId)).body['call']).toEqual({ outcome: 'unavailable' });
    expect((await shop.check(verificationId, shop.code())).status).toBe(200);
  });
});

describe('a report that comes before the answer to the start', () => {
  it('counts for the call that the answer tells of', async () => {
    const shop = await openReportedShop({ simulator: { callbacks: { mobilgroup: { mode: 'early' } } } });
    shop.telephone.mood = 'answers';
    const verificationId = await shop.begin({ method: 'voice_call' });
    expect((await shop.status(verificationId)).body['call']).toEqual({ outcome: 'answered' });
  });

  it('counts by its rank when several came', async () => {
    const shop = await openShop({ methods: ({ mobilGroup }) => [mobilGroup.voiceCall()] });
    // The simulator counts its ids from 1234.
    for (const cause of [20, 17, 31]) await shop.callback('mobilgroup').send({ id: 1234, q931_status: cause });
    const answer = await shop.start();
    // A voice call to a busy line has told nobody its code.
    expect(answer.status).toBe(409);
    expect((await shop.status(memberOf(answer, 'verificationId'))).body['call']).toEqual({ outcome: 'busy' });
  });

  it('is told to the host, once, when its call is known', async () => {
    const shop = await openReportedShop({ simulator: { callbacks: { mobilgroup: { mode: 'early' } } } });
    shop.telephone.mood = 'answers';
    await shop.begin({ method: 'voice_call' });
    const { txn } = shop.eventsOf('verification.started')[0] ?? {};
    expect(shop.eventsOf('call.reported')).toMatchObject([{ txn, outcome: 'answered', afterMs: 0 }]);
  });

  it('is kept for two minutes at most: unknown calls are normal', async () => {
    const shop = await openShop({ methods: ({ mobilGroup }) => [mobilGroup.voiceCall()] });
    await shop.callback('mobilgroup').send({ id: '1234', q931_status: 20 });
    shop.advance(120);
    const verificationId = await shop.begin();
    expect((await shop.status(verificationId)).body['call']).toEqual({ outcome: 'pending' });
  });

  it('says nothing about a call of another account with the same id', async () => {
    const shop = await openShop({ methods: ({ mcn, mobilGroup }) => [mobilGroup.voiceCall(), mcn.flashCall()] });
    await shop.callback('mcn').send({ verification_call_uuid: '1234', q931_status: 20 });
    const verificationId = await shop.begin();
    expect((await shop.status(verificationId)).body['call']).toEqual({ outcome: 'pending' });
  });
});

describe('one callback', () => {
  it('may tell of several calls', async () => {
    const shop = await openShop({ methods: ({ mcn }) => [mcn.flashCall()] });
    const verificationId = await shop.begin();
    shop.advance(30);
    await shop.again(verificationId);
    const [first, second] = shop.telephone.calls.map(({ id }) => id);
    const json = [
      { verification_call_uuid: first, q931_status: 17, final_status: 'CANCEL' },
      { verification_call_uuid: second, q931_status: 20, final_status: 'CANCEL' },
    ];
    expect((await shop.callback('mcn').send(json)).status).toBe(204);
    expect(shop.eventsOf('call.reported').map(({ outcome }) => outcome)).toEqual(['busy', 'unavailable']);
    // The code came by the first call.
    expect((await shop.check(verificationId, shop.code())).status).toBe(200);
  });

  it('may be of a second account with a name of its own', async () => {
    const shop = await openShop({ mcn: { name: 'mcn-sk' }, methods: ({ mcn }) => [mcn.flashCall()] });
    const verificationId = await shop.begin();
    expect(shop.calls.webhookPath('mcn-sk')).toMatch(/^\/mcn-sk\//);
    const json = { verification_call_uuid: shop.telephone.calls[0]?.id, q931_status: 17 };
    await shop.client
      .post(`/webhooks/calls${shop.calls.webhookPath('mcn-sk')}`)
      .send(json)
      .expect(204);
    expect((await shop.status(verificationId)).body['call']).toEqual({ outcome: 'busy' });
  });
});
