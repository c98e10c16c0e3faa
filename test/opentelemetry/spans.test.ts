import { type Attributes, context, diag, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { AlwaysOffSampler, type ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { type CallVerification, createMemoryStore } from 'express-call-verification';
import { observeCalls } from 'express-call-verification/opentelemetry';
import { describe, expect, it, onTestFinished } from 'vitest';
import { eventChannel, storeChannel } from '../../src/ports/channels.js';
import { createFlakyStore } from '../support/flaky-store.js';
import { newNumber, openShop, otherThan, type Shop, type ShopOptions } from '../support/shop.js';
import { openTelemetry, type Telemetry } from '../support/telemetry.js';

/** Until the test is over. */
function observe(calls: CallVerification, telemetry: Telemetry): () => void {
  const stop = observeCalls(calls, telemetry);
  onTestFinished(stop);
  return stop;
}

async function openObservedShop(options: ShopOptions = {}): Promise<{ shop: Shop; telemetry: Telemetry }> {
  const telemetry = openTelemetry();
  const shop = await openShop(options);
  observe(shop.calls, telemetry);
  return { shop, telemetry };
}

/** The attributes of our own namespace, by their last names, and `error.type`. */
function saidBy(span: ReadableSpan | undefined): Attributes {
  const named = Object.entries(span?.attributes ?? {});
  return Object.fromEntries(named.map(([name, value]) => [name.replace('call_verification.', ''), value]));
}

const parentOf = (span: ReadableSpan | undefined): string | undefined => span?.parentSpanContext?.spanId;
const idOf = (span: ReadableSpan | undefined): string | undefined => span?.spanContext().spanId;
const txnOf = (shop: Shop): string | undefined => shop.eventsOf('verification.started')[0]?.txn;

describe('the spans of a verification', () => {
  it('tell what was done, and can be found together by its txn', async () => {
    const { shop, telemetry } = await openObservedShop();
    const verificationId = await shop.begin();
    await shop.report({ cause: 16 });
    await shop.check(verificationId, shop.code());
    const txn = txnOf(shop);
    const service = 'default';
    expect(txn).toBeDefined();
    expect(saidBy(telemetry.spansOf('call_verification.start')[0])).toEqual({
      ...{ service, txn, purpose: 'sign-in', country: 'RU', further: false, outcome: 'started' },
    });
    expect(saidBy(telemetry.spansOf('call_verification.call')[0])).toEqual({
      ...{ service, txn, country: 'RU', outcome: 'placed' },
      ...{ provider: 'mcn', method_id: 'mcn.flashCall', method: 'flash_call' },
      ...{ price: expect.any(Number), currency: 'RUB' },
    });
    expect(saidBy(telemetry.spansOf('call_verification.callback')[0])).toEqual({
      service,
      txn,
      provider: 'mcn',
      reports: 1,
      outcome: 'taken',
    });
    expect(saidBy(telemetry.spansOf('call_verification.check')[0])).toEqual({ service, txn, purpose: 'sign-in', outcome: 'verified' });
    const found = telemetry.spans().filter(({ attributes }) => attributes['call_verification.txn'] === txn);
    expect(found.map(({ name }) => name)).toEqual([
      'call_verification.call mcn.flashCall',
      'call_verification.start',
      'call_verification.callback',
      'call_verification.check',
    ]);
    expect(found.map(({ kind }) => kind)).toEqual([SpanKind.CLIENT, SpanKind.INTERNAL, SpanKind.INTERNAL, SpanKind.INTERNAL]);
    expect(found.map(({ status }) => status.code)).toEqual(Array(4).fill(SpanStatusCode.UNSET));
  });

  it("stand one in another: the call in its start, the store's work in whatever needs it, and all of it in the request", async () => {
    const telemetry = openTelemetry();
    const tracer = telemetry.tracerProvider.getTracer('the host');
    const shop = await openShop({
      before: [
        (_req, res, next) => {
          const span = tracer.startSpan('request');
          res.once('finish', () => span.end());
          context.with(trace.setSpan(context.active(), span), next);
        },
      ],
    });
    observe(shop.calls, telemetry);
    await shop.begin();
    await expect.poll(() => telemetry.spansOf('request')).toHaveLength(1);
    const [request] = telemetry.spansOf('request');
    const [start] = telemetry.spansOf('call_verification.start');
    const [call] = telemetry.spansOf('call_verification.call');
    const stores = telemetry.spansOf('call_verification.store');
    expect(parentOf(start)).toBe(idOf(request));
    expect(parentOf(call)).toBe(idOf(start));
    expect(new Set(stores.map(({ name }) => name))).toContain('call_verification.store put');
    const within = stores.filter((store) => parentOf(store) === idOf(start));
    expect(within.length).toBeGreaterThan(3);
    expect(within.every(({ kind }) => kind === SpanKind.CLIENT)).toBe(true);
    expect(new Set(telemetry.spans().map((span) => span.spanContext().traceId)).size).toBe(1);
  });

  it('say why a call was refused, and that a client was is no failure', async () => {
    const { shop, telemetry } = await openObservedShop({ methods: ({ mcn }) => [mcn.flashCall()] });
    const verificationId = await shop.begin();
    await shop.check(verificationId, otherThan(shop.code()));
    shop.simulator.fail('mcn', 403, { times: 1 });
    shop.advance(60);
    await shop.again(verificationId);
    const [check] = telemetry.spansOf('call_verification.check');
    expect(saidBy(check)).toMatchObject({ outcome: 'code_incorrect' });
    expect(check?.status.code).toBe(SpanStatusCode.UNSET);
    const refused = telemetry.spansOf('call_verification.call')[1];
    expect(saidBy(refused)).toMatchObject({ outcome: 'refused', blame: 'account', 'error.type': 'http_403' });
    expect(refused?.status.code).toBe(SpanStatusCode.ERROR);
    const further = telemetry.spansOf('call_verification.start')[1];
    expect(saidBy(further)).toMatchObject({
      further: true,
      txn: txnOf(shop),
      outcome: 'temporarily_unavailable',
      'error.type': 'temporarily_unavailable',
    });
    expect(further?.status.code).toBe(SpanStatusCode.ERROR);
  });

  it('say why the store has failed', async () => {
    const store = createFlakyStore(createMemoryStore());
    const { shop, telemetry } = await openObservedShop({ calls: { store } });
    store.fail('throws', { verb: 'get' });
    await shop.start();
    const [failed] = telemetry.spansOf('call_verification.store get');
    expect(saidBy(failed)).toEqual({ service: 'default', 'store.verb': 'get', outcome: 'failed', 'error.type': 'Error' });
    expect(failed?.status.code).toBe(SpanStatusCode.ERROR);
  });

  it('say only a word of what a function of the host throws', async () => {
    const { shop, telemetry } = await openObservedShop({
      calls: {
        policy: ({ phone }) => {
          throw new RangeError(`nobody calls ${phone}`);
        },
      },
    });
    await shop.start();
    const [start] = telemetry.spansOf('call_verification.start');
    expect(saidBy(start)).toMatchObject({ 'error.type': 'RangeError' });
    expect(start?.status).toEqual({ code: SpanStatusCode.ERROR });
    expect(start?.events).toEqual([]);
    expect(await telemetry.text()).not.toContain(shop.phone);
  });

  it('are one for each verification, where a callback reports on several', async () => {
    const { shop, telemetry } = await openObservedShop();
    const phones = [shop.phone, newNumber()];
    for (const phone of phones) await shop.begin({ phone });
    const calls = phones.flatMap((phone) =>
      shop.simulator.telephone(phone).calls.map(({ id }) => ({ verification_call_uuid: id, q931_status: 16 })),
    );
    await shop.callback('mcn').send(calls);
    const [callback] = telemetry.spansOf('call_verification.callback');
    const reports = telemetry.spansOf('call_verification.report');
    expect(saidBy(callback)).toEqual({ service: 'default', provider: 'mcn', reports: 2, outcome: 'taken' });
    expect(reports.map((report) => report.attributes['call_verification.txn'])).toEqual(
      shop.eventsOf('verification.started').map(({ txn }) => txn),
    );
    expect(reports.map(parentOf)).toEqual([idOf(callback), idOf(callback)]);
  });
});

describe('work of the store in the background', () => {
  it('has no span of its own', async () => {
    const { shop, telemetry } = await openObservedShop();
    await shop.begin();
    await shop.calls.close();
    const spans = telemetry.spans();
    const ids = new Set(spans.map(idOf));
    const alone = spans.filter((span) => span.name.startsWith('call_verification.store') && !ids.has(parentOf(span)));
    expect(alone).toEqual([]);
    const counts = await telemetry.points('call_verification.store.duration');
    const counted = counts.reduce((sum, { value }) => sum + value, 0);
    expect(counted).toBeGreaterThan(telemetry.spansOf('call_verification.store').length);
  });
});

describe('what is not sampled', () => {
  it('has no spans, and is counted nevertheless', async () => {
    const telemetry = openTelemetry({ sampler: new AlwaysOffSampler() });
    const shop = await openShop();
    observe(shop.calls, telemetry);
    await shop.begin();
    expect(telemetry.spans()).toEqual([]);
    expect(await telemetry.points('call_verification.started')).toMatchObject([{ value: 1 }]);
  });
});

describe('observing', () => {
  it('keeps two services of one process apart', async () => {
    const telemetry = openTelemetry();
    const observed = await openShop({ calls: { name: 'observed' } });
    const other = await openShop({ calls: { name: 'other' } });
    observe(observed.calls, telemetry);
    await other.begin();
    expect(telemetry.spans()).toEqual([]);
    expect(await telemetry.points('call_verification.events')).toEqual([]);
    await observed.begin();
    expect(new Set(telemetry.spans().map(({ attributes }) => attributes['call_verification.service']))).toEqual(new Set(['observed']));
  });

  it('ends when it is told to, and then the channels have no subscriber', async () => {
    const telemetry = openTelemetry();
    const shop = await openShop();
    const stop = observe(shop.calls, telemetry);
    expect(storeChannel.hasSubscribers && eventChannel.hasSubscribers).toBe(true);
    stop();
    stop();
    expect(storeChannel.hasSubscribers || eventChannel.hasSubscribers).toBe(false);
    await shop.begin();
    expect(telemetry.spans()).toEqual([]);
    expect(await telemetry.metrics()).toEqual([]);
  });

  it('goes to the global providers, if none are named', async () => {
    const telemetry = openTelemetry();
    trace.setGlobalTracerProvider(telemetry.tracerProvider);
    onTestFinished(() => trace.disable());
    const shop = await openShop();
    onTestFinished(observeCalls(shop.calls));
    await shop.begin();
    expect(telemetry.spansOf('call_verification.start')).toHaveLength(1);
  });

  it('stops nothing when a provider of telemetry throws, and says so to its diagnostics', async () => {
    const told: string[] = [];
    const log = (text: string): void => void told.push(text);
    diag.setLogger({ error: log, warn: log, info: log, debug: log, verbose: log }, { suppressOverrideMessage: true });
    onTestFinished(() => diag.disable());
    const fail = (): never => {
      throw new TypeError('no way');
    };
    const telemetry = openTelemetry();
    const tracer = { startSpan: fail, startActiveSpan: fail };
    const shop = await openShop();
    const stop = observeCalls(shop.calls, { ...telemetry, tracerProvider: { getTracer: () => tracer } });
    onTestFinished(stop);
    const verificationId = await shop.begin();
    expect((await shop.check(verificationId, shop.code())).status).toBe(200);
    expect(told).toContain('express-call-verification: observing failed: TypeError');
  });
});
