import { createMemoryStore } from 'express-call-verification';
import { describe, expect, it } from 'vitest';
import { createCountingStore } from '../../support/counting-store.js';
import { openEventStream } from '../../support/event-stream.js';
import { createFlakyStore } from '../../support/flaky-store.js';
import { memberOf } from '../../support/member-of.js';
import { openSender } from '../../support/own-sender.js';
import { newSecret, openShop, type Shop, type ShopOptions } from '../../support/shop.js';

const OK = { ok: true };
const undelivered = (id: string | number) => ({ sender: 'acme', id, outcome: 'undelivered' }) as const;
const delivered = (id: string | number) => ({ sender: 'acme', id, outcome: 'delivered' }) as const;

/** A shop whose first message has the id `m-1`, the second `m-2`, and so on; MCN's flash call stands behind it. */
async function openReported(calls: ShopOptions['calls'] = {}) {
  const sender = openSender();
  let last = 0;
  sender.ends(async () => {
    last += 1;
    return { id: `m-${last}` };
  });
  const shop = await openShop({ methods: ({ mcn }) => [sender.method, mcn.flashCall()], calls });
  return { sender, shop };
}

const outcomeOf = async (shop: Shop, id: string): Promise<unknown> => (await shop.status(id)).body['call'];

describe('a message that was not delivered', () => {
  it('is dead, and the person is offered the next way, also on the page that waits', async () => {
    const { sender, shop } = await openReported();
    const id = await shop.begin();
    const stream = await openEventStream(`${shop.url}/auth/call/status`, { 'Verification-Id': id });
    expect((await stream.next())?.data).toMatchObject({ status: 'pending', call: { outcome: 'pending' } });
    expect(await shop.calls.reportDelivery(undelivered('m-1'))).toEqual(OK);
    const told = { status: 'pending', method: 'sms', call: { outcome: 'unavailable' }, nextMethods: ['flash_call', 'sms'] };
    expect((await stream.next())?.data).toMatchObject(told);
    stream.leave();
    expect((await shop.status(id)).body).toMatchObject(told);
    expect((await shop.check(id, sender.code())).body).toMatchObject({ code: 'call_failed', nextMethods: ['flash_call', 'sms'] });
    expect(shop.eventsOf('call.reported')).toMatchObject([{ methodId: 'acme.sms', outcome: 'unavailable' }]);
    // Its code is as good as before, should another message bring it.
    shop.advance(30);
    await shop.again(id, 'sms');
    expect((await shop.check(id, sender.code())).status).toBe(200);
  });

  it('is written once, however often it is reported', async () => {
    const store = createCountingStore(createMemoryStore({ clock: () => 0 }));
    const { shop } = await openReported({ store });
    await shop.begin();
    store.reset();
    for (let time = 0; time < 20; time += 1) expect(await shop.calls.reportDelivery(undelivered('m-1'))).toEqual(OK);
    expect(store.operations.filter((operation) => operation === 'put n')).toHaveLength(1);
    expect(shop.eventsOf('call.reported')).toHaveLength(1);
  });

  it('says nothing about a message with the same id by another sender, or about a call', async () => {
    const other = openSender({ name: 'gateway', kind: 'telegram' });
    other.ends(async () => ({ id: 7 }));
    const shop = await openShop({ methods: ({ mcn }) => [other.method, openSender().method, mcn.flashCall()] });
    const id = await shop.begin();
    expect(await shop.calls.reportDelivery(undelivered(7))).toEqual(OK);
    expect(await outcomeOf(shop, id)).toEqual({ outcome: 'pending' });
    // A number and its digits are one id.
    expect(await shop.calls.reportDelivery({ sender: 'gateway', id: ' 7 ', outcome: 'undelivered' })).toEqual(OK);
    expect(await outcomeOf(shop, id)).toEqual({ outcome: 'unavailable' });
  });

  it('is known to a start whose answer comes later, and is told once', async () => {
    const { sender, shop } = await openReported();
    sender.ends(async () => {
      expect(await shop.calls.reportDelivery(undelivered('early'))).toEqual(OK);
      expect(await shop.calls.reportDelivery(delivered('early'))).toEqual(OK);
      return { id: 'early' };
    });
    const answer = await shop.start();
    expect([answer.status, answer.body]).toMatchObject([409, { code: 'call_failed', nextMethods: ['flash_call', 'sms'] }]);
    const id = memberOf(answer, 'verificationId');
    expect(shop.eventsOf('callback.unmatched')).toMatchObject([{ provider: 'acme' }]);
    expect(shop.eventsOf('call.reported')).toMatchObject([{ outcome: 'unavailable' }]);
    expect(await outcomeOf(shop, id)).toEqual({ outcome: 'unavailable' });
    expect((await shop.check(id, sender.code())).status).toBe(409);
  });

  it('is not the one whose id differs in its letters', async () => {
    const { shop } = await openReported();
    const id = await shop.begin();
    expect(await shop.calls.reportDelivery(undelivered('M-1'))).toEqual(OK);
    expect(await outcomeOf(shop, id)).toEqual({ outcome: 'pending' });
  });

  it('leaves the code of a call alone', async () => {
    const { shop } = await openReported();
    const id = await shop.begin();
    shop.advance(30);
    await shop.again(id);
    await shop.calls.reportDelivery(undelivered('m-1'));
    expect((await shop.check(id, shop.code())).status).toBe(200);
    // And nothing of what is over.
    expect(await shop.calls.reportDelivery(undelivered('m-1'))).toEqual(OK);
    expect((await shop.status(id)).body).toMatchObject({ status: 'verified' });
  });
});

