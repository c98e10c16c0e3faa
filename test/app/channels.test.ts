/** What subscribers of the channels of `node:diagnostics_channel` get, while the requests go on as they would without them. */
import { channel, tracingChannel } from 'node:diagnostics_channel';
import { createMemoryStore, type EventMessage, type TracedMessage, type TracingMessages } from 'express-call-verification';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createFlakyStore } from '../support/flaky-store.js';
import { openSender } from '../support/own-sender.js';
import { openShop, otherThan, type Shop } from '../support/shop.js';

type Name = keyof TracingMessages;

interface Published<Message> {
  readonly part: 'start' | 'end' | 'asyncStart' | 'asyncEnd' | 'error';
  /** The message as it was then. */
  readonly said: Message;
  readonly message: Message;
}

/** Collects what one service publishes, until the test is over. */
function subscribe<Wanted extends Name>(name: Wanted, { calls }: Pick<Shop, 'calls'>): Published<TracingMessages[Wanted]>[] {
  const published: Published<TracingMessages[Wanted]>[] = [];
  const add = (part: Published<unknown>['part']) => (given: unknown) => {
    const message = given as TracingMessages[Wanted];
    if (message.service === calls.service) published.push({ part, said: { ...message }, message });
  };
  const subscribers = {
    start: add('start'),
    end: add('end'),
    asyncStart: add('asyncStart'),
    asyncEnd: add('asyncEnd'),
    error: add('error'),
  };
  const tracing = tracingChannel(name);
  tracing.subscribe(subscribers);
  onTestFinished(() => void tracing.unsubscribe(subscribers));
  return published;
}

/** The messages at their end, without the service, which is the same in all. */
function endsOf<Message extends TracedMessage>(published: readonly Published<Message>[]): readonly Omit<Message, 'service'>[] {
  return published.filter(({ part }) => part === 'asyncEnd').map(({ said: { service: _, ...more } }) => more);
}

const PRICE = { amount: 2.5, currency: 'RUB' };

