/** `calls.drain()`: no new call is placed, and what was under way ends as it would have ended. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { type CallVerificationStore, createMemoryStore } from 'express-call-verification';
import { describe, expect, it } from 'vitest';
import { createCountingStore } from '../support/counting-store.js';
import { createFlakyStore } from '../support/flaky-store.js';
import { answersHeldBy, createGate, hasEnded } from '../support/gate.js';
import { registerSecret } from '../support/secrets.js';
import { newNumber, newSecret, openShop, otherThan, type ShopOptions } from '../support/shop.js';

const FLASH_CALL: ShopOptions = { methods: ({ mcn }) => [mcn.flashCall()] };
const LEAVING = { ok: false, code: 'temporarily_unavailable', retryAfterSeconds: 2 };

describe('a service that drains', () => {
  it('refuses new starts and further calls with 503, soon to be tried again, and dials nothing', async () => {
    const shop = await openShop(FLASH_CALL);
    const id = await shop.begin();
    shop.advance(60);
    await shop.calls.drain();
    for (const answer of [await shop.start(), await shop.start({ phone: newNumber() }), await shop.again(id)]) {
      expect([answer.status, answer.body['code'], answer.get('retry-after')]).toEqual([503, 'temporarily_unavailable', '2']);
    }
    expect(await shop.calls.start({ phone: newNumber() })).toEqual(LEAVING);
    expect(await shop.calls.start({ verificationId: id })).toEqual(LEAVING);
    expect(shop.telephone.calls).toHaveLength(1);
    expect(shop.requests).toHaveLength(1);
  });

  it('still checks, tells the status, takes callbacks, and cancels', async () => {
    const shop = await openShop(FLASH_CALL);
    const id = await shop.begin();
    const code = shop.code();
    await shop.calls.drain();
    await shop.report({ cause: 17, word: 'BUSY' }).expect(204);
    expect((await shop.status(id)).body).toMatchObject({ status: 'pending', call: { outcome: 'busy' } });
    await shop.check(id, otherThan(code)).expect(422);
    await shop.check(id, code).expect(200);
    const other = await openShop(FLASH_CALL);
    const open = await other.begin();
    await other.calls.drain();
    await other.cancel(open).expect(204);
  });

  it('does not count a start that it refuses for its address, and does not ask `input`', async () => {
    const store = createMemoryStore({ clock: () => 0 });
    const secret = newSecret('a shared secret');
    const asked: unknown[] = [];
    const calls = { store, secret, ipLimits: { startsPerHour: 1 } };
    const start = {
      input(req: { body: { phone: string } }) {
        asked.push(req.body);
        return req.body;
      },
    };
    const [leaving, staying] = [await openShop({ ...FLASH_CALL, calls, start }), await openShop({ ...FLASH_CALL, calls })];
    await leaving.calls.drain();
    await leaving.start().expect(503);
    await leaving.start().set('Idempotency-Key', randomUUID()).expect(503);
    expect(asked).toEqual([]);
    await staying.start().expect(202);
  });

  it('makes a start whose `input` is being asked: what it has taken is good only once', async () => {
    const gate = createGate();
    const captchas: unknown[] = [];
    const start = {
      async input(req: { body: { phone: string } }) {
        captchas.push(req.body);
        await gate.pass();
        return req.body;
      },
    };
    const shop = await openShop({ ...FLASH_CALL, start });
    const started = shop.start().then((answer) => answer);
    await expect.poll(() => gate.arrived).toBe(1);
    const drained = shop.calls.drain();
    expect(await hasEnded(drained)).toBe(false);
    gate.open();
    const { status, body } = await started;
    expect(status).toBe(202);
    registerSecret(String(body['verificationId']), 'a verification id');
    await drained;
    expect(shop.eventsOf('service.drained')).toMatchObject([{ unfinished: 0 }]);
    expect(captchas).toHaveLength(1);
    expect(shop.telephone.calls).toHaveLength(1);
  });

  it('makes a start that is being counted for its address', async () => {
    const gate = createGate();
    const memory = createMemoryStore({ clock: () => 0 });
    let isHeld = true;
    const store: CallVerificationStore = {
      ...memory,
      async count(...order) {
        if (isHeld) await gate.pass();
        return memory.count(...order);
      },
    };
    const shop = await openShop({ ...FLASH_CALL, calls: { store } });
    const started = shop.start().then((answer) => answer);
    await expect.poll(() => gate.arrived).toBeGreaterThan(0);
    const drained = shop.calls.drain();
    isHeld = false;
    gate.open();
    const { status, body } = await started;
    expect(status).toBe(202);
    registerSecret(String(body['verificationId']), 'a verification id');
    await drained;
  });

  it('does not wait for a client that sends its body slowly', async () => {
    let hasCome = false;
    const before: ShopOptions['before'] = [
      (_req, _res, next) => {
        hasCome = true;
        next();
      },
    ];
    const shop = await openShop({ ...FLASH_CALL, before });
    const { hostname, port } = new URL(shop.url);
    const sent = request({ host: hostname, port, method: 'POST', path: '/auth/call', headers: { 'content-type': 'application/json' } });
    const answered = once(sent, 'response') as Promise<[IncomingMessage]>;
    sent.write('{"phone"');
    await expect.poll(() => hasCome).toBe(true);
    await shop.calls.drain();
    expect(shop.eventsOf('service.draining')).toMatchObject([{ running: 0 }]);
    sent.end(`:"${shop.phone}"}`);
    const [answer] = await answered;
    answer.resume();
    expect(answer.statusCode).toBe(503);
    expect(shop.requests).toEqual([]);
  });

  it('waits for a start whose provider answers late, and writes the way back from its call', async () => {
    const gate = createGate();
    const store = createMemoryStore({ clock: () => 0 });
    const secret = newSecret('a shared secret');
    const shop = await openShop({ ...FLASH_CALL, calls: { store, secret, fetch: answersHeldBy(gate) } });
    const other = await openShop({ ...FLASH_CALL, calls: { store, secret } });
    const started = shop.start().then((answer) => answer);
    await expect.poll(() => gate.arrived).toBe(1);
    const drained = shop.calls.drain();
    expect(shop.eventsOf('service.draining')).toMatchObject([{ running: 1 }]);
    expect(await hasEnded(drained)).toBe(false);
    gate.open();
    await drained;
    expect(shop.eventsOf('service.drained')).toMatchObject([{ unfinished: 0 }]);
    const { status, body } = await started;
    expect(status).toBe(202);
    const id = registerSecret(String(body['verificationId']), 'a verification id');
    // Another process finds the call by its link.
    const [call] = shop.telephone.calls;
    await other.callback('mcn').send({ verification_call_uuid: call?.id, q931_status: 17, final_status: 'BUSY' }).expect(204);
    expect((await other.status(id)).body).toMatchObject({ call: { outcome: 'busy' } });
  });

  it('waits for what a failing store has kept from being written', async () => {
    const gate = createGate();
    const flaky = createFlakyStore(createMemoryStore({ clock: () => 0 }));
    const shop = await openShop({ ...FLASH_CALL, calls: { store: flaky, fetch: answersHeldBy(gate) } });
    const started = shop.start().then((answer) => answer);
    await expect.poll(() => gate.arrived).toBe(1);
    flaky.fail('throws');
    gate.open();
    const { status, body } = await started;
    expect(status).toBe(202);
    const id = registerSecret(String(body['verificationId']), 'a verification id');
    const drained = shop.calls.drain();
    expect(await hasEnded(drained)).toBe(false);
    flaky.heal();
    await drained;
    expect(shop.eventsOf('service.drained')).toMatchObject([{ unfinished: 0 }]);
    await shop.report({ cause: 17, word: 'BUSY' }).expect(204);
    expect((await shop.status(id)).body).toMatchObject({ call: { outcome: 'busy' } });
    expect(shop.eventsOf('callback.unmatched')).toEqual([]);
  });

  /** Statistics in the store, and none that are counted up in the process. */
  const EXACT = { country: 'off', wrongCodes: 'off' } as const;

  it.each([
    ['what a right code settles', { budgets: {} }],
    ['what a call has cost', { budgets: { RUB: { perDay: 1000 } } }],
  ])('waits for what is written after the answer: %s', async (what, { budgets }) => {
    const gate = createGate();
    const memory = createMemoryStore({ clock: () => 0 });
    let isHeld = false;
    const store: CallVerificationStore = {
      ...memory,
      async count(...order) {
        if (isHeld) await gate.pass();
        return memory.count(...order);
      },
    };
    const shop = await openShop({
      methods: ({ mcn, mobilGroup }) => [
        mobilGroup.voiceCall({ price: { amount: 0.01, currency: 'RUB' } }),
        mcn.flashCall({ price: { amount: 1, currency: 'RUB' } }),
      ],
      calls: { store, budgets, breakers: EXACT },
    });
    const isOfPrices = what === 'what a call has cost';
    shop.simulator.subscribe((event) => {
      if (event.type === 'answer' && isOfPrices) isHeld = true;
    });
    const started = await shop.calls.start({ phone: shop.phone });
    if (!started.ok) throw new Error(started.code);
    const { verificationId } = started;
    isHeld = true;
    if (!isOfPrices) expect(await shop.calls.check({ verificationId, code: shop.code() })).toMatchObject({ ok: true });
    await expect.poll(() => gate.arrived).toBeGreaterThan(0);
    const drained = shop.calls.drain();
    expect(await hasEnded(drained)).toBe(false);
    gate.open();
    await drained;
    expect(shop.eventsOf('service.drained')).toMatchObject([{ unfinished: 0 }]);
  });

  it('gives a repeated start its earlier answer, and refuses one that was not made', async () => {
    const shop = await openShop(FLASH_CALL);
    const key = randomUUID();
    const first = await shop.start().set('Idempotency-Key', key).expect(202);
    registerSecret(String(first.body['verificationId']), 'a verification id');
    await shop.calls.drain();
    const repeated = await shop.start().set('Idempotency-Key', key);
    expect([repeated.status, repeated.body]).toEqual([202, first.body]);
    await shop.start().set('Idempotency-Key', randomUUID()).expect(503);
    const reused = await shop.start({ phone: newNumber() }).set('Idempotency-Key', key);
    expect([reused.status, reused.body['code']]).toEqual([422, 'idempotency_key_reused']);
    expect(shop.telephone.calls).toHaveLength(1);
  });

  it('gives the repeat of a further call its earlier answer, too', async () => {
    const shop = await openShop(FLASH_CALL);
    const id = await shop.begin();
    shop.advance(60);
    const key = randomUUID();
    const first = await shop.again(id).set('Idempotency-Key', key).expect(202);
    await shop.calls.drain();
    const repeated = await shop.again(id).set('Idempotency-Key', key);
    expect([repeated.status, repeated.body]).toEqual([202, first.body]);
    expect(shop.telephone.calls).toHaveLength(2);
  });

  it('lets the repeat of a start that is under way wait for it', async () => {
    const gate = createGate();
    const shop = await openShop({ ...FLASH_CALL, calls: { fetch: answersHeldBy(gate) } });
    const key = randomUUID();
    const ask = () =>
      shop
        .start()
        .set('Idempotency-Key', key)
        .then((answer) => answer);
    const first = ask();
    await expect.poll(() => gate.arrived).toBe(1);
    const drained = shop.calls.drain();
    const second = ask();
    gate.open();
    await drained;
    const [one, two] = await Promise.all([first, second]);
    registerSecret(String(one.body['verificationId']), 'a verification id');
    expect([one.status, two.status, two.body['verificationId']]).toEqual([202, 202, one.body['verificationId']]);
    expect(shop.telephone.calls).toHaveLength(1);
  });

  it('gives the same promise twice, and emits its events once', async () => {
    const shop = await openShop(FLASH_CALL);
    const first = shop.calls.drain();
    expect(shop.calls.drain()).toBe(first);
    await first;
    await shop.calls.drain();
    const closed = shop.calls.close();
    expect(shop.calls.close()).toBe(closed);
    await closed;
    expect(shop.calls.drain()).toBe(first);
    expect(shop.events.map(({ type }) => type)).toEqual(['service.draining', 'service.drained', 'service.closed']);
  });
});