describe('a message that was delivered', () => {
  it('changes nothing, and asks the store nothing', async () => {
    const store = createCountingStore(createMemoryStore({ clock: () => 0 }));
    const { sender, shop } = await openReported({ store });
    const id = await shop.begin();
    store.reset();
    for (const each of ['m-1', 'unknown']) expect(await shop.calls.reportDelivery(delivered(each))).toEqual(OK);
    expect(store.operations).toEqual([]);
    expect(await outcomeOf(shop, id)).toEqual({ outcome: 'pending' });
    expect((await shop.check(id, sender.code())).status).toBe(200);
  });

  it('is undelivered all the same if that was said before, or is said after', async () => {
    for (const reports of [
      [undelivered('m-1'), delivered('m-1')],
      [delivered('m-1'), undelivered('m-1')],
    ]) {
      const { shop } = await openReported();
      const id = await shop.begin();
      for (const report of reports) expect(await shop.calls.reportDelivery(report)).toEqual(OK);
      expect(await outcomeOf(shop, id)).toEqual({ outcome: 'unavailable' });
    }
  });
});

describe('a report', () => {
  it.each([
    ['a sender that is not there', { sender: 'acmee' }, 'acme'],
    ['a provider, whose callbacks come by themselves', { sender: 'mcn' }, 'acme'],
    ['no sender', { sender: undefined }, 'sender'],
    ['another outcome', { outcome: 'read' }, '"delivered" or "undelivered"'],
    ['no id', { id: undefined }, 'the id that send returned'],
    ['an empty id', { id: '  ' }, 'the id that send returned'],
    ['too long an id', { id: 'x'.repeat(129) }, 'the id that send returned'],
    ['half an id', { id: 1.5 }, 'the id that send returned'],
    ['something more', { status: 'failed' }, 'status'],
  ])('of %s is an invalid request', async (_, change, hint) => {
    const { shop } = await openReported();
    const problem = await shop.calls.reportDelivery({ ...undelivered('m-1'), ...change } as never);
    expect(problem).toMatchObject({ ok: false, code: 'invalid_request', detail: expect.stringContaining(hint) });
    expect(shop.eventsOf('callback.unmatched')).toEqual([]);
  });

  it('to a service without senders says that it has none', async () => {
    const shop = await openShop();
    expect(await shop.calls.reportDelivery(undelivered('m-1'))).toMatchObject({
      code: 'invalid_request',
      detail: expect.stringContaining('none in "methods"'),
    });
  });

  it('is taken by a service that drains, and by a closed one no more', async () => {
    const { shop } = await openReported();
    const id = await shop.begin();
    await shop.calls.drain();
    expect(await shop.calls.reportDelivery(undelivered('m-1'))).toEqual(OK);
    expect(await outcomeOf(shop, id)).toEqual({ outcome: 'unavailable' });
    await shop.calls.close();
    const leaving = { ok: false, code: 'temporarily_unavailable', retryAfterSeconds: 2 };
    expect(await shop.calls.reportDelivery(undelivered('m-1'))).toEqual(leaving);
  });

  it('is to be sent again if the store is down', async () => {
    const store = createFlakyStore(createMemoryStore({ clock: () => 0 }));
    const { shop } = await openReported({ store });
    const id = await shop.begin();
    store.fail('throws', { verb: 'put' });
    expect(await shop.calls.reportDelivery(undelivered('m-1'))).toMatchObject({ ok: false, code: 'temporarily_unavailable' });
    store.heal();
    expect(await outcomeOf(shop, id)).toEqual({ outcome: 'pending' });
    expect(await shop.calls.reportDelivery(undelivered('m-1'))).toEqual(OK);
    expect(await outcomeOf(shop, id)).toEqual({ outcome: 'unavailable' });
  });

  it('has no path of its own', async () => {
    const { shop } = await openReported();
    expect(() => shop.calls.webhookPath('acme')).toThrow(/reportDelivery/);
    expect(shop.calls.webhookPath('mcn')).toMatch(/^\/mcn\//);
    expect((await shop.client.post('/webhooks/calls/acme/x').send({ id: 'm-1' })).status).toBe(404);
  });
});

describe('a kind that is configured no more', () => {
  /** Two processes on one store; the second has no sender. */
  async function openTwo() {
    const shared = { store: createMemoryStore({ clock: () => 0 }), secret: newSecret('the secret') };
    const sender = openSender({ kind: 'telegram', amr: ['otp', 'swk'] });
    const before = await openShop({ methods: ({ mcn }) => [sender.method, mcn.flashCall()], calls: shared });
    const after = await openShop({ methods: ({ mcn }) => [mcn.flashCall()], calls: shared });
    const id = await before.begin();
    const check = { verificationId: id, code: sender.code(), idempotencyKey: newSecret('a key') };
    const amrBy = async (shop: Shop): Promise<unknown> => {
      const checked = await shop.calls.check(check);
      return checked.ok && checked.status === 'verified' ? shop.calls.verifyToken(checked.token)?.['amr'] : checked;
    };
    return { before, after, id, amrBy };
  }

  it('still verifies what began with it, and its token says what one of any kind would', async () => {
    const { after, id, amrBy } = await openTwo();
    expect((await after.status(id)).body).toMatchObject({ method: 'telegram', codeLength: 6, nextMethods: ['flash_call'] });
    expect(await amrBy(after)).toEqual(['otp']);
  });

  it('is known at the repeat of a check', async () => {
    const { before, after, amrBy } = await openTwo();
    expect([await amrBy(before), await amrBy(after)]).toEqual([['otp', 'swk'], ['otp']]);
  });
});