describe('a tracing channel', () => {
  it('publishes one message from the beginning of the work to its end', async () => {
    const shop = await openShop();
    const starts = subscribe('express-call-verification:start', shop);
    await shop.start();
    expect(starts.map(({ part }) => part)).toEqual(['start', 'end', 'asyncStart', 'asyncEnd']);
    expect(new Set(starts.map(({ message }) => message)).size).toBe(1);
    expect(starts[0]?.said).toEqual({ service: shop.calls.service, isFurther: false, purpose: 'sign-in' });
  });

  it('tells of a start what was answered, and which verification it was', async () => {
    const shop = await openShop();
    const starts = subscribe('express-call-verification:start', shop);
    const verificationId = await shop.begin();
    shop.advance(60);
    await shop.again(verificationId);
    await shop.start({ phone: '+44 7400 123456' });
    const [{ txn } = { txn: '' }] = shop.eventsOf('verification.started');
    const purpose = 'sign-in';
    expect(endsOf(starts)).toEqual([
      { isFurther: false, purpose, outcome: 'started', country: 'RU', txn },
      { isFurther: true, purpose, outcome: 'started', country: undefined, txn },
      { isFurther: false, purpose, outcome: 'phone_not_supported', country: 'GB', txn: undefined },
    ]);
  });

  it('tells of a start for which no call was placed which verification it was', async () => {
    const shop = await openShop({ methods: ({ mcn }) => [mcn.flashCall()] });
    const starts = subscribe('express-call-verification:start', shop);
    shop.simulator.fail('mcn', 503, { times: 1 });
    await shop.start();
    const { txn } = shop.eventsOf('verification.started')[0] ?? {};
    expect(txn).toBeDefined();
    expect(endsOf(starts)).toMatchObject([{ outcome: 'temporarily_unavailable', txn }]);
  });

  it('has a word for what a method of the host gives as its reason, whatever that is', async () => {
    for (const reason of ['nobody answers at +79157777777', undefined]) {
      const shop = await openShop({
        methods: ({ mcn }) => [
          { ...mcn.flashCall(), place: () => Promise.resolve({ status: 'refused', blame: 'account', reason } as never) },
        ],
      });
      const requests = subscribe('express-call-verification:call', shop);
      await shop.start().expect(503);
      expect(endsOf(requests)).toMatchObject([{ outcome: 'refused', reason: 'unknown_reason' }]);
      expect(shop.eventsOf('call.refused')).toMatchObject([{ reason: 'unknown_reason' }]);
      expect(shop.eventsOf('account.trouble')).toMatchObject([{ reason: 'unknown_reason' }]);
    }
  });

  it('tells of each request to a provider what it said and what it costs', async () => {
    const shop = await openShop({ methods: ({ mcn, mobilGroup }) => [mcn.flashCall(), mobilGroup.voiceCall({ price: PRICE })] });
    const requests = subscribe('express-call-verification:call', shop);
    shop.simulator.fail('mcn', 403, { times: 1 });
    await shop.begin();
    const { txn } = shop.eventsOf('verification.started')[0] ?? {};
    const about = { txn, country: 'RU' };
    expect(endsOf(requests)).toEqual([
      {
        ...about,
        ...{ provider: 'mcn', methodId: 'mcn.flashCall', method: 'flash_call' },
        ...{ outcome: 'refused', blame: 'account', reason: 'http_403' },
      },
      {
        ...about,
        ...{ provider: 'mobilgroup', methodId: 'mobilgroup.voiceCall', method: 'voice_call' },
        ...{ outcome: 'placed', price: expect.objectContaining({ currency: 'RUB' }) },
      },
    ]);
  });

  it('tells of no request where none was made: for a test number', async () => {
    const phone = '+79991234567';
    const shop = await openShop({ calls: { testNumbers: { [phone]: '1234' } } });
    const requests = subscribe('express-call-verification:call', shop);
    await shop.begin({ phone });
    expect(requests).toEqual([]);
  });

  it('tells of a callback which verifications it is about', async () => {
    const shop = await openShop();
    const callbacks = subscribe('express-call-verification:callback', shop);
    await shop.begin();
    await shop.report({ cause: 17 });
    await shop.client.post('/webhooks/calls/mcn/wrong').send({});
    await shop.callback('mcn').send({ text: 'hello' });
    const { txn } = shop.eventsOf('verification.started')[0] ?? {};
    expect(endsOf(callbacks)).toEqual([
      { provider: 'mcn', txns: [txn], reports: 1, outcome: 'taken' },
      { provider: 'mcn', txns: [], reports: 0, outcome: 'taken' },
    ]);
  });

  it('tells the same of what the host reports about a message', async () => {
    const sender = openSender();
    sender.ends(async () => ({ id: 'm-1' }));
    const shop = await openShop({ methods: () => [sender.method] });
    const callbacks = subscribe('express-call-verification:callback', shop);
    await shop.begin();
    for (const outcome of ['delivered', 'undelivered'] as const) await shop.calls.reportDelivery({ sender: 'acme', id: 'm-1', outcome });
    const txns = sender.messages.map(({ verificationTxn }) => verificationTxn);
    expect(endsOf(callbacks)).toEqual([
      { provider: 'acme', txns: [], outcome: 'taken', reports: 1 },
      { provider: 'acme', txns, outcome: 'taken', reports: 1 },
    ]);
  });

  it('tells of a check what was answered', async () => {
    const shop = await openShop();
    const checks = subscribe('express-call-verification:check', shop);
    const verificationId = await shop.begin();
    await shop.check(verificationId, otherThan(shop.code()));
    await shop.check(verificationId, shop.code());
    await shop.check('no id', '1234');
    const { txn } = shop.eventsOf('verification.started')[0] ?? {};
    const purpose = 'sign-in';
    expect(endsOf(checks)).toEqual([
      { purpose, txn, outcome: 'code_incorrect' },
      { purpose, txn, outcome: 'verified' },
      { purpose, txn: undefined, outcome: 'verification_not_found' },
    ]);
  });

  it('tells of each operation of the store whether it failed, and why', async () => {
    const store = createFlakyStore(createMemoryStore({ clock: () => Date.parse('2026-03-01T10:05:00Z') }));
    const shop = await openShop({ calls: { store } });
    const operations = subscribe('express-call-verification:store', shop);
    const starts = subscribe('express-call-verification:start', shop);
    await shop.begin();
    expect(new Set(endsOf(operations).map(({ verb, outcome }) => `${verb} ${outcome}`))).toEqual(new Set(['get ok', 'put ok', 'count ok']));
    operations.length = 0;
    store.fail('throws');
    await shop.calls.start({ phone: '+79161234567' });
    const [failed] = operations.filter(({ part }) => part === 'error');
    expect(failed?.said).toMatchObject({ outcome: 'failed', reason: 'Error', errorType: 'StoreFailure', error: new Error('StoreFailure') });
    expect(endsOf(starts).at(-1)).toMatchObject({ outcome: 'temporarily_unavailable' });
  });

  it('publishes neither the answer nor the error', async () => {
    const shop = await openShop({ calls: { token: { claims: () => Promise.reject(new TypeError(`no claims for ${shop.phone}`)) } } });
    const checks = subscribe('express-call-verification:check', shop);
    const starts = subscribe('express-call-verification:start', shop);
    const verificationId = await shop.begin();
    await shop.check(verificationId, shop.code());
    expect(shop.errors).toEqual([new TypeError(`no claims for ${shop.phone}`)]);
    expect(checks.at(-1)?.said).toMatchObject({ errorType: 'TypeError', error: new Error('TypeError') });
    expect(checks.at(-1)?.said).not.toHaveProperty('outcome');
    expect(starts.at(-1)?.said).toMatchObject({ result: undefined, outcome: 'started' });
  });
});

