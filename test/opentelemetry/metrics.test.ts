import type { Attributes } from '@opentelemetry/api';
import { DataPointType, type MetricData } from '@opentelemetry/sdk-metrics';
import { createMemoryStore } from 'express-call-verification';
import { observeCalls } from 'express-call-verification/opentelemetry';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ATTRIBUTES } from '../../src/opentelemetry/attributes.js';
import { INSTRUMENTS } from '../../src/opentelemetry/instruments.js';
import { createFlakyStore } from '../support/flaky-store.js';
import { openShop, otherThan, type Shop, type ShopOptions } from '../support/shop.js';
import { openTelemetry, type Point, type Telemetry } from '../support/telemetry.js';

async function openObservedShop(options: ShopOptions = {}): Promise<{ shop: Shop; telemetry: Telemetry }> {
  const telemetry = openTelemetry();
  const shop = await openShop(options);
  onTestFinished(observeCalls(shop.calls, telemetry));
  return { shop, telemetry };
}

/** The points without the name of the service, by the last names of attributes. */
function briefly(points: readonly Point[]): (Attributes & { value: number })[] {
  return points.map(({ attributes, value }) => ({
    ...Object.fromEntries(Object.entries(attributes).map(([name, each]) => [name.replace('call_verification.', ''), each])),
    service: undefined,
    value,
  }));
}

const FLASH = { country: 'RU', provider: 'mcn', method_id: 'mcn.flashCall', method: 'flash_call' };
const VOICE = { country: 'RU', provider: 'mobilgroup', method_id: 'mobilgroup.voiceCall', method: 'voice_call' };