describe('a drain does not hang', () => {
  const QUICK = { mcn: { timeoutMs: 20 }, calls: { storeTimeoutMs: 20 } };

  it('on a policy that hangs; and the start that it held dials nothing afterwards', async () => {
    const gate = createGate();
    const policy = async () => {
      await gate.pass();
      return 'allow' as const;
    };
    const shop = await openShop({ ...FLASH_CALL, ...QUICK, calls: { ...QUICK.calls, policy } });
    const started = shop.calls.start({ phone: shop.phone });
    await expect.poll(() => gate.arrived).toBe(1);
    await shop.calls.drain();
    expect(shop.eventsOf('service.drained')).toMatchObject([{ unfinished: 1 }]);
    gate.open();
    expect(await started).toEqual(LEAVING);
    expect(shop.requests).toEqual([]);
    // It is taken out, so it looks like no call that might ring.
    expect(shop.eventsOf('call.placed')).toEqual([]);
  });

  it('on an `input` that hangs; and its start asks nothing of the store after close', async () => {
    const gate = createGate();
    const start = {
      async input(req: { body: { phone: string } }) {
        await gate.pass();
        return req.body;
      },
    };
    const store = createCountingStore(createMemoryStore({ clock: () => 0 }));
    const shop = await openShop({ ...FLASH_CALL, ...QUICK, start, calls: { ...QUICK.calls, store } });
    const started = shop.start().then((answer) => answer);
    await expect.poll(() => gate.arrived).toBe(1);
    await shop.calls.close();
    expect(shop.eventsOf('service.drained')).toMatchObject([{ unfinished: 1 }]);
    store.reset();
    gate.open();
    expect((await started).status).toBe(503);
    expect(store.operations).toEqual([]);
    expect(shop.requests).toEqual([]);
  });

  it('on a policy that answers late: its start dials nothing that could not be waited for', async () => {
    const gate = createGate();
    const policy = async () => {
      await gate.pass();
      return 'allow' as const;
    };
    // What the drain can wait for is the time of one call, and twice 20 ms.
    const shop = await openShop({ ...FLASH_CALL, mcn: { timeoutMs: 5000 }, calls: { policy, storeTimeoutMs: 20 } });
    const started = shop.calls.start({ phone: shop.phone });
    await expect.poll(() => gate.arrived).toBe(1);
    const drained = shop.calls.drain();
    await new Promise((resolve) => setTimeout(resolve, 100));
    gate.open();
    expect(await started).toEqual(LEAVING);
    await drained;
    expect(shop.eventsOf('service.drained')).toMatchObject([{ unfinished: 0 }]);
    expect(shop.requests).toEqual([]);
  });

  it('on a store that hangs', async () => {
    const flaky = createFlakyStore(createMemoryStore({ clock: () => 0 }));
    const shop = await openShop({ ...FLASH_CALL, calls: { store: flaky, storeTimeoutMs: 50 } });
    const id = await shop.begin();
    flaky.fail('hangs');
    const requests = [shop.calls.start({ phone: newNumber() }), shop.calls.check({ verificationId: id, code: '0000' })];
    await shop.calls.drain();
    expect(await Promise.all(requests)).toMatchObject([{ code: 'temporarily_unavailable' }, { code: 'temporarily_unavailable' }]);
    await shop.calls.close();
  });

  it('on a store that never comes back for what is written in the background', async () => {
    const gate = createGate();
    const flaky = createFlakyStore(createMemoryStore({ clock: () => 0 }));
    const shop = await openShop({ ...FLASH_CALL, calls: { store: flaky, fetch: answersHeldBy(gate), storeTimeoutMs: 20 } });
    const started = shop.calls.start({ phone: shop.phone });
    await expect.poll(() => gate.arrived).toBe(1);
    flaky.fail('throws');
    gate.open();
    expect(await started).toMatchObject({ ok: true });
    await shop.calls.drain();
    expect(shop.eventsOf('service.drained')).toMatchObject([{ unfinished: 1 }]);
    await shop.calls.close();
  });
});