describe('the channel of events', () => {
  function subscribeToEvents(): EventMessage[] {
    const messages: EventMessage[] = [];
    const add = (message: unknown): void => void messages.push(message as EventMessage);
    channel('express-call-verification:event').subscribe(add);
    onTestFinished(() => void channel('express-call-verification:event').unsubscribe(add));
    return messages;
  }

  it('publishes what onEvent gets', async () => {
    const messages = subscribeToEvents();
    const shop = await openShop();
    await shop.begin();
    await shop.report({ cause: 16 });
    await shop.check(await shop.begin({ phone: '+79161234567' }), '0');
    expect(messages.filter(({ service }) => service === shop.calls.service).map(({ event }) => event)).toEqual(shop.events);
  });

  it('publishes everything also for a host without onEvent', async () => {
    const messages = subscribeToEvents();
    const shop = await openShop({ calls: { onEvent: undefined } });
    await shop.begin();
    await shop.report({ cause: 16 });
    const own = messages.filter(({ service }) => service === shop.calls.service);
    expect(own.map(({ event }) => event.type)).toEqual(['verification.started', 'call.placed', 'call.reported']);
  });

  it('keeps two services of one process apart', async () => {
    const messages = subscribeToEvents();
    const shops = [await openShop({ calls: { name: 'sign-up' } }), await openShop({ calls: { name: 'payments' } })];
    for (const shop of shops) await shop.begin();
    for (const shop of shops) {
      const own = messages.filter(({ service }) => service === shop.calls.service);
      expect(own.map(({ event }) => event)).toEqual(shop.events);
      expect(own.length).toBe(2);
    }
    expect(shops.map(({ calls }) => calls.service.name)).toEqual(['sign-up', 'payments']);
  });
});

it('a subscriber that throws fails no request: Node reports it as an uncaught exception of the process', async () => {
  const uncaught: unknown[] = [];
  const collect = (error: unknown): void => void uncaught.push(error);
  const others = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException').on('uncaughtException', collect);
  onTestFinished(() => {
    process.off('uncaughtException', collect);
    for (const listener of others) process.on('uncaughtException', listener);
  });
  const subscriber = (): never => {
    throw new Error('a subscriber failed');
  };
  const tracing = tracingChannel('express-call-verification:start');
  tracing.subscribe({ start: subscriber, end: subscriber, asyncStart: subscriber, asyncEnd: subscriber, error: subscriber });
  onTestFinished(
    () => void tracing.unsubscribe({ start: subscriber, end: subscriber, asyncStart: subscriber, asyncEnd: subscriber, error: subscriber }),
  );
  channel('express-call-verification:event').subscribe(subscriber);
  onTestFinished(() => void channel('express-call-verification:event').unsubscribe(subscriber));
  const shop = await openShop();
  expect((await shop.start()).status).toBe(202);
  await new Promise((resolve) => setImmediate(resolve));
  expect(uncaught.length).toBeGreaterThan(0);
});