describe('the metrics of verifications', () => {
  it('count starts, calls, reports and tokens, by country, provider and method', async () => {
    const { shop, telemetry } = await openObservedShop();
    const verificationId = await shop.begin();
    shop.advance(7);
    await shop.report({ cause: 17 });
    shop.advance(5);
    await shop.check(verificationId, otherThan(shop.code()));
    await shop.check(verificationId, shop.code());
    const read = async (name: string) => briefly(await telemetry.points(`call_verification.${name}`));
    expect(await read('started')).toEqual([{ country: 'RU', value: 1 }]);
    expect(await read('calls')).toEqual([{ ...FLASH, outcome: 'placed', value: 1 }]);
    expect(await read('reports')).toEqual([{ ...FLASH, outcome: 'busy', cause: 17, value: 1 }]);
    expect(await read('wrong_codes')).toEqual([{ country: 'RU', value: 1 }]);
    expect(await read('verified')).toEqual([{ ...FLASH, value: 1 }]);
    const { country: _, ...flash } = FLASH;
    expect(await read('time_to_report')).toEqual([{ ...flash, outcome: 'busy', value: 1 }]);
    expect(await read('time_to_token')).toEqual([{ ...flash, value: 1 }]);
    const sums = (await telemetry.metrics()).filter(({ descriptor }) => descriptor.name.startsWith('call_verification.time_to_'));
    expect(sums.map(({ dataPoints }) => dataPoints[0]?.value)).toMatchObject([{ sum: 12 }, { sum: 7 }].reverse());
  });

  it('leave out test numbers, which are nobody’s', async () => {
    const phone = '+79991234567';
    const { shop, telemetry } = await openObservedShop({ calls: { testNumbers: { [phone]: '1234' } } });
    await shop.check(await shop.begin({ phone }), '1234').expect(200);
    const counted = await Promise.all(
      ['started', 'verified', 'time_to_token'].map((name) => telemetry.points(`call_verification.${name}`)),
    );
    expect(counted).toEqual([[], [], []]);
    expect(shop.eventsOf('verification.started')).toMatchObject([{ isTest: true }]);
  });

  it('make no series of each cause that a callback may name', async () => {
    const { shop, telemetry } = await openObservedShop({
      methods: ({ mcn }) => [mcn.flashCall()],
      mcn: { callback: { cause: 'wrong_field' } },
    });
    await shop.begin();
    await shop.report({ wrong_field: '4821' });
    const reports = briefly(await telemetry.points('call_verification.reports'));
    expect(reports).toMatchObject([{ cause: '_OTHER' }]);
  });

  it('count why calls were refused, and what those that were not cost', async () => {
    const price = { amount: 2.5, currency: 'RUB' };
    const { shop, telemetry } = await openObservedShop({
      methods: ({ mcn, mobilGroup }) => [mcn.flashCall({ price }), mobilGroup.voiceCall({ price })],
    });
    shop.simulator.fail('mcn', 403, { times: 1 });
    await shop.begin();
    expect(briefly(await telemetry.points('call_verification.calls'))).toEqual([
      { ...FLASH, outcome: 'refused', blame: 'account', 'error.type': 'http_403', value: 1 },
      { ...VOICE, outcome: 'placed', value: 1 },
    ]);
    expect(briefly(await telemetry.points('call_verification.cost'))).toEqual([{ ...VOICE, currency: 'RUB', value: expect.any(Number) }]);
    const events = briefly(await telemetry.points('call_verification.events'));
    expect(events).toContainEqual({ event: 'account.trouble', provider: 'mcn', reason: 'http_403', value: 1 });
  });

  it('count limits and breakers, and never the prefix', async () => {
    const { shop, telemetry } = await openObservedShop({
      calls: { limits: { startsPerHour: 1, prefixUnsettled: 1 }, resendDelaysSeconds: [0] },
    });
    await shop.begin();
    await shop.start();
    expect(briefly(await telemetry.points('call_verification.limits.reached'))).toContainEqual({
      ...{ limit: 'starts', option: 'limits.startsPerHour' },
      value: 1,
    });
    const beside = `${shop.phone.slice(0, -4)}0000`;
    for (const phone of [beside, `${beside.slice(0, -1)}1`]) await shop.start({ phone });
    expect(briefly(await telemetry.points('call_verification.breakers.tripped'))).toContainEqual({
      ...{ scope: 'prefix', reason: 'unsettled', mode: 'enforce', country: 'RU' },
      value: 1,
    });
    expect(await telemetry.text()).not.toContain(shop.phone.slice(1, -4));
  });

  it('count how long each kind of work took, by what became of it', async () => {
    const store = createFlakyStore(createMemoryStore({ clock: () => Date.parse('2026-03-01T10:05:00Z') }));
    const { shop, telemetry } = await openObservedShop({ calls: { store } });
    const verificationId = await shop.begin();
    await shop.report({ cause: 16 });
    await shop.check(verificationId, otherThan(shop.code()));
    store.fail('throws', { verb: 'get', times: 1 });
    await shop.check(verificationId, shop.code());
    const read = async (name: string) => briefly(await telemetry.points(`call_verification.${name}.duration`));
    expect(await read('start')).toEqual([{ further: false, outcome: 'started', value: 1 }]);
    const { country: _, ...flash } = FLASH;
    expect(await read('call')).toEqual([{ ...flash, outcome: 'placed', value: 1 }]);
    expect(await read('callback')).toEqual([{ provider: 'mcn', outcome: 'taken', value: 1 }]);
    expect(await read('check')).toEqual([
      { outcome: 'code_incorrect', value: 1 },
      { outcome: 'temporarily_unavailable', 'error.type': 'temporarily_unavailable', value: 1 },
    ]);
    expect(await read('store')).toContainEqual({ 'store.verb': 'get', 'error.type': 'Error', value: 1 });
  });

  it("keep the text of a method of the host's own to themselves", async () => {
    const { shop, telemetry } = await openObservedShop({
      methods: ({ mcn }) => {
        const own = mcn.flashCall();
        return [
          { ...own, place: ({ phone }) => Promise.resolve({ status: 'refused', blame: 'number', reason: `nobody answers at ${phone}` }) },
        ];
      },
    });
    await shop.start();
    expect(briefly(await telemetry.points('call_verification.calls'))).toMatchObject([
      { outcome: 'refused', 'error.type': 'unknown_reason' },
    ]);
    expect(await telemetry.text()).not.toContain(shop.phone);
  });
});

describe('what health tells', () => {
  it('is exported: whether all is well, budgets, circuits, and the age of reports', async () => {
    const { shop, telemetry } = await openObservedShop({
      methods: ({ mcn }) => [mcn.flashCall({ price: { amount: 2, currency: 'RUB' } })],
      calls: { clock: Date.now, limits: { callsPerDay: 4 }, budgets: { RUB: { perDay: 10 } } },
    });
    await shop.begin();
    await shop.report({ cause: 16 });
    const read = async (name: string) => briefly(await telemetry.points(`call_verification.${name}`));
    expect(await read('healthy')).toEqual([{ value: 1 }]);
    expect(await read('budget.limit')).toEqual([
      { budget: 'callsPerDay', value: 4 },
      { budget: 'RUB.perDay', value: 10 },
    ]);
    expect(await read('budget.usage')).toContainEqual({ budget: 'callsPerDay', value: 1 });
    expect(await read('budget.utilization')).toContainEqual({ budget: 'callsPerDay', value: 0.25 });
    const circuit = { provider: 'mcn', method_id: 'mcn.flashCall' };
    expect(await read('circuit.status')).toEqual([
      { ...circuit, state: 'closed', value: 1 },
      { ...circuit, state: 'open', value: 0 },
      { ...circuit, state: 'half_open', value: 0 },
    ]);
    expect(await read('report.age')).toEqual([{ provider: 'mcn', value: expect.any(Number) }]);
  });

  it('is asked for once by each export, and is not well with a dead store', async () => {
    const store = createFlakyStore(createMemoryStore());
    const telemetry = openTelemetry();
    const shop = await openShop({ calls: { store } });
    let asked = 0;
    const calls = {
      service: shop.calls.service,
      health: () => {
        asked += 1;
        return shop.calls.health();
      },
    };
    onTestFinished(observeCalls(calls, telemetry));
    await telemetry.metrics();
    expect(asked).toBe(1);
    store.fail('throws');
    expect(briefly(await telemetry.points('call_verification.healthy'))).toEqual([{ value: 0 }]);
    expect(asked).toBe(2);
  });

  it('is left out if it cannot be had, and then everything else is exported', async () => {
    const telemetry = openTelemetry();
    const shop = await openShop();
    onTestFinished(observeCalls({ service: shop.calls.service, health: () => Promise.reject(new Error('no way')) }, telemetry));
    await shop.begin();
    expect(await telemetry.points('call_verification.started')).toMatchObject([{ value: 1 }]);
    expect(await telemetry.points('call_verification.healthy')).toEqual([]);
  });
});

/** What an instrument of the list becomes at an exporter. */
function listed({ descriptor: { name, unit }, ...data }: MetricData): object {
  if (data.dataPointType === DataPointType.SUM) return { name, unit, kind: data.isMonotonic ? 'counter' : 'updowncounter' };
  return { name, unit, kind: data.dataPointType === DataPointType.GAUGE ? 'gauge' : 'histogram' };
}

describe('the list of instruments', () => {
  it('holds to the rules of the semantic conventions', () => {
    for (const { kind, name, unit, description } of INSTRUMENTS) {
      expect(name).toMatch(/^call_verification(\.[a-z]+(_[a-z]+)*)+$/);
      expect(name).not.toMatch(/_total$|\.total$|seconds/);
      expect(unit, name).toMatch(kind === 'histogram' ? /^s$/ : /^(s|1|\{[a-z]+\})$/);
      expect(description, name).toMatch(/^[A-Z1].*\.$/);
    }
    const names = INSTRUMENTS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    // A name is not also the namespace of another.
    expect(names.filter((name) => names.some((other) => other.startsWith(`${name}.`)))).toEqual([]);
    const attributes: readonly string[] = Object.values(ATTRIBUTES);
    expect(attributes.filter((name) => attributes.some((other) => other.startsWith(`${name}.`)))).toEqual([]);
  });

  it('is what is exported', async () => {
    const { shop, telemetry } = await openObservedShop();
    const verificationId = await shop.begin();
    await shop.check(verificationId, shop.code());
    const exported = await telemetry.metrics();
    const known = INSTRUMENTS.map(({ name, unit, kind }) => ({ name, unit, kind }));
    for (const metric of exported) expect(known).toContainEqual(listed(metric));
    for (const { descriptor, dataPoints } of exported) {
      const { attributes = [] } = INSTRUMENTS.find(({ name }) => name === descriptor.name) ?? {};
      const allowed: readonly string[] = [ATTRIBUTES.service, ...attributes.map((name) => ATTRIBUTES[name])];
      expect(dataPoints.flatMap((point) => Object.keys(point.attributes)).filter((name) => !allowed.includes(name))).toEqual([]);
    }
  });
});
